"""Small vector drawings that depend on the payload: the QR code and the seal.

Both are SVG text for the design's template. A QR code is drawn as areas, not as an image: readers
failed on a one-bit image at 100 and 150 dpi.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, pi, sin

import segno

from certificates.measure import width as text_width

# The quiet zone of ISO/IEC 18004, in modules on each side.
QUIET_ZONE = 4
_SEAL_ARC = 250.0


@dataclass(frozen=True, slots=True)
class QrCode:
    """An SVG path in modules, and how many modules the square has with its quiet zone."""

    path: str
    size: int


def qr_code(text: str) -> QrCode:
    """Encode a text with error correction M, as runs of dark modules."""
    matrix = segno.make(text, error="m", micro=False, boost_error=False).matrix
    runs = (run for y, row in enumerate(matrix) for run in _runs(row, y))
    return QrCode("".join(runs), len(matrix) + 2 * QUIET_ZONE)


def _runs(row: bytearray, y: int) -> Iterator[str]:
    start: int | None = None
    for x, dark in enumerate((*row, 0)):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            width = x - start
            yield f"M{start + QUIET_ZONE} {y + QUIET_ZONE}h{width}v1h-{width}z"
            start = None


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
