"""Designs: loaded whole or not at all, and locked once issued."""

import pytest

from certificates.design import Design, file_hashes, load_design, locked_hashes
from certificates.errors import DesignError
from certificates.guilloche import DRAWINGS


def test_an_issued_design_is_the_one_that_was_locked() -> None:
    """A changed look is a new version: a new folder, and its lines added to LOCK."""
    assert file_hashes() == locked_hashes()


def test_the_ornament_comes_out_of_its_generator_as_it_stands_in_the_design(
    design: Design,
) -> None:
    assert {f"{name}.svg": draw() for name, draw in DRAWINGS.items()} == design.drawings


@pytest.mark.parametrize("name", ["patent", "../designs", "", "Patent", "a/b", "."])
def test_a_design_that_is_not_there_is_refused(name: str) -> None:
    with pytest.raises(DesignError):
        load_design(name, 1)


def test_a_version_that_is_not_there_is_refused_by_what_it_lacks() -> None:
    with pytest.raises(DesignError, match=r"patent_intensive_product v99 lacks template\.html"):
        load_design("patent_intensive_product", 99)
