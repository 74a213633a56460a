"""What a bulletin says follows from what is shown, and nothing hidden follows from what it says."""

import re
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from said import (
    INDICATORS,
    OUTPUT,
    PLACES,
    TOGETHER,
    YI,
    findings,
    paragraphs,
    release,
    said,
    tables,
)

from registry.statistics.bulletin.blocks import Language, Picture
from registry.statistics.bulletin.composing import VOICES, compose
from registry.statistics.bulletin.findings import Goal, Shown, Vintage
from registry.statistics.bulletin.growth import growth, reached, share, signed
from registry.statistics.releases.content import ReleaseStatus, Side

ZH, EN = Language
GOAL = Goal(2025, 850 * YI, "示例规划", 200 * YI)


@pytest.mark.parametrize(
    ("now", "before", "rate"),
    [
        (1053, 1000, 53),
        (979, 1000, -21),
        (1000, 1000, 0),
        # Half to the even neighbour: 0.05 % is 0.0, 0.15 % is 0.2.
        (2001, 2000, 0),
        (2003, 2000, 2),
        (0, 1000, -1000),
        (1000, 0, None),
        (1000, -5, None),
        (None, 1000, None),
        (1000, None, None),
    ],
)
def test_growth_is_rounded_once_and_is_not_told_without_a_base(
    now: int | None, before: int | None, rate: int | None
) -> None:
    assert growth(now, before) == rate


def test_a_share_of_what_is_hidden_or_negative_is_none() -> None:
    assert (share(1, 3), share(None, 3), share(1, None), share(1, 0), share(-1, 3)) == (
        333,
        None,
        None,
        None,
        None,
    )


def test_a_target_counts_as_reached_only_when_it_is() -> None:
    assert (reached(9999, 10000), reached(10000, 10000), reached(-5, 10)) == (999, 1000, 0)


def test_rates_in_tables_have_a_sign_only_below_nothing() -> None:
    assert [signed(each) for each in (53, -21, 0, None)] == ["5.3", "-2.1", "0.0", "—"]


def test_the_chinese_text_has_measure_words_and_the_wording_of_growth(words: Flask) -> None:
    before = release(
        {**TOGETHER, "output_value": 190 * YI, "products": 60, "profit": 20 * YI},
        number="2023-2",
        year=2023,
    )
    text = said(findings(release(), before, GOAL))
    assert "全省备案认定的专利密集型产品共60件，与上年持平；涉及企业40家" in text
    assert "产值200.00亿元，比上年增长5.3%" in text
    assert "利润10.00亿元，比上年下降50.0%" in text
    assert "已认定产品30件，仅备案产品30件；已认定产品产值100.00亿元，占全部产值的50.0%" in text
    assert "4个地区中，产值居前三位的依次为济南市（80.00亿元，占40.0%，持平）" in text
    assert "可与上年比较的4个地区中，产值均持平。" in text
    assert "到2025年备案认定的专利密集型产品产值达到850亿元（依据：示例规划）" in text
    assert "为目标值的23.5%，距目标尚差650.00亿元" in text
    assert "发明专利50件，占55.6%" in text
    assert "平均每家企业有产品1.5件，平均每件产品产值33333.33万元。" in text


def test_the_english_text_says_the_same(words: Flask) -> None:
    before = release({**TOGETHER, "output_value": 190 * YI}, number="2023-2", year=2023)
    text = said(findings(release(), before, GOAL), EN)
    assert "60 products (level with the year before) of 40 enterprises" in text
    assert "output value was 20.000 billion yuan, up 5.3 %" in text
    assert "济南市 (8.000 billion yuan, 40.0 % of the whole, level with the year before)" in text
    assert "23.5 % of the target; 65.000 billion yuan are missing" in text


def test_without_figures_of_the_year_before_nothing_grows(words: Flask) -> None:
    text = said(findings(release()))
    assert "增长" not in text and "下降" not in text and "持平" not in text
    assert "上年数据尚未发布，本公报不作增速比较。" in text


def test_nothing_is_compared_with_a_figure_that_was_hidden(words: Flask) -> None:
    before = release(number="2023-1", year=2023, hidden_whole=frozenset(Side))
    text = said(findings(release(), before))
    assert "比上年" not in text.split("分地区")[0]


@pytest.mark.parametrize("language", list(Language))
def test_what_is_hidden_is_marked_explained_and_in_no_sentence(
    words: Flask, language: Language
) -> None:
    hidden = ("370300", "370400")
    bulletin = compose(findings(release(hidden_places=hidden), goal=GOAL), language)
    text = "\n".join(paragraphs(bulletin))
    assert PLACES["370300"] not in text and PLACES["370400"] not in text
    by_place = next(each for each in tables(bulletin) if each.lines[1].name == PLACES["370100"])
    cells = {line.name: line.cells for line in by_place.lines}
    assert set(cells[PLACES["370300"]]) == {"x", "—"}
    assert "x" in "".join(by_place.notes)
    # Neither what is hidden nor the rest of the whole, of which it is the sum.
    rest = OUTPUT["370300"] + OUTPUT["370400"]
    everything = repr(bulletin)
    for value in (OUTPUT["370300"], OUTPUT["370400"], rest):
        for written in (f"{value / YI:.2f}", f"{value / YI / 10:.3f}"):
            assert not re.search(rf"(?<![\d.]){re.escape(written)}(?!\d)", everything)


