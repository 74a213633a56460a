"""Papers are left to workers that never come: what is watched does not depend on them."""

import pytest


@pytest.fixture(autouse=True)
def papers_wait(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a test uses the registry, papers are handed over and not made."""
    if "app" in request.fixturenames:
        settings = request.getfixturevalue("app").config["REGISTRY"]
        monkeypatch.setitem(settings, "BROKER_URL", "memory://")
