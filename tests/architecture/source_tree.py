"""The source of the project as the architecture tests read it: parsed once, never imported."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("registry", "certificates")
# Alembic writes most of a migration; the house rules on size are for what people write.
GENERATED = "registry/migrations/versions/"

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the root of the project, with slashes, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed text."""
        return ast.parse(self.text, self.path)

    def nodes(self) -> Iterator[ast.AST]:
        """Every node of the file."""
        return ast.walk(self.tree)

    def functions(self) -> Iterator[Function]:
        """Every function, nested ones and methods too."""
        return (node for node in self.nodes() if isinstance(node, Function))

    def at(self, node: ast.AST) -> str:
        """Where a node stands, as an editor understands it."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}"


@cache
def sources() -> tuple[Source, ...]:
    """Every file of the two packages, but for the migrations that were generated."""
    paths = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    named = [(path.relative_to(ROOT).as_posix(), path) for path in paths]
    return tuple(
        Source(name, path.read_text("utf-8"))
        for name, path in named
        if not name.startswith(GENERATED)
    )


def dotted(node: ast.AST) -> str:
    """``a.b.c`` of a chain of names; the part that is no name (a call, say) is left away."""
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else f".{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""