def test_of_hidden_totals_nothing_is_said(words: Flask) -> None:
    everything = frozenset(Side)
    goal = replace(GOAL, reached=None)
    content = release(hidden_places=tuple(PLACES), hidden_whole=everything)
    text = said(findings(content, goal=goal))
    assert "全省总量数据因保密不予公布。" in text
    assert "各地区数据因保密均不予公布。" in text
    assert "因保密不予公布，不作比较" in text
    assert not any(isinstance(block, Picture) for block in blocks_of(content, goal))


def blocks_of(content: object, goal: Goal) -> list[object]:
    bulletin = compose(findings(content, goal=goal), ZH)  # type: ignore[arg-type]
    return [block for section in bulletin.sections for block in section.blocks]


def test_hidden_stages_are_said_to_be_hidden(words: Flask) -> None:
    stages = frozenset({Side.CERTIFIED, Side.REGISTERED})
    text = said(findings(release(hidden_whole=stages)))
    assert "已认定产品与仅备案产品的分项数据因保密不予公布。" in text
    assert "产品30件" not in text


def test_the_staffs_view_is_refused() -> None:
    with pytest.raises(ValueError, match="staff"):
        Shown(release(for_staff=True))


def step(number: str, output: int | None, **reasons: int) -> Vintage:
    return Vintage(
        number,
        date(2025, 10, 31),
        ReleaseStatus.PROVISIONAL.value,
        {"products": 60, "output_value": output},
        reasons,
    )


def test_a_revision_is_told_with_its_reasons(words: Flask) -> None:
    steps = (step("2024-1", 212 * YI), step("2024-2", 200 * YI, revocation=4))
    text = said(findings(release(number="2024-2"), vintages=steps))
    assert "第2次发布" in text and "产品未变，产值减少12.00亿元（下降5.7%）" in text
    assert "其间涉及的产品：撤销4件。" in text
    hidden = (step("2024-1", None), step("2024-2", 200 * YI))
    assert "12.00" not in said(findings(release(number="2024-2"), vintages=hidden))


def test_a_loss_and_nothing_at_all_are_worded_as_such(words: Flask) -> None:
    content = release({**TOGETHER, "profit": -3 * YI, "export_value": 0})
    text = said(findings(content))
    assert "亏损3.00亿元" in text and "出口额为零" in text
    assert "the loss was 0.300 billion yuan" in said(findings(content), EN)


def test_what_would_be_nothing_in_large_units_is_told_in_smaller_ones(words: Flask) -> None:
    content = release({**TOGETHER, "profit": 345_600_00})
    assert "利润34.56万元" in said(findings(content))
    assert "profit was 0.3456 million yuan" in said(findings(content), EN)


def test_drafts_and_example_data_are_marked(words: Flask) -> None:
    bulletin = compose(findings(release(number=None, example=True)), ZH)
    assert [mark.term for mark in bulletin.marks] == ["草稿", "示例 EXAMPLE"]
    assert bulletin.day == ""
    assert compose(findings(release()), ZH).marks == ()


wholes = st.fixed_dictionaries(
    {name: st.integers(0, 10**17) for name in INDICATORS}
    | {"profit": st.integers(-(10**17), 10**17)}
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    now=wholes,
    old=wholes,
    hidden=st.sets(st.sampled_from(list(Side))),
    places=st.sets(st.sampled_from(sorted(PLACES))),
)
def test_whatever_the_figures_are_both_languages_find_words(
    now: dict[str, int], old: dict[str, int], hidden: set[Side], places: set[str]
) -> None:
    content = release(now, tuple(sorted(places)), frozenset(hidden))
    found = findings(content, release(old, number="2023-1", year=2023))
    for voice in Language:
        # The charts have tests of their own, and take long.
        text = "\n".join(_words(found, voice))
        assert "None" not in text and "nan" not in text and "--" not in text
        assert "。。" not in text and "，，" not in text and "  " not in text


def _words(found: object, language: Language) -> list[str]:
    voice = VOICES[language]()
    by = found.places  # type: ignore[attr-defined]
    return [
        *voice.whole(found),  # type: ignore[arg-type]
        *voice.by_group(found, by, found.groups(by)),  # type: ignore
        *voice.patents(found),  # type: ignore[arg-type]
        voice.lead(found),  # type: ignore[arg-type]
    ]
