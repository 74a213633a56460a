"""The fonts of the papers: our own, pinned, and no others that the machine may have.

Pango asks fontconfig for faces, and fontconfig by default knows every font of the machine: a
missing character would then silently drag in whatever is installed. So this module writes a
fontconfig file that knows only links to the pinned files, for the engine to load.

The faces are LXGW WenKai's, Kai style, from Debian's fonts-lxgw-wenkai (SIL OFL 1.1): static
TrueType outlines, which keep a paper small and its making fast. The CFF outlines of other Chinese
faces come out of the subsetter in a form that PDF/A refuses.
"""

import atexit
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

from certificates.errors import MissingSystemPart

_KAI_FOLDER = Path("/usr/share/fonts/truetype/lxgw-wenkai")
_KAI_FILES = ("LXGWWenKai-Light.ttf", "LXGWWenKai-Regular.ttf", "LXGWWenKai-Bold.ttf")
_CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{folder}/faces</dir>
  <cachedir>{folder}/cache</cachedir>
</fontconfig>
"""


@cache
def pinned_fonts() -> tuple[Path, ...]:
    """Give the files of the pinned faces; raise MissingSystemPart where one is not there."""
    faces = tuple(_KAI_FOLDER / name for name in _KAI_FILES)
    for face in faces:
        if not face.is_file():
            raise MissingSystemPart(f"The font {face.name}", "fonts-lxgw-wenkai")
    return faces


@cache
def fontconfig_file() -> Path:
    """Write a fontconfig file that knows the pinned faces only; give its path.

    The folder is private to this process and removed at its end: a shared one could be prepared
    by another user of the machine. Scanning the faces takes about 30 ms.
    """
    folder = Path(tempfile.mkdtemp(prefix="certificate-fonts-"))
    owner = os.getpid()
    atexit.register(_remove, folder, owner)
    (folder / "faces").mkdir()
    for face in pinned_fonts():
        (folder / "faces" / face.name).symlink_to(face)
    file = folder / "fonts.conf"
    file.write_text(_CONFIGURATION.format(folder=folder), encoding="utf-8")
    return file


def _remove(folder: Path, owner: int) -> None:
    # A forked worker that ends must not take the fonts from its parent and its siblings.
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


@cache
def _covered() -> frozenset[int]:
    """Give the code points that every pinned face can draw: no weight falls back on another."""
    return frozenset.intersection(*(_code_points(face) for face in pinned_fonts()))


def _code_points(face: Path) -> frozenset[int]:
    with TTFont(face, lazy=True) as font:
        return frozenset(font.getBestCmap())


def missing_characters(text: str) -> list[str]:
    """Give each character of the text that a pinned face lacks, once, in order of appearance."""
    covered = _covered()
    return [c for c in dict.fromkeys(text) if ord(c) not in covered and not c.isspace()]
