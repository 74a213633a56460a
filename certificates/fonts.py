"""The fonts of the papers: our own, pinned, and no others that the machine may have.

Pango asks fontconfig for faces, and fontconfig by default knows every font of the machine: a
missing character would then silently drag in whatever is installed. So the engine loads a
configuration of its own, written here, that knows the pinned folder only.

Chinese is set in LXGW WenKai, Kai style, from Debian's fonts-lxgw-wenkai (SIL OFL 1.1), whose own
Latin is rounded like handwriting; letters and figures therefore come from Liberation Serif, of
Debian's fonts-liberation. Both have static TrueType outlines, which keep a paper small and its
making fast; the CFF outlines of other faces come out of the subsetter in a form that PDF/A refuses.

Liberation Serif is named first in the style sheets and cut down to letters and figures here:
quotation marks, dashes and dots must stay Chinese ones in a Chinese sentence.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

from certificates.errors import MissingSystemPart

FONTS = Path("/usr/share/fonts/truetype")


@dataclass(frozen=True, slots=True)
class Family:
    """The faces of one family that are used, their folder, and the package that brings them."""

    folder: str
    package: str
    faces: tuple[str, ...]


CHINESE = Family(
    "lxgw-wenkai",
    "fonts-lxgw-wenkai",
    ("LXGWWenKai-Light.ttf", "LXGWWenKai-Regular.ttf", "LXGWWenKai-Bold.ttf"),
)
LATIN = Family(
    "liberation",
    "fonts-liberation",
    ("LiberationSerif-Regular.ttf", "LiberationSerif-Bold.ttf", "LiberationSerif-Italic.ttf"),
)
# ASCII, the accented letters of European names, and Greek; no signs beyond ASCII.
LATIN_RANGES = (
    (0x20, 0x7E),
    (0xC0, 0xD6),
    (0xD8, 0xF6),
    (0xF8, 0x17F),
    (0x391, 0x3A9),
    (0x3B1, 0x3C9),
)
_CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  {folders}
  <selectfont>
    <rejectfont><glob>*</glob></rejectfont>
    <acceptfont>{faces}</acceptfont>
  </selectfont>
  <match target="scan">
    <test name="family"><string>Liberation Serif</string></test>
    <edit name="charset" mode="assign"><charset>{ranges}</charset></edit>
  </match>
  <cachedir>{cache}</cachedir>
  <config><rescan><int>0</int></rescan></config>
</fontconfig>
"""


def require_fonts() -> None:
    """Raise MissingSystemPart for the first pinned face that is not on this machine."""
    for family in (CHINESE, LATIN):
        for face in _files(family):
            if not face.is_file():
                raise MissingSystemPart(f"The font {face.name}", family.package)


def fontconfig_text(cache: Path) -> str:
    """Write a configuration for fontconfig (XML) that knows the pinned faces only.

    `cache` is where it may write what it finds in them.
    """
    require_fonts()
    families = (CHINESE, LATIN)
    faces = [face for family in families for face in _files(family)]
    return _CONFIGURATION.format(
        folders="".join(f"<dir>{FONTS / family.folder}</dir>" for family in families),
        faces="".join(f"<glob>{face}</glob>" for face in faces),
        ranges="".join(
            f"<range><int>{first}</int><int>{last}</int></range>" for first, last in LATIN_RANGES
        ),
        cache=cache,
    )


def missing_characters(text: str) -> list[str]:
    """Give each character of the text that a pinned family lacks, once, in order of appearance."""
    covered = _covered()
    return [c for c in dict.fromkeys(text) if ord(c) not in covered and not c.isspace()]


@cache
def _covered() -> frozenset[int]:
    """Give the code points that one family has in every face: no weight falls back on another."""
    require_fonts()
    latin = {c for first, last in LATIN_RANGES for c in range(first, last + 1)}
    return _in_every_face(CHINESE) | _in_every_face(LATIN) & latin


def _in_every_face(family: Family) -> frozenset[int]:
    return frozenset.intersection(*(_code_points(face) for face in _files(family)))


def _files(family: Family) -> list[Path]:
    return [FONTS / family.folder / face for face in family.faces]


def _code_points(face: Path) -> frozenset[int]:
    with TTFont(face, lazy=True) as font:
        return frozenset(font.getBestCmap())
