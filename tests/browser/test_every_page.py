"""Every page that anybody reaches by following links, once: wide in one language, narrow in the
other. `make screenshots` opens each in both, in both."""

from typing import Any

import pytest
from rules import faults_by_rule, too_wide
from served import Served
from visitors import NARROW, Visitor

from registry.permissions import Role

EVERYBODY = [None, *Role]


@pytest.mark.parametrize("role", EVERYBODY, ids=lambda role: role.value if role else "anybody")
def test_every_page_can_be_read_by_everybody_and_on_a_telephone(
    site: Served, chromium: Any, role: Role | None
) -> None:
    paths = list(site.pages(role))
    languages = ("zh", "en") if EVERYBODY.index(role) % 2 else ("en", "zh")
    wide, narrow = (Visitor(site, chromium, language) for language in languages)
    narrow.page.set_viewport_size(NARROW)
    if role is not None:
        wide.sign_in(site.people[role])
        narrow.sign_in(site.people[role])
    for path in paths:
        wide.page.goto(path)
        wide.faults += faults_by_rule(wide.page, path)
        narrow.page.goto(path)
        narrow.faults += too_wide(narrow.page, path)
    assert len(paths) > 4
    wide.close()
    narrow.close()
