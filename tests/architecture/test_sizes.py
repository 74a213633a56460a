"""Small, typed, explained: what one can measure of it."""

import ast
import re
from collections.abc import Callable, Iterator

import pytest
from mccabe import PathGraphingAstVisitor
from source_tree import Function, Source, sources

MODULE_LINES = 300
FUNCTION_LINES = 40
COMPLEXITY = 8
# A public function of more lines than this says in words what it does.
UNEXPLAINED_LINES = 8
DRAWERS = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}

Check = Callable[[Source], Iterator[str]]


def too_long_modules(source: Source) -> Iterator[str]:
    lines = len(source.text.splitlines())
    if lines > MODULE_LINES:
        yield f"{source.path} has {lines} lines"


def too_long_functions(source: Source) -> Iterator[str]:
    for function in source.functions():
        if _lines(function) > FUNCTION_LINES:
            yield f"{source.at(function)} {function.name} has {_lines(function)} lines"


def too_complex_functions(source: Source) -> Iterator[str]:
    visitor = PathGraphingAstVisitor()
    visitor.preorder(source.tree, visitor)
    for graph in visitor.graphs.values():
        if graph.complexity() > COMPLEXITY:
            yield f"{source.path} {graph.entity} has complexity {graph.complexity()}"


def untyped_functions(source: Source) -> Iterator[str]:
    for function in source.functions():
        given = function.args
        named = [*given.posonlyargs, *given.args, *given.kwonlyargs]
        optional = [each for each in (given.vararg, given.kwarg) if each is not None]
        untyped = [
            each.arg
            for each in named + optional
            if each.annotation is None and each.arg not in ("self", "cls")
        ]
        if untyped or function.returns is None:
            yield f"{source.at(function)} {function.name} {untyped}"


def unexplained_code(source: Source) -> Iterator[str]:
    if ast.get_docstring(source.tree) is None:
        yield f"{source.path} has no docstring"
    for node in source.nodes():
        public = isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_")
        if public and _needs_words(node) and ast.get_docstring(node) is None:
            yield f"{source.at(node)} {node.name} has no docstring"


def _needs_words(node: ast.ClassDef | Function) -> bool:
    # Inside WTForms and SQLAlchemy classes ``Meta`` and ``Params`` are the libraries' own words.
    if isinstance(node, ast.ClassDef):
        return node.name not in ("Meta", "Params")
    return _lines(node) > UNEXPLAINED_LINES


def drawers(source: Source) -> Iterator[str]:
    parts = set(source.path.removesuffix(".py").split("/"))
    if parts & DRAWERS:
        yield f"{source.path} is a drawer: name it after what is in it"


def imports_inside_functions(source: Source) -> Iterator[str]:
    for function in source.functions():
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield source.at(node)


def unfinished_work(source: Source) -> Iterator[str]:
    for number, line in enumerate(source.text.splitlines(), start=1):
        if re.search(r"\b(TODO|FIXME|XXX|HACK)\b", line):
            yield f"{source.path}:{number} {line.strip()}"


def silenced_without_a_reason(source: Source) -> Iterator[str]:
    """A silenced tool needs the reason on the line, or in a comment on the line before."""
    lines = source.text.splitlines()
    for number, line in enumerate(lines, start=1):
        silenced = re.search(
            r"# (type: ignore(\[[\w, -]+\])?|noqa(: ?[\w, ]+)?|nosec( B\d+)*)(.*)$", line
        )
        if silenced is None:
            continue
        before = lines[number - 2].strip() if number > 1 else ""
        if "#" not in silenced[silenced.lastindex or 0] and not before.startswith("#"):
            yield f"{source.path}:{number} {line.strip()}"


def _lines(node: ast.ClassDef | Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def planted(body: str, path: str = "registry/planted.py") -> Source:
    """A module with a docstring and this in it."""
    return Source(path, f'"""Planted."""\n\n{body}\n')


LONG = "def f() -> None:\n" + "    pass\n" * 40
COMPLEX = "def f(x: int) -> int:\n" + "".join(
    f"    if x == {n}:\n        return {n}\n" for n in range(9)
)
CHECKS: dict[str, tuple[Check, Source]] = {
    "module of at most 300 lines": (too_long_modules, planted("x = 1\n" * 300)),
    "function of at most 40 lines": (too_long_functions, planted(LONG)),
    "complexity of at most 8": (too_complex_functions, planted(COMPLEX)),
    "all typed": (untyped_functions, planted("def f(x) -> None: ...")),
    "all typed, the answer too": (untyped_functions, planted("def f(x: int): ...")),
    "modules explained": (unexplained_code, Source("registry/planted.py", "x = 1\n")),
    "public classes explained": (unexplained_code, planted("class Thing:\n    x = 1")),
    "long public functions explained": (unexplained_code, planted(LONG)),
    "no drawers": (drawers, planted("", "registry/helpers/money.py")),
    "imports at the top": (
        imports_inside_functions,
        planted("def f() -> None:\n    import os\n"),
    ),
    "no unfinished work": (unfinished_work, planted("x = 1  # TODO later")),
    "no tool silenced without a reason": (
        silenced_without_a_reason,
        planted("x = 1  # type: ignore[assignment]"),
    ),
}


@pytest.mark.parametrize("rule", CHECKS)
def test_the_source_keeps_the_house_rule(rule: str) -> None:
    check, _ = CHECKS[rule]
    offenders = [found for source in sources() for found in check(source)]
    assert offenders == []


@pytest.mark.parametrize("rule", CHECKS)
def test_an_offender_against_the_house_rule_is_noticed(rule: str) -> None:
    check, offender = CHECKS[rule]
    assert list(check(offender))


def test_a_tool_may_be_silenced_for_a_reason_that_stands_beside_it() -> None:
    beside = planted("x = 1  # type: ignore[assignment]  # the extension says list")
    above = planted("# The extension says list.\nx = 1  # noqa: E501")
    assert list(silenced_without_a_reason(beside)) == []
    assert list(silenced_without_a_reason(above)) == []
