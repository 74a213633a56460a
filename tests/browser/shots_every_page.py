"""Every page as a picture, both languages, wide and narrow: `make screenshots`."""

from pathlib import Path
from typing import Any

import pytest
from served import Served
from visitors import LANGUAGES, NARROW, WIDE, Visitor

from registry.permissions import Role

FOLDER = Path("var/screenshots")
SIZES = {"wide": WIDE, "narrow": NARROW}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role.value if role else "anybody")
def test_every_page_is_kept_as_a_picture(
    site: Served, chromium: Any, role: Role | None, language: str
) -> None:
    visitor = Visitor(site, chromium, language)
    if role is not None:
        visitor.sign_in(site.people[role])
    for place, path in enumerate(site.pages(role), start=1):
        visitor.page.goto(path)
        for size, viewport in SIZES.items():
            folder = FOLDER / (role.value if role else "anybody") / language / size
            folder.mkdir(parents=True, exist_ok=True)
            visitor.page.set_viewport_size(viewport)
            name = path.strip("/").translate({ord(c): "_" for c in "/?&="}) or "home"
            visitor.page.screenshot(path=folder / f"{place:02d}-{name[:80]}.png", full_page=True)
    visitor.close()
