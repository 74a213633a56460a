"""What compiled papers do in a shorter way comes out as the long way would have it."""

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from random_papers import AT, random_paper, rare_characters, with_css

from certificates.compiled import papers as compiled_papers
from certificates.compiled.composing import Setting
from certificates.compiled.data import canonical
from certificates.compiled.papers import CompiledDesign
from certificates.compiled.quick import fill_quickly
from certificates.compiled.typesetting import Typesetter
from certificates.design import DESIGNS, Design, load_design
from certificates.errors import PayloadError
from certificates.fonts import CHINESE, FONTS, LATIN
from certificates.payload import Notice, Paper, Payload, to_json
from certificates.render import template_of
from certificates.sign import Signer
from certificates.view import notice_view, view

# Features that are on unless a style turns them off (OpenType, "Registered features").
DEFAULT = frozenset("ccmp locl rlig liga clig calt rclt kern mark mkmk".split())
LINES = (
    "高精度数控磨床主轴热误差补偿方法",
    "一二三四五六七八九十",
    "".join(rare_characters()[:3]),
    "PIP-2025-000117-1",
    "201910123456.7",
    "ZL201910123456.X",
    "https://registry.example/verify/AVATo-11.LTY",
    " PIP-2025-117711-7",
    "(AV)/[To]-{17}",
)


class Both(Typesetter):
    """Sets each line in both ways, and keeps the composed ones."""

    def __init__(self, style: Any) -> None:
        super().__init__(style)
        self.composed: dict[str, tuple[Setting, Setting]] = {}

    def set(self, text: str) -> Setting:
        composed, _ = self._composer.compose(text)
        setting = self._set(text)
        self._composer.learn(text, setting, composed)
        if composed is not None:
            self.composed[text] = composed, setting
        return setting


def styles(design: Design, payload: Paper, signer: Signer) -> list[Any]:
    """WeasyPrint's styles of the boxes of a paper, each once."""
    made = CompiledDesign(with_css(design, ""))
    made.write(payload, signer, AT)
    (variants,) = made._shapes.values()
    (variant,) = variants.values()
    assert variant.shape
    slots = (slot for row in variant.shape.rows for slot in row.slots)
    return list({slot.setter: slot.setter._style for slot in slots}.values())


def test_lines_that_are_put_together_are_set_as_pango_sets_them(
    payload: Payload, design: Design, signer: Signer
) -> None:
    """Each line is learned from others that have its characters, or its pairs of them."""
    composed = 0
    for style in styles(design, payload, signer):
        setter = Both(style)
        for line in LINES:
            setter.set(line)
            for place in range(1, len(line)):
                setter.set(line[place:])
                setter.set(line[:place])
        for line in (LINES[0][::-1], LINES[0] * 2, "201910123456.7", "91", LINES[3], LINES[6][8:]):
            setter.set(line)
        for found, expected in setter.composed.values():
            assert found.is_like(expected)
        composed += len(setter.composed)
    assert composed > 500


def touched(face: Path) -> set[str]:
    """The glyphs that a rule which is on by default may replace, or place by others."""
    with TTFont(face, lazy=True) as font:
        found: set[str] = set()
        for name in ("GSUB", "GPOS"):
            table = font[name].table if name in font else None
            records = table.FeatureList.FeatureRecord if table else ()
            numbers = {
                number
                for record in records
                if record.FeatureTag in DEFAULT
                for number in record.Feature.LookupListIndex
            }
            for number in numbers:
                for rule in table.LookupList.Lookup[number].SubTable:
                    found |= reached(getattr(rule, "ExtSubTable", rule))
        return found


def reached(rule: Any) -> set[str]:
    """The glyphs that one rule has to do with."""
    covers = [getattr(rule, "Coverage", None), *getattr(rule, "InputCoverage", ())]
    found = {glyph for cover in covers if cover for glyph in cover.glyphs}
    return found | set(getattr(rule, "ligatures", ())) | set(getattr(rule, "mapping", ()))


