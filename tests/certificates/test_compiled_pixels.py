"""Compiled papers are the same to the pixel as those of the full path.

Papers of every kind, for as long as one likes: `python tests/certificates/paper_comparison.py 300`.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest
from paper_comparison import compare, compare_soon, outlined
from random_papers import design_of, frame, paper_in, random_paper

from certificates.compiled.content import areas, outline
from certificates.drawing import qr_code
from certificates.sign import Signer

FRAMES, IN_A_FRAME = 20, 15
# What wants a second line is left to the full path and not compared: so many of a frame are. In a
# notice the titles have little room.
LEAST_CERTIFICATES, LEAST_NOTICES = 9, 1


@pytest.mark.parametrize("number", range(FRAMES))
def test_three_hundred_papers_are_the_same_to_the_pixel_as_those_of_the_full_path(
    number: int, signer: Signer, record_property: Callable[[str, object], None]
) -> None:
    """Fifteen of a kind, a quarter of the kinds notices, of all versions of the designs."""
    found = frame(number)
    fits = []
    for place in range(number * IN_A_FRAME, (number + 1) * IN_A_FRAME):
        paper = paper_in(found, place)
        result = compare_soon(paper, design_of(paper, found.turn), signer)
        assert result.differences == (), f"paper {place}"
        fits.append(result.fits)
    record_property("left to the full path", f"{fits.count(False)} of {IN_A_FRAME}")
    assert sum(fits) >= (LEAST_NOTICES if found.notice else LEAST_CERTIFICATES)


@pytest.mark.parametrize("first", [0, 6])
@pytest.mark.parametrize("turn", [0, 1])
def test_notices_with_short_names_are_the_same_to_the_pixel_too(
    turn: int, first: int, signer: Signer
) -> None:
    """Few of the three hundred are: the titles in a notice have little room."""
    for seed in range(first, first + 6):
        paper = paper_in(frame(0), seed)
        titled = tuple(replace(one, title=one.title[:7]) for one in paper.patents)
        short = replace(paper, patents=titled, class_name=paper.class_name[:4])
        result = compare_soon(short, design_of(short, turn), signer)
        assert (result.fits, result.differences) == (True, ())


@pytest.mark.parametrize("seed", [1, 3, 8])
@pytest.mark.parametrize("turn", [0, 1])
def test_papers_of_any_kind_are_the_same_to_the_pixel_in_another_reader_too(
    seed: int, turn: int, signer: Signer
) -> None:
    """Poppler's pixels and text, and whether the examiner finds the paper genuine."""
    paper = random_paper(seed)
    result = compare(paper, design_of(paper, turn), signer)
    assert (result.fits, result.differences) == (True, ())


def test_the_areas_of_a_qr_code_stand_for_the_lines_of_its_outline() -> None:
    path = qr_code("https://registry.example/verify/PIP-2025-000001-1").path
    assert outlined(areas(path).encode("ascii")) == outline(path)
