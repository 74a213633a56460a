"""What the tests of the figures may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from registry.statistics.snapshot import warm


@pytest.fixture
def folder(app: Flask, tmp_path: Path) -> Iterator[Path]:
    """An empty folder for the snapshot, which nothing is known of yet."""
    kept = app.config["REGISTRY"]
    usual, kept["SNAPSHOT_FOLDER"] = kept["SNAPSHOT_FOLDER"], str(tmp_path)
    warm.forget()
    yield tmp_path
    kept["SNAPSHOT_FOLDER"] = usual
    warm.forget()
