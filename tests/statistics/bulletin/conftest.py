"""What the tests of the bulletin may ask for."""

from collections.abc import Iterator

import pytest
from flask import Flask

from registry.extensions import babel


@pytest.fixture(scope="session")
def _speaking() -> Flask:
    app = Flask("words")
    babel.init_app(app, locale_selector=lambda: "en")
    return app


@pytest.fixture
def words(_speaking: Flask) -> Iterator[Flask]:
    """An application that can do nothing but put charts into words: no database is needed."""
    with _speaking.app_context():
        yield _speaking
