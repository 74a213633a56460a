"""What every page in a browser is held against: axe's rules, and the width of a telephone."""

from typing import Any

import pytest
from visitors import NARROW

axe = pytest.importorskip("axe_playwright_python.sync_playwright")

# WCAG 2.2 AA, and what the makers of axe call good practice.
RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}


def faults_by_rule(page: Any, path: str) -> list[str]:
    """What axe finds wrong with the page that is open."""
    found = axe.Axe().run(page, options=RULES).response["violations"]
    return [f"{path}: {_told(each)}" for each in found]


def too_wide(page: Any, path: str) -> list[str]:
    """What has to be scrolled sideways on a screen of 320 pixels, which the page must be on."""
    width = page.evaluate("document.documentElement.scrollWidth")
    if width <= NARROW["width"]:
        return []
    return [f"{path}: {width} pixels wide where 320 are there"]


def _told(violation: dict[str, Any]) -> str:
    places = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
    return f"{violation['id']} ({violation['help']}): {places}"
