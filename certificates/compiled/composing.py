"""Lines put together from glyphs that Pango has placed before, without asking it again.

How a glyph is drawn and how far it advances depends, in the pinned faces, on its character alone
if that is a Chinese one, and on its character and the next one if it is a Latin letter, a figure
or a sign, because of kerning: no rule of the faces that is on by default does more, which a test
looks up in them. So from the lines that Pango has set others can be put together. The first ones
of each style are set by Pango as well; where that gives anything else, the style is left to Pango.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import add
from typing import Any, NamedTuple, cast

from weasyprint.text.ffi import FROM_UNITS

_CHINESE = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002fa1f]+")
# With a space before them, as behind a label.
_FIGURES = re.compile(" ?[!-@\\[-`{-~]+")
_LATIN = re.compile(" ?[!-~]+")
_EDGE = "\n"
# So many lines of each kind are set both ways.
_TRIALS = 6
_MOST_KNOWN = 8192
# What asks a face for more than its defaults.
_PROPERTIES = (
    "font_kerning font_variant_ligatures font_variant_position font_variant_caps "
    "font_variant_numeric font_variant_alternates font_variant_east_asian font_feature_settings"
).split()


@dataclass(frozen=True, slots=True, eq=False)
class Glyph:
    """A glyph of a run, and how it is placed; lengths in thousandths of an em.

    `number` is its number in the face, `text` what it stands for, `width` the rounded one that a
    PDF states for it, `advance` the exact one in units of Pango. `offset` moves it to the right;
    width and `excess` together must be taken back behind it. Equal to itself only, which makes it
    a quick key.
    """

    number: int
    text: str
    width: int
    advance: int
    offset: float
    excess: float

    @property
    def look(self) -> tuple[int, str, int, float, float]:
        """What makes two glyphs of one font the same to see and to read."""
        return self.number, self.text, self.advance, self.offset, self.excess


class Run(NamedTuple):
    """Glyphs of one face: WeasyPrint's key of it, and the size in pixels."""

    face: int
    size: float
    glyphs: tuple[Glyph, ...]


class Setting(NamedTuple):
    """A line of text as set; lengths in pixels."""

    runs: tuple[Run, ...]
    width: float
    height: float
    baseline: float

    def is_like(self, other: "Setting") -> bool:
        """Tell whether two settings are drawn alike, glyph for glyph."""
        return self[1:] == other[1:] and _looks(self.runs) == _looks(other.runs)


def _looks(runs: tuple[Run, ...]) -> list[object]:
    return [(run.face, run.size, [glyph.look for glyph in run.glyphs]) for run in runs]


@dataclass(slots=True)
class _Kind:
    """What is known of the lines of one kind: their glyphs, their face, size and height."""

    glyphs: dict[str, Glyph] = field(default_factory=dict)
    line: tuple[int, float, float, float] | None = None
    trials: int = 0
    trusted: bool = True

    def learn(self, keys: Sequence[str], setting: Setting) -> None:
        """Take in what Pango has set; whatever contradicts what is known ends the trust."""
        if len(setting.runs) != 1 or len(setting.runs[0].glyphs) != len(keys):
            return
        (run,) = setting.runs
        line = run.face, run.size, setting.height, setting.baseline
        self.line = self.line or line
        self.trusted &= self.line == line
        if len(self.glyphs) > _MOST_KNOWN:
            self.glyphs.clear()
        for key, glyph in zip(keys, run.glyphs, strict=True):
            known = self.glyphs.setdefault(key, glyph)
            self.trusted &= known is glyph or known.look == glyph.look


class Composer:
    """Puts lines of one style together; not safe to share between threads."""

    def __init__(self, style: Any) -> None:
        """Take WeasyPrint's style of a box."""
        plain = all(style[name] in ("normal", "auto") for name in _PROPERTIES)
        spacing = style["letter_spacing"]
        self._spacing: float = 0 if spacing == "normal" else spacing
        self._kinds: dict[re.Pattern[str], _Kind] = {}
        if plain and style["direction"] == "ltr":
            self._kinds = {pattern: _Kind() for pattern in (_CHINESE, _FIGURES, _LATIN)}

    def compose(self, text: str) -> tuple[Setting | None, bool]:
        """Give the setting of a line, None if Pango must be asked, and whether it is certain."""
        kind, keys = self._read(text)
        if kind is None or kind.line is None or not kind.trusted:
            return None, False
        glyphs = [kind.glyphs.get(key) for key in keys]
        if None in glyphs:
            return None, False
        face, size, height, baseline = kind.line
        found = cast(list[Glyph], glyphs)
        width = sum([glyph.advance for glyph in found]) * FROM_UNITS + self._spacing
        setting = Setting((Run(face, size, tuple(found)),), width, height, baseline)
        return setting, kind.trials >= _TRIALS

    def learn(self, text: str, setting: Setting, composed: Setting | None) -> None:
        """Take in a line that Pango has set, and what it was composed as, if it was."""
        kind, keys = self._read(text)
        if kind is None:
            return
        if composed is not None:
            kind.trials += 1
            kind.trusted &= composed.is_like(setting)
        kind.learn(keys, setting)

    def _read(self, text: str) -> tuple[_Kind | None, Sequence[str]]:
        """Give the kind of a line, and what each of its glyphs depends on."""
        for pattern, kind in self._kinds.items():
            if pattern.fullmatch(text):
                keys = text if pattern is _CHINESE else list(map(add, text, text[1:] + _EDGE))
                return kind, _edged(keys) if self._spacing else keys
        return None, ()


def _edged(keys: Sequence[str]) -> list[str]:
    """Mark the first and the last one: where letters are spaced out they have less around them."""
    first, *others = keys
    edged = [_EDGE + first, *others]
    edged[-1] += _EDGE
    return edged
