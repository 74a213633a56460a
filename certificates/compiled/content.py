"""Content streams: what stays between the pieces, and the pieces themselves."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

from certificates.compiled.errors import OtherShape, Unfit
from certificates.compiled.faces import Subset
from certificates.compiled.tokens import QR_TOKEN
from certificates.compiled.typesetting import Run, Setting

_TEXT = re.compile(rb"/([A-Z]{6}) ([\d.]+) Tf\b|(?<!<)<((?:[0-9a-f]{4})+)>(?!>)")
_STEP = re.compile(r"([MhvzHVLl])((?:[ ,]?-?\d+(?:\.\d+)?)*)")
_VALUE = re.compile(r"-?\d+(?:\.\d+)?")

QR = -1
# Takes the name of a face in the PDF, a glyph number; gives the new glyph number.
Renumber = Callable[[str, int], int]


@dataclass(frozen=True, slots=True)
class Content:
    """A content stream: bytes, and between them numbers of pieces, or QR for the QR code."""

    parts: tuple[bytes | int, ...]


def split_content(data: bytes, renumber: Renumber) -> Content:
    """Split a stream at its marks; glyphs of the text that stays get new numbers."""
    parts: list[bytes | int] = []
    end = 0
    for found in _marks().finditer(data):
        parts += [data[end : found.start()], QR if found[2] else int(found[1])]
        end = found.end()
    parts.append(data[end:])
    return Content(tuple(_renumbered(parts, renumber)))


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
    """Write an SVG path of straight lines with the operators that WeasyPrint writes for it.

    The same few thousand runs of modules make up all QR codes, so each is written once.
    """
    start, *runs = path.split("M")
    if start or not runs:
        raise Unfit("The outline of the QR code does not begin with a move.")
    return b"\n".join(map(_run_outline, runs))


@lru_cache(maxsize=1 << 16)
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
) -> bytes:
    """Write one line of text; `subsets` and `names` are by WeasyPrint's key of a face."""
    lines = [f"1 0 0 -1 {number(x)} {number(y)} Tm"]
    for run in setting.runs:
        subset = subsets.get(run.face)
        if subset is None:
            raise OtherShape("A word needs a face that the paper of tokens has not.")
        lines.append(f"/{names[run.face]} {number(run.size)} Tf\n[{_glyphs(run, subset)}] TJ")
    return "\n".join(lines).encode("ascii")


def _glyphs(run: Run, subset: Subset) -> str:
    known = subset.known
    written = ["<"]
    for key, offset, excess, kerning in run.glyphs:
        found = known.get(key)
        if found is None:
            subset.add(*key)
            found = known[key]
        digits, wider = found
        if offset:
            written.append(f">{-offset}<")
        written.append(digits)
        if wider:
            kerning = int(key[2] + wider + excess)
        if kerning:
            written.append(f">{kerning}<")
    written.append(">")
    return "".join(written).replace("<>", "")


def number(value: float) -> str:
    """Write a number as WeasyPrint does."""
    return f"{value:f}".rstrip("0").rstrip(".")
