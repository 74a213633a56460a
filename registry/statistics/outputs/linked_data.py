"""The nodes of the catalogue as JSON-LD and as Turtle: the same statements in two forms."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from registry.statistics.outputs.dcat import PREFIXES, Node, Ref, Texts, Typed

JSON_LD, TURTLE = "application/ld+json", "text/turtle"
# What an address may not hold in Turtle; everything else stands as it is.
_NOT_IN_IRI = '<>"{}|^`\\'


def json_ld(nodes: Sequence[Node]) -> bytes:
    """UTF-8, with the prefixes as context: nothing needs to be fetched to read it."""
    graph = [{name: _json(value) for name, value in node.items()} for node in nodes]
    whole = {"@context": PREFIXES, "@graph": graph}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode() + b"\n"


def _json(value: Any) -> Any:
    match value:
        case Ref(iri):
            return {"@id": iri}
        case Typed(text, kind):
            return {"@value": text, "@type": kind}
        case Texts(texts):
            return [{"@value": text, "@language": tag} for tag, text in texts.items()]
        case dict():
            return {name: _json(each) for name, each in value.items()}
        case list():
            return [part for each in value for part in _listed(_json(each))]
        case _:
            return value


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def turtle(nodes: Sequence[Node]) -> bytes:
    """UTF-8, a block for each node."""
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    blocks = [f"{_iri(node['@id'])}\n    {_statements(node)} ." for node in nodes]
    return (head + "\n" + "\n\n".join(blocks) + "\n").encode()


def _statements(node: Node) -> str:
    parts = [f"a {node['@type']}"]
    for name, value in node.items():
        if not name.startswith("@") and value != []:
            parts.append(f"{name} {', '.join(_turtle(value))}")
    return " ;\n    ".join(parts)


def _turtle(value: Any) -> Iterator[str]:
    match value:
        case Ref(iri):
            yield _iri(iri)
        case Typed(text, kind):
            yield f"{_literal(text)}^^{kind}"
        case Texts(texts):
            for tag, text in texts.items():
                yield f"{_literal(text)}@{tag}"
        case dict():
            yield f"[ {_statements(value)} ]"
        case list():
            for each in value:
                yield from _turtle(each)
        case _:
            yield _literal(str(value))


def _literal(text: str) -> str:
    # JSON's escapes within quotes are among those of Turtle.
    return json.dumps(text, ensure_ascii=False)


def _iri(iri: str) -> str:
    kept = "".join(
        f"%{ord(each):02X}" if each in _NOT_IN_IRI or ord(each) <= 32 else each for each in iri
    )
    return f"<{kept}>"
