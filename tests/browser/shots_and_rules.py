"""Every page that anybody reaches by following links, in a real browser."""

from collections.abc import Callable
from typing import Any

import pytest
from served import Served
from visitors import LANGUAGES, NARROW, WIDE, Visitor

from registry.permissions import Role

axe = pytest.importorskip("axe_playwright_python.sync_playwright")

Pages = Callable[[Role | None], dict[str, str]]
# WCAG 2.2 AA, and what the makers of axe call good practice.
RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}


@pytest.fixture(scope="module")
def pages(site: Served) -> Pages:
    """Path → HTML for a role, looked up once."""
    known: dict[Role | None, dict[str, str]] = {}

    def of(role: Role | None) -> dict[str, str]:
        if role not in known:
            known[role] = site.pages(role)
        return known[role]

    return of


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role.value if role else "anybody")
def test_every_page_can_be_read_by_everybody_and_asks_nobody_else(
    site: Served, chromium: Any, pages: Pages, role: Role | None, language: str
) -> None:
    visitor = Visitor(site, chromium, language)
    if role is not None:
        visitor.sign_in(site.people[role])
    reader = axe.Axe()
    for path in pages(role):
        visitor.page.set_viewport_size(WIDE)
        visitor.page.goto(path)
        found = reader.run(visitor.page, options=RULES).response["violations"]
        visitor.faults += [f"{path}: {_told(each)}" for each in found]
        visitor.page.set_viewport_size(NARROW)
        width = visitor.page.evaluate("document.documentElement.scrollWidth")
        if width > NARROW["width"]:
            visitor.faults.append(f"{path}: {width} pixels wide where 320 are there")
    assert len(pages(role)) > 4
    visitor.close()


def _told(violation: dict[str, Any]) -> str:
    places = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
    return f"{violation['id']} ({violation['help']}): {places}"
