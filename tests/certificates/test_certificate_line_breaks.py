"""Where lines and pages of the second versions of the designs end, and where they never do."""

import re
import subprocess
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape
from paper_reading import pages_of

from certificates.design import Design, load_design
from certificates.payload import Notice, Paper, Payload, PayloadPatent, paper_from_json
from certificates.render import fill, render

WIDEST_CODES = ("91378XGM6XMXU9B54W", "91MWQGMW0WMQGWMQWM")
START = "示例海岱鲁西南知识产权运营与先进智能制造装备产业股份有限公司"
JOINT = (
    "示例·海岱知识产权运营与先进制造装备产业股份有限公司（中外合资）鲁西南分公司第一智能装备事业部"
)
HEADING_CHARACTERS = "示例海岱精密机械（）()·、ABCx-19 “”&<"
KINDS = ("invention", "utility_model", "design")
_WORD = re.compile(r'yMin="([\d.]+)".*yMax="([\d.]+)">(.*)</word>')


@pytest.fixture(scope="module")
def letter() -> Design:
    return load_design("registration_notice", 2)


@pytest.fixture(scope="module")
def notice(letter: Design) -> Notice:
    paper = paper_from_json(letter.sample)
    assert isinstance(paper, Notice)
    return paper


def patents(count: int, *titles: str) -> tuple[PayloadPatent, ...]:
    return tuple(
        PayloadPatent(
            f"ZL20{18 + i % 7}{1 + i % 3}0{i * 7919 % 10**6:06d}.X",
            titles[i % len(titles)],
            KINDS[i % 3],
            i == 0,
        )
        for i in range(count)
    )


def lines_of(pdf: bytes) -> list[str]:
    """What stands on one line, by its place on the page, is one line here."""
    return [line for page in pages_of(pdf) for line in page.splitlines()]


@pytest.mark.parametrize("code", WIDEST_CODES)
@pytest.mark.parametrize("count", [2, 8, 12])
def test_codes_and_numbers_are_never_broken_nor_run_into_what_stands_beside_them(
    code: str, count: int, payload: Payload, notice: Notice, design: Design, letter: Design
) -> None:
    said = patents(count, "示例一种减速器")
    for paper, drawn in ((payload, design), (notice, letter)):
        pdf = render(replace(paper, credit_code=code, patents=said), drawn)
        words = {word for line in lines_of(pdf) for word in line.split()}
        expected = {paper.number, code, *(patent.number for patent in said)}
        assert expected - words == set()


@pytest.mark.parametrize("count", [1, 8, 10, 11, 12, 30, 60])
@pytest.mark.parametrize("titles", [("示例减速器",), ("示例" * 36, "示例减速器")])
def test_the_end_of_a_letter_stands_together_with_the_last_patents(
    count: int, titles: tuple[str, ...], notice: Notice, letter: Design
) -> None:
    said = patents(count, *titles)
    long = replace(notice, patents=said, enterprise_name=JOINT)
    *before, last = pages_of(render(long, letter))
    closing = "".join(last.split())
    for part in ("不等同于认定", "特此通知", "备案专用章", notice.verification_url):
        assert part in closing
    assert "特此通知" not in "".join(before)
    assert all(patent.number in last for patent in said[-3:])


def test_no_patent_stands_alone_on_the_last_page(payload: Payload, design: Design) -> None:
    for count in range(9, 13):
        said = patents(count, "示例一种减速器")
        *_, last = pages_of(render(replace(payload, patents=said), design))
        assert said[-1].number in last and said[-2].number in last


@pytest.mark.parametrize("before", [26, 29, 33, 36])
def test_a_long_name_is_broken_beside_its_brackets_and_not_within_them(
    before: int, payload: Payload, notice: Notice, design: Design, letter: Design
) -> None:
    """Where the brackets stand, some line of one of the four names would end within them."""
    name = f"{(START * 2)[:before]}（中外合资）{START}"
    product = f"{(START * 2)[: before - 6]}（第二代）{START[:20]}"
    for paper, drawn in ((payload, design), (notice, letter)):
        changed = replace(paper, enterprise_name=name, product_name=product)
        lines = lines_of(render(changed, drawn))
        assert any("（中外合资）" in line for line in lines)
        assert any("（第二代）" in line for line in lines)


def test_the_lines_of_a_long_name_are_about_equally_long(payload: Payload, design: Design) -> None:
    html = fill(replace(payload, enterprise_name=JOINT * 2), design)
    first, *rest = _name(html).split("<br>")
    assert rest
    assert all(abs(len(line) - len(first)) <= 8 for line in rest)


@settings(max_examples=40)
@given(st.text(HEADING_CHARACTERS, min_size=1, max_size=120).filter(str.strip))
def test_a_name_is_printed_whole_wherever_it_is_broken(name: str) -> None:
    for design in (
        load_design("patent_intensive_product", 2),
        load_design("registration_notice", 2),
    ):
        paper: Paper = replace(paper_from_json(design.sample), enterprise_name=name)
        plain = re.sub("<br>|<span[^>]*>|</span>", "", _name(fill(paper, design)))
        escaped = str(escape(name))
        assert plain.removesuffix("：") == escaped


@pytest.mark.parametrize(
    "name", ["示例减速器", "示例高精度数控磨床及其在线修整装置和补偿模块示例一"]
)
def test_in_the_dense_layout_the_product_stands_clear_of_the_english_line(
    name: str, payload: Payload, design: Design
) -> None:
    """By four points between the boxes of the lines; one and a half looked like none."""
    pdf = render(replace(payload, product_name=name, patents=patents(8, "示例")), design)
    command = ["pdftotext", "-bbox", "-l", "1", "-", "-"]
    made = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()
    places = {text: (float(top), float(end)) for top, end, text in _WORD.findall(made)}
    assert places[name][0] - places["patent-intensive"][1] > 4


def _name(html: str) -> str:
    """What stands in the paragraph of the enterprise."""
    found = re.search(r'<p class="(?:enterprise|addressee)[^>]*>(.*?)</p>', html, re.DOTALL)
    assert found
    return found[1]
