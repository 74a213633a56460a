"""A real browser, and a registry that is served to it."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from served import Served, served

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The registry, served on loopback on a database of its own."""
    with served(tmp_path_factory.mktemp("served")) as found:
        yield found


@pytest.fixture(scope="module")
def chromium(site: Served) -> Iterator[Any]:
    """Debian's Chromium; a test says by name where it is missing.

    It is shut with the module, and opened after the site was filled: while it is open this thread
    has an event loop that runs, in which nothing can be signed.
    """
    if CHROMIUM is None:
        pytest.skip("apt-get install -y chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
