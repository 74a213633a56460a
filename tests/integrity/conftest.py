"""The registry of world.py, played once for each database and module."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from prepared import TODAY, Prepared
from world import play

from registry import clock
from registry.extensions import db


@pytest.fixture(scope="module")
def played(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Everything has happened; gives the folder of the store."""
    prepared.restore()
    settings = prepared.app.config["REGISTRY"]
    usual, settings["STORE"] = settings["STORE"], str(tmp_path_factory.mktemp("store"))
    with prepared.app.app_context(), clock.at(TODAY):
        play()
        db.session.remove()
        yield Path(settings["STORE"])
        db.session.remove()
    settings["STORE"] = usual
