"""Content streams: what stays between the pieces, and the pieces themselves."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from certificates.compiled.errors import OtherShape, Unfit
from certificates.compiled.faces import Subset
from certificates.compiled.tokens import QR_TOKEN
from certificates.compiled.composing import Setting

_TEXT = re.compile(rb"/([A-Z]{6}) ([\d.]+) Tf\b|(?<!<)<((?:[0-9a-f]{4})+)>(?!>)")
_STEP = re.compile(r"([MhvzHVLl])((?:[ ,]?-?\d+(?:\.\d+)?)*)")
_AREA = re.compile(r"(\d+ \d+)h(\d+)v1h-\2z")
_VALUE = re.compile(r"-?\d+(?:\.\d+)?")

QR = -1
# Takes the name of a face in the PDF, a glyph number; gives the new glyph number.
Renumber = Callable[[str, int], int]


@dataclass(frozen=True, slots=True)
class Content:
    """A content stream: text, and between it numbers of pieces, or QR for the QR code."""

    parts: tuple[str | int, ...]

    def filled(self, drawn: Mapping[int, str]) -> bytes:
        """Put the pieces in their places."""
        parts = [part if isinstance(part, str) else drawn[part] for part in self.parts]
        return "".join(parts).encode("latin-1")


def split_content(data: bytes, renumber: Renumber) -> Content:
    """Split a stream at its marks; glyphs of the text that stays get new numbers."""
    parts: list[bytes | int] = []
    end = 0
    for found in _marks().finditer(data):
        parts += [data[end : found.start()], QR if found[2] else int(found[1])]
        end = found.end()
    parts.append(data[end:])
    return Content(
        tuple(
            [
                part if isinstance(part, int) else part.decode("latin-1")
                for part in _renumbered(parts, renumber)
            ]
        )
    )


@cache
def _marks() -> re.Pattern[bytes]:
    return re.compile(rb"%%piece (\d+)%%|(" + re.escape(outline(QR_TOKEN)) + rb")")


def _renumbered(parts: list[bytes | int], renumber: Renumber) -> list[bytes | int]:
    face = ""

    def replace(found: re.Match[bytes]) -> bytes:
        nonlocal face
        if found[1]:
            face = found[1].decode("ascii")
            return found[0]
        text = found[3].decode("ascii")
        numbers = (renumber(face, int(text[i : i + 4], 16)) for i in range(0, len(text), 4))
        return f"<{''.join(f'{number:04x}' for number in numbers)}>".encode("ascii")

    return [part if isinstance(part, int) else _TEXT.sub(replace, part) for part in parts]


def outline(path: str) -> bytes:
    """Write an SVG path of straight lines with the operators that WeasyPrint writes for it."""
    return b"\n".join(map(_run_outline, _runs(path)))


def areas(path: str) -> str:
    """Write the same outline with one operator for each rectangle (ISO 32000-1, 8.5.2.1)."""
    return "\n".join(map(_run_area, _runs(path)))


def _runs(path: str) -> list[str]:
    start, *runs = path.split("M")
    if start or not runs:
        raise Unfit("The outline of the QR code does not begin with a move.")
    return runs


# The same few thousand runs of modules make up all QR codes.
@lru_cache(maxsize=1 << 16)
def _run_area(run: str) -> str:
    area = _AREA.fullmatch(run)
    return f"{area[1]} {area[2]} 1 re" if area else _run_outline(run).decode("ascii")


def _run_outline(run: str) -> bytes:
    steps = _STEP.findall("M" + run)
    if sum(len(letter) + len(values) for letter, values in steps) != len(run) + 1:
        raise Unfit("The outline of the QR code is not made of straight lines.")
    x = y = 0.0
    written: list[str] = []
    for letter, values in steps:
        if letter == "z":
            written.append("h")
            continue
        x, y = _step(letter, [float(value) for value in _VALUE.findall(values)], x, y)
        written.append(f"{number(x)} {number(y)} {'m' if letter == 'M' else 'l'}")
    return "\n".join(written).encode("ascii")


def _step(letter: str, values: list[float], x: float, y: float) -> tuple[float, float]:
    match letter, values:
        case (("M" | "L"), [right, down]):
            return right, down
        case "l", [right, down]:
            return x + right, y + down
        case "h", [right]:
            return x + right, y
        case "v", [down]:
            return x, y + down
    raise Unfit("The outline of the QR code is not made of single steps.")


def text_operators(
    setting: Setting, x: float, y: float, subsets: dict[int, Subset], names: dict[int, str]
) -> str:
    """Write one line of text; `subsets` and `names` are by WeasyPrint's key of a face."""
    written = f"1 0 0 -1 {number(x)} {number(y)} Tm"
    for face, size, glyphs in setting.runs:
        subset = subsets.get(face)
        if subset is None:
            raise OtherShape("A word needs a face that the paper of tokens has not.")
        written += f"\n/{names[face]} {number(size)} Tf\n[{subset.shown(glyphs)}] TJ"
    return written


# Most of the numbers are sizes, and places that are the same in all papers of a shape.
@lru_cache(maxsize=1 << 12)
def number(value: float) -> str:
    """Write a number as WeasyPrint does."""
    return f"{value + 0.0:f}".rstrip("0").rstrip(".")
