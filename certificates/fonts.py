"""The fonts of the papers: our own, pinned, and no others that the machine may have.

Pango asks fontconfig for faces, and fontconfig by default knows every font of the machine: a
missing character would then silently drag in whatever is installed. So the engine loads a
configuration of its own, written here, that knows the pinned folder only.

The faces are LXGW WenKai's, Kai style, from Debian's fonts-lxgw-wenkai (SIL OFL 1.1): static
TrueType outlines, which keep a paper small and its making fast. The CFF outlines of other Chinese
faces come out of the subsetter in a form that PDF/A refuses.
"""

from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

from certificates.errors import MissingSystemPart

FOLDER = Path("/usr/share/fonts/truetype/lxgw-wenkai")
FACES = ("LXGWWenKai-Light.ttf", "LXGWWenKai-Regular.ttf", "LXGWWenKai-Bold.ttf")
PACKAGE = "fonts-lxgw-wenkai"
_CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <selectfont><rejectfont><glob>*Mono*</glob></rejectfont></selectfont>
  <cachedir>{cache}</cachedir>
  <config><rescan><int>0</int></rescan></config>
</fontconfig>
"""


def require_fonts() -> None:
    """Raise MissingSystemPart for the first pinned face that is not on this machine."""
    for name in FACES:
        if not (FOLDER / name).is_file():
            raise MissingSystemPart(f"The font {name}", PACKAGE)


def write_fontconfig(folder: Path) -> Path:
    """Write into a folder a fontconfig file that knows the pinned faces only; give its path."""
    require_fonts()
    file = folder / "fonts.conf"
    file.write_text(_CONFIGURATION.format(fonts=FOLDER, cache=folder), encoding="utf-8")
    return file


def missing_characters(text: str) -> list[str]:
    """Give each character of the text that a pinned face lacks, once, in order of appearance."""
    covered = _covered()
    return [c for c in dict.fromkeys(text) if ord(c) not in covered and not c.isspace()]


@cache
def _covered() -> frozenset[int]:
    """Give the code points that every pinned face can draw: no weight falls back on another."""
    require_fonts()
    return frozenset.intersection(*(_code_points(FOLDER / name) for name in FACES))


def _code_points(face: Path) -> frozenset[int]:
    with TTFont(face, lazy=True) as font:
        return frozenset(font.getBestCmap())
