"""A release, what the public and the staff see of it, and a later release with more in it.

Making one takes seconds, and what is made from its content needs no database: the contents are made
once for each database and kept.
"""

import pytest
from flask import Flask
from released_figures import SECOND, content, fill, publish

from registry.statistics.releases.content import ReleaseContent, ReleaseStatus

_KEPT: dict[str, tuple[ReleaseContent, ReleaseContent]] = {}


@pytest.fixture
def number(app: Flask) -> str:
    """A published release, in the database."""
    fill()
    return publish()


@pytest.fixture
def both(app: Flask, request: pytest.FixtureRequest, database: str) -> tuple[ReleaseContent, ...]:
    """What the public and what the staff see of such a release; it need not be there any more."""
    if database not in _KEPT:
        number = request.getfixturevalue("number")
        _KEPT[database] = content(number), content(number, for_staff=True)
    return _KEPT[database]


@pytest.fixture
def released(both: tuple[ReleaseContent, ...]) -> ReleaseContent:
    """What the public sees of it."""
    return both[0]


@pytest.fixture
def revised(number: str) -> str:
    """A later release of the same data year."""
    fill(each_place=3)
    return publish(SECOND, status=ReleaseStatus.REVISED)
