"""The page of the traps names tests that are there, and leaves no trap test out."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/traps.md"


def functions_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def lines() -> list[list[str]]:
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows[2:]]


def test_each_trap_names_its_test_and_the_obvious_variant_or_why_there_is_none() -> None:
    assert len(lines()) >= 19
    for trap, _, ours, obvious in lines():
        assert "::test_" in ours or "the same test" in ours, trap
        assert "::test_" in obvious or "the same test" in obvious or "none: " in obvious, trap


def test_every_test_that_the_page_names_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", PAGE.read_text("utf-8"))
    assert len(named) > 35
    missing = [f"{path}::{name}" for path, name in named if name not in functions_in(ROOT / path)]
    assert missing == []


def test_every_test_of_a_trap_stands_on_the_page() -> None:
    page = PAGE.read_text("utf-8")
    found = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in functions_in(path)
        if name.startswith("test_trap_")
    }
    assert {name for name in found if name not in page} == set()
