"""How wide a text of unknown length is, and in which size it is set.

The renderer breaks lines by itself; what is decided here is how large, and how long a line may be.
"""

from dataclasses import dataclass
from math import ceil
from unicodedata import east_asian_width


@dataclass(frozen=True, slots=True)
class Heading:
    """How a name is set: the class of its size, and the greatest width of a line in em."""

    size: str
    measure: float


@dataclass(frozen=True, slots=True)
class Line:
    """How a text of unknown length is set: its size in points, the width of a line in em."""

    size: float
    measure: float


def width(text: str) -> float:
    """Measure a text in full-width characters: a Latin letter counts as half of one."""
    return sum(1.0 if east_asian_width(c) in "WFA" else 0.5 for c in text)


def heading(text: str, limits: tuple[int, int, int]) -> Heading:
    """Choose the size of a name so that it takes few lines, and make its lines equally long.

    `limits` are the widths, in em, that fit on one line in the large, medium and small size.
    """
    measured = width(text)
    for size, limit in zip(("large", "medium"), limits, strict=False):
        if measured <= limit:
            return Heading(size, limit)
    lines = ceil(measured / limits[2])
    # A line may break up to two characters early, before a bracket or within a Latin word.
    return Heading("small", min(limits[2], round(measured / lines + 2, 1)))


def fitted(text: str, space: float, most: float, least: float) -> Line:
    """Set a text on one line as large as the space allows, in points, from `most` to `least`.

    What does not fit even at the least size is broken into lines of about equal length, so that
    no line holds a single character.
    """
    measured = width(text)
    size = space / measured
    if size >= least:
        return Line(round(min(most, size), 2), round(measured + 1, 1))
    lines = ceil(measured * least / space)
    return Line(least, round(min(space / least, measured / lines + 2), 1))
