"""What a paper says, as data: the one thing that is drawn, attached and signed.

`to_json` writes the canonical form of RFC 8785 (JCS): keys sorted, no spaces, UTF-8. All our keys
are ASCII and all our numbers are integers below 2**53, for which Python's own `json` agrees with
JCS byte for byte. The form is also JSON-LD: `@vocab` gives every field a name of its own.
"""

import hashlib
import json
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, ClassVar

from marshmallow import ValidationError

from certificates.errors import PayloadError
from certificates.schema import MAX_URL, PaperSchema, PayloadSchema

CONTEXT = {"@vocab": "urn:patent-intensive-product:certificate:v1#"}
# Sixty patents with the longest titles need some 100 KB; anything larger is no payload of ours.
MAX_JSON_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class PayloadPatent:
    """One patent of the product, as it is printed.

    `kind` is one of `invention`, `utility_model`, `design`; `core` marks a core patent (核心专利).
    """

    number: str
    title: str
    kind: str
    core: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What every paper says; `number` is the paper's own and the one that is verified.

    `model` may be empty. `examples` is true when the decision rests on EXAMPLE data, which the
    paper then says plainly.
    """

    type: ClassVar[str]

    number: str
    round_year: int
    data_year: int
    enterprise_name: str
    credit_code: str
    region_name: str
    product_name: str
    model: str
    class_code: str
    class_name: str
    class_name_en: str
    patents: tuple[PayloadPatent, ...]
    issued_on: date
    authority_name: str
    authority_name_en: str
    verification_url: str
    examples: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload(Paper):
    """All that one certificate (认定证书) says.

    `output_value_fen` is the declared output value of the data year in fen (1/100 yuan); None
    means that the enterprise chose to withhold it. `valid_from` and `valid_until` are both days on
    which the certificate is valid.
    """

    type: ClassVar[str] = "PatentIntensiveProductCertificate"

    registration_number: str
    output_value_fen: int | None
    standard: str
    valid_from: date
    valid_until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Paper):
    """All that one registration notice (备案通知书) says; its number is the registration number.

    A notice follows a formal examination and certifies nothing, so it has no standard, no output
    value and no validity.
    """

    type: ClassVar[str] = "PatentIntensiveProductRegistrationNotice"


# Made once: a schema copies all its fields when it is made, and keeps nothing of what it loads.
_SCHEMAS: dict[type[Paper], PaperSchema] = {Payload: PayloadSchema(), Notice: PaperSchema()}


def to_json(paper: Paper) -> bytes:
    """Give the canonical JSON of a paper to be made; raise PayloadError where it breaks the schema,
    or where its address is too long to be read off a print."""
    length = len(paper.verification_url)
    if length > MAX_URL:
        problem = f"Longer than {MAX_URL} characters ({length}): no camera reads it off a print."
        raise PayloadError({"verification_url": [problem]})
    return canonical_json(paper)


def canonical_json(paper: Paper) -> bytes:
    """Give the canonical JSON of any paper, made today or long ago; PayloadError as above."""
    data = _as_data(paper)
    _load(type(paper), data)
    document = {"@context": CONTEXT, "@type": paper.type, **data}
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def from_json(data: bytes) -> Payload:
    """Read a certificate's payload; raise PayloadError for anything that is not exactly one."""
    paper = paper_from_json(data)
    if not isinstance(paper, Payload):
        raise PayloadError({"@type": [f"Expected {Payload.type}."]})
    return paper


def paper_from_json(data: bytes) -> Paper:
    """Read a paper of either kind; raise PayloadError for anything that is not exactly one.

    Strict on what may hide a second meaning: repeated keys, NaN and unknown fields are refused.
    """
    document = _parse(data)
    context, name = document.pop("@context", None), document.pop("@type", None)
    kind = next((kind for kind in _SCHEMAS if kind.type == name), None)
    if context != CONTEXT or kind is None:
        known = " or ".join(kind.type for kind in _SCHEMAS)
        raise PayloadError({"@type": [f"Expected {known} in the context {CONTEXT}."]})
    return _load(kind, document)


def payload_sha256(paper: Paper) -> str:
    """Give the SHA-256 of the canonical JSON, 64 lower-case hexadecimal digits."""
    return hashlib.sha256(to_json(paper)).hexdigest()


def paper_mark(name: str) -> bytes:
    """Give how the metadata of a paper name its type, in plain text.

    An examiner finds it even in a file that is damaged beyond reading.
    """
    return f"<rdf:li>{name}</rdf:li>".encode()


PAPER_MARKS = tuple(paper_mark(kind.type) for kind in _SCHEMAS)


def _as_data(paper: Paper) -> dict[str, Any]:
    data = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in _fields_of(paper).items()
    }
    data["patents"] = [_fields_of(patent) for patent in paper.patents]
    return data


def _fields_of(part: Paper | PayloadPatent) -> dict[str, Any]:
    return {field.name: getattr(part, field.name) for field in fields(part)}


def _load(kind: type[Paper], data: dict[str, Any]) -> Paper:
    try:
        loaded = _SCHEMAS[kind].load(data)
    except ValidationError as error:
        raise PayloadError(_flatten(error.messages_dict)) from error
    patents = tuple(PayloadPatent(**patent) for patent in loaded.pop("patents"))
    return kind(**loaded, patents=patents)


def _flatten(messages: dict[Any, Any], prefix: str = "") -> dict[str, list[str]]:
    """Turn marshmallow's nested messages into `patents.0.title: [...]`."""
    flat: dict[str, list[str]] = {}
    for key, value in messages.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            flat |= _flatten(value, f"{name}.")
        else:
            flat[name] = [str(message) for message in value]
    return flat


def _parse(data: bytes) -> dict[str, Any]:
    if len(data) > MAX_JSON_BYTES:
        raise PayloadError({"payload": [f"Longer than {MAX_JSON_BYTES} bytes."]})
    try:
        document = json.loads(
            data.decode(), object_pairs_hook=_without_repeats, parse_constant=_refuse_constant
        )
    except (ValueError, RecursionError) as error:
        raise PayloadError({"payload": [f"Not readable as JSON: {error}"]}) from error
    if not isinstance(document, dict):
        raise PayloadError({"payload": ["Expected one JSON object."]})
    return document


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is repeated")
    return found


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")
