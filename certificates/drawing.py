"""Small vector drawings that depend on the payload: the QR code and the seal.

Both are SVG text for the design's template. A QR code is drawn as areas, not as an image: readers
failed on a one-bit image at 100 and 150 dpi.
"""

import re
from dataclasses import dataclass
from functools import cache
from math import cos, pi, sin

from certificates.measure import width as text_width
from certificates.qr import rows

# The quiet zone of ISO/IEC 18004, in modules on each side.
QUIET_ZONE = 4
_SEAL_ARC = 250.0
_DARK = re.compile("1+")


@dataclass(frozen=True, slots=True)
class QrCode:
    """An SVG path in modules, and how many modules the square has with its quiet zone."""

    path: str
    size: int


def qr_code(text: str) -> QrCode:
    """Encode a text with error correction M, as runs of dark modules."""
    matrix = rows(text)
    runs = [
        known[run.span()]
        for known, row in zip(_rows_of_runs(len(matrix)), matrix, strict=True)
        for run in _DARK.finditer(row)
    ]
    return QrCode("".join(runs), len(matrix) + 2 * QUIET_ZONE)


class _Runs(dict[tuple[int, int], str]):
    """The runs of dark modules in one row, as path data, by where they begin and end."""

    def __init__(self, y: int) -> None:
        super().__init__()
        self._y = y

    def __missing__(self, span: tuple[int, int]) -> str:
        begin, end = span
        run = f"M{begin + QUIET_ZONE} {self._y}h{end - begin}v1h-{end - begin}z"
        return self.setdefault(span, run)


# The same few thousand runs make up all QR codes.
@cache
def _rows_of_runs(size: int) -> list[_Runs]:
    return [_Runs(y) for y in range(QUIET_ZONE, QUIET_ZONE + size)]


@dataclass(frozen=True, slots=True)
class SealCharacter:
    """One character on the rim of the seal: where its middle stands and how it is turned.

    `half` is half of its width: an SVG text that centres itself costs a form of its own.
    """

    text: str
    x: float
    y: float
    turn: float
    half: float


def seal_characters(name: str, radius: float) -> tuple[list[SealCharacter], float]:
    """Set a name around the upper rim of a seal; give its characters and their size.

    Angles are degrees clockwise from the top; lengths share the unit of `radius`. Short names keep
    together at the top instead of being pulled apart; long ones are set smaller.
    """
    arc = min(_SEAL_ARC, 26.0 * len(name))
    step = arc / len(name)
    size = min(radius * 0.31, radius * step * pi / 180 * 0.98)
    first = -arc / 2 + step / 2
    placed = []
    for index, character in enumerate(name):
        turn = first + index * step
        angle = turn * pi / 180
        placed.append(
            SealCharacter(
                text=character,
                x=radius * sin(angle),
                y=-radius * cos(angle),
                turn=round(turn, 2),
                half=size * text_width(character) / 2,
            )
        )
    return placed, size


def star_points(radius: float) -> str:
    """Give the ten corners of a five-pointed star around the origin, one upwards."""
    inner = radius * 0.381966
    corners = (
        (r * sin(pi * k / 5), -r * cos(pi * k / 5)) for k, r in enumerate((radius, inner) * 5)
    )
    return " ".join(f"{x:.3f},{y:.3f}" for x, y in corners)
