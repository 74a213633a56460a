"""The threat model claims nothing that no test shows."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/threat-model.md"
ACTORS = (
    "Forger",
    "Competitor",
    "Cheating enterprise",
    "Ex-employee",
    "Bribed reviewer",
    "Curious statistician",
    "Operator",
    "Database administrator",
    "Thief of a backup",
)


def lines_about_threats() -> list[str]:
    """The lines of the tables from the first actor on, without their headings."""
    page = PAGE.read_text("utf-8")
    after = page[page.index(f"## {ACTORS[0]}") :]
    rows = [line for line in after.splitlines() if line.startswith("| ")]
    return [row for row in rows if not row.startswith(("| ---", "| tries", "| happens"))]


def functions_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_actor_has_a_chapter() -> None:
    page = PAGE.read_text("utf-8")
    assert [actor for actor in ACTORS if f"\n## {actor}\n" not in page] == []


def test_every_line_names_a_test_or_says_not_yet() -> None:
    silent = [row for row in lines_about_threats() if "::test_" not in row and "not yet" not in row]
    assert silent == []
    assert len(lines_about_threats()) > 40


def test_every_test_that_is_named_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", PAGE.read_text("utf-8"))
    missing = [f"{path}::{name}" for path, name in named if name not in functions_in(ROOT / path)]
    assert missing == []
