"""Every page that anybody reaches by following links, in a real browser."""

from collections.abc import Callable
from typing import Any

import pytest
from rules import faults_by_rule, too_wide
from served import Served
from visitors import LANGUAGES, NARROW, WIDE, Visitor

from registry.permissions import Role

Pages = Callable[[Role | None], dict[str, str]]


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
    for path in pages(role):
        visitor.page.set_viewport_size(WIDE)
        visitor.page.goto(path)
        visitor.faults += faults_by_rule(visitor.page, path)
        visitor.page.set_viewport_size(NARROW)
        visitor.faults += too_wide(visitor.page, path)
    assert len(pages(role)) > 4
    visitor.close()
