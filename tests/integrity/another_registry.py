"""A registry beside the one of the test, empty, to restore into."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from databases import empty_database
from flask import Flask

from registry.app import create_app
from registry.extensions import db


@contextmanager
def elsewhere(kind: str, folder: Path) -> Iterator[Flask]:
    """An application whose database and store are empty."""
    folder.mkdir()
    with empty_database(kind, folder, "elsewhere") as url:
        settings = {
            "DATABASE_URL": url,
            "STORE": str(folder / "store"),
            "DEVELOPMENT_AUTHORITY": str(folder / "authority"),
            "LOCALE": "en",
        }
        other = create_app(settings)
        with other.app_context():
            yield other
            db.session.remove()
            db.engine.dispose()


def kind_of_database() -> str:
    return db.engine.dialect.name


def papers_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*.pdf")}
