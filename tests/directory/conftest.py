"""For pages that say the same with and without a paper."""

from collections.abc import Iterator

import pytest

from registry.certification.paper import made_later


@pytest.fixture
def no_papers() -> Iterator[None]:
    """Papers take long, and these pages show none: they are left to be made later."""
    with made_later():
        yield