@pytest.mark.parametrize("name", CHINESE.faces)
def test_no_rule_of_the_chinese_faces_touches_a_chinese_character(name: str) -> None:
    face = FONTS / CHINESE.folder / name
    with TTFont(face, lazy=True) as font:
        glyphs = {g for code, g in font.getBestCmap().items() if 0x3400 <= code <= 0x9FFF}
        assert "GPOS" not in font and "kern" not in font
    assert len(glyphs) > 20_000
    assert not glyphs & touched(face)


@pytest.mark.parametrize("name", LATIN.faces)
def test_the_latin_faces_place_a_glyph_by_the_next_one_only(name: str) -> None:
    with TTFont(FONTS / LATIN.folder / name, lazy=True) as font:
        ascii_glyphs = {g for code, g in font.getBestCmap().items() if 0x20 <= code <= 0x7E}
        for lookup in font["GPOS"].table.LookupList.Lookup:
            assert lookup.LookupType == 2
            assert {rule.ValueFormat2 for rule in lookup.SubTable} == {0}
        for lookup in font["GSUB"].table.LookupList.Lookup:
            for rule in lookup.SubTable:
                assert not ascii_glyphs & reached(rule)


@pytest.mark.parametrize("name", sorted(path.parent.name for path in DESIGNS.glob("*/v1")))
@pytest.mark.parametrize("seed", [0, 1, 5, 6, 10])
def test_the_quick_template_gives_the_same_html(name: str, seed: int) -> None:
    paper = replace(random_paper(seed), product_name="<b>&amp;\"'示例", region_name="示例 & 省")
    if load_design(name, 1).metadata["paper"] != paper.type:
        paper = random_paper(5 if isinstance(paper, Payload) else 1)
    shown = view(paper) if isinstance(paper, Payload) else notice_view(paper)
    for folder in (DESIGNS / name).glob("v*"):
        design = load_design(name, int(folder.name[1:]))
        values = {"payload": paper, "view": shown, "design": design.metadata}
        assert fill_quickly(design, values) == template_of(design).render(values)


def judged(write: Any, paper: Paper) -> bytes | PayloadError:
    try:
        return bytes(write(paper))
    except PayloadError as error:
        return error


# Values that are right for some fields, and values that are right for none.
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.dates(),
    st.text(max_size=130),
    st.sampled_from(
        [
            "",
            " ",
            "\u3000",
            "示例\u202e",
            "a\nb",
            "x" * 121,
            "https://registry.example/" + "a" * 90,
            "https://示例/",
            "ftp://registry.example/",
            1.0,
            2**53,
            -1,
            (),
            b"x",
        ]
    ),
)
FIELDS = sorted(field.name for field in fields(Notice))


@settings(max_examples=400, deadline=None)
@given(seed=st.sampled_from([0, 1]), name=st.sampled_from(FIELDS), value=VALUES)
def test_data_are_accepted_and_written_as_the_schema_does(
    seed: int, name: str, value: object
) -> None:
    if name == "patents":
        name, value = "model", "SL-1"
    paper = replace(random_paper(seed), **{name: value})  # type: ignore[arg-type]  # as tried
    try:
        expected = judged(to_json, paper)
    except (TypeError, AttributeError) as error:
        with pytest.raises(type(error)):
            canonical(paper)
        return
    found = judged(canonical, paper)
    assert str(found) == str(expected)


@settings(max_examples=200, deadline=None)
@given(name=st.sampled_from(["number", "title", "kind", "core"]), value=VALUES)
def test_data_of_patents_are_accepted_and_written_as_the_schema_does(
    name: str, value: object
) -> None:
    paper = random_paper(1)
    patent = replace(paper.patents[0], **{name: value})  # type: ignore[arg-type]  # as tried
    wrong = replace(paper, patents=(patent, *paper.patents[1:]))
    try:
        expected = judged(to_json, wrong)
    except TypeError:
        with pytest.raises(TypeError):
            canonical(wrong)
        return
    assert str(judged(canonical, wrong)) == str(expected)


@pytest.mark.parametrize("count", [0, 61])
def test_too_few_or_too_many_patents_are_left_to_the_schema(count: int) -> None:
    paper = random_paper(1)
    with pytest.raises(PayloadError, match="patents"):
        canonical(replace(paper, patents=paper.patents[:1] * count))


def test_papers_ask_for_their_data_once() -> None:
    assert compiled_papers.canonical is canonical
