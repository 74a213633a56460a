"""One line of text, set by Pango exactly as WeasyPrint has it set.

WeasyPrint makes a new layout for each text, which costs more than the setting itself. Here one
layout is kept for each style, and what was set is kept for the texts that come again: labels,
dates, kinds of patents. Pango is asked, not imitated: which face draws which character, kerning
and letter spacing come out as in the reference because it is the same library that decides. What
it has decided once about a character holds for further lines (`composing`).

Not safe to share between threads.
"""

import struct
from typing import Any

from weasyprint.text.ffi import FROM_UNITS, ffi, pango
from weasyprint.text.fonts import get_pango_font_key
from weasyprint.text.line_break import Layout, line_size

from certificates.compiled.composing import Composer, Glyph, Run, Setting
from certificates.compiled.errors import Unfit

# PangoGlyphInfo: glyph, width, horizontal and vertical offset; a word of flags is passed over.
_GLYPH = struct.Struct("=Iiii4x")
# What WeasyPrint's layout reads from a style.
_PROPERTIES = (
    "direction lang font_language_override font_family font_size font_style font_stretch "
    "font_weight font_variation_settings font_kerning font_variant_ligatures "
    "font_variant_position font_variant_caps font_variant_numeric font_variant_alternates "
    "font_variant_east_asian font_feature_settings text_decoration_line word_spacing "
    "letter_spacing overflow_wrap white_space"
).split()
_MOST_KEPT = 256
_MOST_GLYPHS = 2048


class Typesetter:
    """Sets lines in one style."""

    def __init__(self, style: Any) -> None:
        """Take WeasyPrint's style of a box."""
        self._layout = Layout(style)
        pango.pango_layout_set_single_paragraph_mode(self._layout.layout, True)
        self._style = style
        self._composer = Composer(style)
        self._kept: dict[str, Setting] = {}
        self._glyphs: dict[tuple[int, float], dict[tuple[Any, str], Glyph]] = {}
        self._extents = ffi.new("PangoRectangle *")

    def set(self, text: str) -> Setting:
        """Set one line of text; raise Unfit for what the compiled path does not draw."""
        setting = self._kept.get(text)
        if setting is not None:
            return setting
        composed, certain = self._composer.compose(text)
        if composed is not None and certain:
            return composed
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        setting = self._kept[text] = self._set(text)
        self._composer.learn(text, setting, composed)
        return setting

    def _set(self, text: str) -> Setting:
        self._layout.set_text(text, justify=True)
        line, rest = self._layout.get_first_line()
        if rest is not None:
            raise Unfit("A text is more than one line.")
        width, height = line_size(line, self._style)
        baseline = pango.pango_layout_get_baseline(self._layout.layout) * FROM_UNITS
        return Setting(self._runs(line, text.encode()), width, height, baseline)

    def _runs(self, line: Any, encoded: bytes) -> tuple[Run, ...]:
        """Give the runs of a line; those of one font that meet are one, as WeasyPrint draws them.

        Readers round where a drawing operator begins, so that two in place of one can be seen.
        """
        runs: list[Run] = []
        here, font = line.runs, ffi.NULL
        while here != ffi.NULL:
            run = self._run(here.data, encoded)
            if here.data.item.analysis.font == font:
                run = run._replace(glyphs=runs.pop().glyphs + run.glyphs)
            runs.append(run)
            here, font = here.next, here.data.item.analysis.font
        return tuple(runs)

    def _run(self, item: Any, encoded: bytes) -> Run:
        font = item.item.analysis.font
        if item.item.analysis.level % 2:
            raise Unfit("A text runs from right to left.")
        face, _, size = get_pango_font_key(font)
        string, start = item.glyphs, item.item.offset
        count = string.num_glyphs
        text = encoded[start : start + item.item.length].decode()
        if len(text) != count:
            raise Unfit(f"Not every character of {text!r} is a glyph.")
        infos = _GLYPH.iter_unpack(bytes(ffi.buffer(string.glyphs, count * _GLYPH.size)))
        known = self._glyphs.setdefault((face, size), {})
        if len(known) > _MOST_GLYPHS:
            known.clear()
        glyphs = []
        for placed in zip(infos, text, strict=True):
            glyph = known.get(placed)
            if glyph is None:
                glyph = known[placed] = self._glyph(font, size, *placed)
            glyphs.append(glyph)
        return Run(face, size, tuple(glyphs))

    def _glyph(self, font: Any, size: float, info: tuple[int, int, int, int], text: str) -> Glyph:
        number, width, offset, rise = info
        if rise or number >= pango.PANGO_GLYPH_EMPTY:
            raise Unfit(f"{text!r} is not drawn as one glyph on the line.")
        stated = self._width(font, number, size)
        excess = offset / size - width * 1000 * FROM_UNITS / size
        return Glyph(number, text, stated, width, offset / size, excess)

    def _width(self, font: Any, number: int, size: float) -> int:
        """Give the width of a glyph as WeasyPrint rounds it: which may depend on the size."""
        pango.pango_font_get_glyph_extents(font, number, ffi.NULL, self._extents)
        width: int = round(self._extents.width * 1000 * FROM_UNITS / size)
        return width


class Typesetters:
    """One typesetter for all boxes of the same style."""

    def __init__(self) -> None:
        self._made: dict[tuple[object, ...], Typesetter] = {}

    def of(self, style: Any) -> Typesetter:
        """Give the typesetter of a style."""
        key = tuple(repr(style[name]) for name in _PROPERTIES)
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = Typesetter(style)
        return made
