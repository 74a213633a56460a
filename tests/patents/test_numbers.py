"""Patent numbers as people write them: read rightly, or refused with the reason."""

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from registry.patents import number_reasons as reasons
from registry.patents.numbers import (
    Form,
    Kind,
    NumberProblem,
    PatentNumber,
    check_digit,
    from_office_digits,
    parse,
    parse_all,
)

MODERN_BODIES = st.from_regex(r"20(0[3-9]|[1-9][0-9])[12389][0-9]{7}", fullmatch=True)
OLD_BODIES = st.from_regex(r"(89|9[0-9]|0[0-3])[12389][0-9]{5}", fullmatch=True)
BODIES = MODERN_BODIES | OLD_BODIES
DOCUMENTS = st.one_of(
    st.from_regex(r"CN1([0-9]{6}|[0-9]{8})([ABC][89]?)?", fullmatch=True),
    st.from_regex(r"CN2([0-9]{6}|[0-9]{8})[UY]?", fullmatch=True),
    st.from_regex(r"CN3([0-9]{6}|[0-9]{8})[SD]?", fullmatch=True),
)


def number(text: str) -> PatentNumber:
    """The number that ``text`` must be read as."""
    reading = parse(text)
    assert isinstance(reading, PatentNumber), reading
    return reading


def problem(text: str) -> NumberProblem:
    """The problem that ``text`` must be refused with."""
    reading = parse(text)
    assert isinstance(reading, NumberProblem), reading
    return reading


@given(BODIES)
def test_a_formatted_number_is_read_back_as_the_same_right(body: str) -> None:
    first = number(f"ZL{body}.{check_digit(body)}")
    for text in (first.text, first.as_application, first.canonical):
        again = number(text)
        assert (again.office, again.canonical, again.kind) == ("CN", first.canonical, first.kind)
    assert number(first.text) == first


@given(DOCUMENTS)
def test_a_formatted_document_number_is_read_back_as_itself(text: str) -> None:
    read = number(text)
    assert read.form is Form.PUBLICATION
    assert number(read.text) == read
    assert read.text == text


@given(BODIES, st.data())
def test_one_changed_digit_is_always_caught(body: str, data: st.DataObject) -> None:
    written = f"{body}.{check_digit(body)}"
    place = data.draw(st.integers(0, len(written) - 1).filter(lambda n: written[n] != "."))
    signs = string.digits + ("X" if place == len(written) - 1 else "")
    sign = data.draw(st.sampled_from(signs.replace(written[place], "")))
    changed = written[:place] + sign + written[place + 1 :]
    reading = parse(changed)
    # A changed first digit can turn 8 + 1 digits into those of a first-era number, which are
    # checked as well; nothing that is read may carry another check digit than the right one.
    assert isinstance(reading, NumberProblem)


@given(BODIES, st.data())
def test_two_neighbours_that_changed_places_are_always_caught(
    body: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(body) - 2))
    assume(body[place] != body[place + 1])
    swapped = body[:place] + body[place + 1] + body[place] + body[place + 2 :]
    assert check_digit(swapped) != check_digit(body)


@given(st.text() | st.text(alphabet="CNZLXEO0123456789.-+/ \u3000\u200b。，、ABUS", max_size=60))
def test_no_text_raises_and_no_number_with_a_wrong_check_digit_is_accepted(text: str) -> None:
    for reading in (parse(text), *parse_all(text)):
        if isinstance(reading, PatentNumber) and reading.names_a_right:
            assert reading.check_digit in (None, check_digit(reading.digits))
            assert reading.has_check_digit or "85" <= reading.digits[:2] <= "88"
        elif isinstance(reading, NumberProblem):
            assert reading.text()


@given(BODIES, st.sampled_from("ＺＬ |ZL |zl| CN|专利号：ZL|申请号:|（".split("|")), st.data())
def test_the_ways_of_typing_a_number_do_not_change_what_it_is(
    body: str, before: str, data: st.DataObject
) -> None:
    dot = data.draw(st.sampled_from((".", "．", "·", "。", "", " . ", "-")))
    blank = data.draw(st.sampled_from(("", " ", "\u00a0", "\u200b", "\n   ", "\u3000")))
    check = check_digit(body).lower()
    typed = f"{before}{body[:4]}{blank}{body[4]}{blank}{body[5:]}{dot}{check}（已授权）"
    read = number(typed)
    assert read.canonical == f"{body}.{check.upper()}"
    assert read.typed == typed


def test_a_modern_patent_number_says_office_form_kind_year_and_check_digit() -> None:
    read = number("ZL201830072131.X")
    assert (read.office, read.form, read.kind) == ("CN", Form.PATENT, Kind.DESIGN)
    assert (read.canonical, read.digits, read.check_digit) == (
        "201830072131.X",
        "201830072131",
        "X",
    )
    assert read.year_in_number == 2018
    assert read.st16 is None


@pytest.mark.parametrize(
    ("text", "canonical", "kind", "year"),
    [
        ("CN85102475", "85102475", Kind.INVENTION, 1985),
        ("86211020", "86211020", Kind.UTILITY_MODEL, 1986),
        ("CN87101357.6", "87101357", Kind.INVENTION, 1987),
        ("CN88301029.1", "88301029", Kind.DESIGN, 1988),
        ("CN89210775.8", "89210775.8", Kind.UTILITY_MODEL, 1989),
        ("ZL95115608.X", "95115608.X", Kind.INVENTION, 1995),
        ("03268679X", "03268679.X", Kind.UTILITY_MODEL, 2003),
        ("ZL201580045311.2", "201580045311.2", Kind.INVENTION, 2015),
        ("CN201780033978.X", "201780033978.X", Kind.INVENTION, 2017),
    ],
)
def test_numbers_of_every_era_are_read(text: str, canonical: str, kind: Kind, year: int) -> None:
    read = number(text)
    assert (read.canonical, read.kind, read.year_in_number) == (canonical, kind, year)


def test_a_number_of_the_first_era_is_one_right_with_or_without_its_later_check_digit() -> None:
    bare, checked = number("CN87101357"), number("CN87101357.6")
    assert bare.canonical == checked.canonical
    assert (bare.text, checked.text) == ("CN87101357", "CN87101357.6")


def test_a_wrong_check_digit_of_the_first_era_is_refused_too() -> None:
    assert problem("CN87101357.5").reason == reasons.WRONG_CHECK_DIGIT


def test_only_zl_makes_it_the_number_of_a_patent() -> None:
    assert number("CN202110123456.7").form is Form.APPLICATION
    assert number("202110123456.7").form is Form.APPLICATION
    assert number("ZL202110123456.7").form is Form.PATENT


def test_a_wrong_check_digit_is_refused_with_the_right_one_as_a_suggestion() -> None:
    refused = problem("ZL202230098765.4")
    assert refused.reason == reasons.WRONG_CHECK_DIGIT
    assert (refused.values["given"], refused.values["right"]) == ("4", "9")
    assert refused.suggestion == "ZL202230098765.9"
    assert refused.typed == "ZL202230098765.4"
    assert "ZL202230098765.4" in refused.text()


def test_a_missing_check_digit_is_suggested_and_not_supplied() -> None:
    refused = problem("200520081489")
    assert refused.reason == reasons.NO_CHECK_DIGIT
    assert refused.suggestion == "CN200520081489.6"


@pytest.mark.parametrize(
    "text", ["CN202211133686.", "ZL202411074110", "CN 200420095088", "CN03268679"]
)
def test_other_numbers_without_check_digit_are_refused_as_such(text: str) -> None:
    assert problem(text).reason == reasons.NO_CHECK_DIGIT


@pytest.mark.parametrize("text", ["2.01910E+12", "2.00920E+11", "2e11", "２．０１Ｅ＋１２"])
def test_what_a_spreadsheet_made_of_a_number_is_refused_without_a_guess(text: str) -> None:
    refused = problem(text)
    assert refused.reason == reasons.SCIENTIFIC
    assert refused.suggestion is None
    assert "text" in refused.text()


def test_a_lost_leading_zero_is_recognised_by_the_check_digit() -> None:
    refused = problem("3268679.X")
    assert refused.reason == reasons.LOST_ZERO
    assert refused.suggestion == "CN03268679.X"


def test_a_letter_o_for_a_zero_is_suggested_and_not_corrected() -> None:
    refused = problem("ZL2O1220119257.5")
    assert refused.reason == reasons.LETTER_FOR_DIGIT
    assert refused.suggestion == "ZL201220119257.5"


@pytest.mark.parametrize(
    ("text", "count"),
    [("ZL20101061327.6", "11"), ("CN20251029381.5", "11"), ("2021101234567890", "16")],
)
def test_a_digit_too_few_or_too_many_is_counted(text: str, count: str) -> None:
    refused = problem(text)
    assert refused.reason == reasons.WRONG_LENGTH
    assert refused.values["count"] == count
    assert refused.suggestion is None


def test_two_digits_after_the_dot_are_one_too_many() -> None:
    refused = problem("ZL202110123456.77")
    assert refused.reason == reasons.LONG_CHECK_DIGIT
    assert refused.values["count"] == "2"


@pytest.mark.parametrize("cross", "XxＸｘ×Ⅹ")
def test_every_cross_is_an_x(cross: str) -> None:
    assert number(f"ZL201830072131.{cross}").check_digit == "X"


@pytest.mark.parametrize(
    "text", ["1.ZL202110123456.7", "（2）202110123456.7", "3. CN202110123456.7"]
)
def test_the_number_of_a_list_item_is_not_part_of_the_patent_number(text: str) -> None:
    assert number(text).canonical == "202110123456.7"


def test_an_unknown_type_digit_is_refused() -> None:
    body = "202140123456"
    assert problem(f"CN{body}.{check_digit(body)}").reason == reasons.WRONG_TYPE_DIGIT


def test_twelve_digits_before_2003_are_refused_by_their_year() -> None:
    body = "200110123456"
    assert problem(f"CN{body}.{check_digit(body)}").reason == reasons.WRONG_YEAR


def test_nine_digits_after_cn_are_a_document_or_an_application_of_the_old_form() -> None:
    assert number("CN101091984").form is Form.PUBLICATION
    assert number("CN971217912").canonical == "97121791.2"
    assert problem("CN971217913").reason == reasons.WRONG_CHECK_DIGIT


def test_nine_digits_without_cn_may_be_anything_and_are_refused() -> None:
    refused = problem("101091984")
    assert refused.reason == reasons.PUBLICATION_NEEDS_CN
    assert refused.suggestion == "CN101091984"


@pytest.mark.parametrize(
    ("text", "canonical", "kind", "code"),
    [
        ("CN117129738A", "117129738A", Kind.INVENTION, "A"),
        ("CN 114182457 B", "114182457B", Kind.INVENTION, "B"),
        ("CN-109417194-B", "109417194B", Kind.INVENTION, "B"),
        ("cn110836969-a", "110836969A", Kind.INVENTION, "A"),
        ("112990638A", "112990638A", Kind.INVENTION, "A"),
        ("CN111591160B8", "111591160B8", Kind.INVENTION, "B8"),
        ("CN1030001A", "1030001A", Kind.INVENTION, "A"),
        ("CN2030001U", "2030001U", Kind.UTILITY_MODEL, "U"),
        ("CN3003001S", "3003001S", Kind.DESIGN, "S"),
        ("CN85102475A", "85102475A", Kind.INVENTION, "A"),
        ("CN85200001U", "85200001U", Kind.UTILITY_MODEL, "U"),
        ("CN202827616U", "202827616U", Kind.UTILITY_MODEL, "U"),
        ("CN304218960S", "304218960S", Kind.DESIGN, "S"),
        ("CN102622450", "102622450", Kind.INVENTION, None),
        ("CN111988420A；2022.07.19", "111988420A", Kind.INVENTION, "A"),
    ],
)
def test_document_numbers_of_every_era_keep_their_kind_code(
    text: str, canonical: str, kind: Kind, code: str | None
) -> None:
    read = number(text)
    assert (read.form, read.canonical, read.kind) == (Form.PUBLICATION, canonical, kind)
    assert read.st16 == code
    assert read.year_in_number is None


def test_the_beginning_of_a_longer_row_of_digits_is_no_document_number() -> None:
    assert problem("CN 112990638 2024").reason == reasons.WRONG_LENGTH
    assert problem("CN 202110123 4567 89").reason == reasons.WRONG_LENGTH
    assert number("2021101234567 2021-10-12").canonical == "202110123456.7"
    assert number("971217912 1997").canonical == "97121791.2"
    assert len(parse_all("2021101234567 971217912")) == 2


def test_a_kind_code_of_another_kind_of_patent_is_refused() -> None:
    assert problem("CN112990638U").reason == reasons.KIND_CODE


def test_zl_before_a_document_number_is_refused_with_the_form_it_should_have() -> None:
    refused = problem("ZL112990638B")
    assert refused.reason == reasons.ZL_ON_PUBLICATION
    assert refused.suggestion == "CN112990638B"


@pytest.mark.parametrize(
    ("text", "office", "canonical"),
    [
        ("EP1234567B1", "EP", "1234567B1"),
        ("US 10,123,456 B2", "US", "10123456B2"),
        ("US20240143633A1", "US", "20240143633A1"),
        ("JP2005-123456A", "JP", "2005123456A"),
        ("KR10-2019-0012345", "KR", "1020190012345"),
        ("WO 2019/123456 A1", "WO", "2019123456A1"),
        ("PCT/CN2020/123456", "WO", "PCT/CN2020/123456"),
    ],
)
def test_numbers_of_other_offices_are_kept_as_foreign(
    text: str, office: str, canonical: str
) -> None:
    read = number(text)
    assert (read.form, read.office, read.canonical, read.kind) == (
        Form.FOREIGN,
        office,
        canonical,
        None,
    )


@pytest.mark.parametrize(
    "text",
    [
        "No.CN202111142014.3",
        "Patent_CN202310400741.8&dbid",
        "ZL 2016 2\n                  0161394.3",
        "ZL201930071397.7；2019.02.21",
        "ZL201410139484.8.",
        "基于图神经网络的方法，ZL202310670376.2，2023年06月07日，第一发明人.",
    ],
)
def test_words_and_dates_around_a_number_do_not_matter(text: str) -> None:
    assert number(text).typed == text


def test_a_date_after_a_number_without_check_digit_does_not_become_its_check_digit() -> None:
    assert problem("ZL202010412959. 2021-05-11").reason == reasons.NO_CHECK_DIGIT


def test_two_numbers_in_one_field_are_refused_by_parse_and_told_apart_by_parse_all() -> None:
    text = "ZL201310007792.0、CN201320037351.0"
    assert problem(text).reason == reasons.SEVERAL
    assert [item.typed for item in parse_all(text)] == ["ZL201310007792.0", "CN201320037351.0"]


def test_one_right_written_twice_in_a_field_is_one_number() -> None:
    assert number("ZL201310007792.0（201310007792.0）").canonical == "201310007792.0"


def test_a_broken_number_beside_a_good_one_is_not_passed_over() -> None:
    good, broken = parse_all("ZL201310007792.0；2.01320E+11")
    assert isinstance(good, PatentNumber)
    assert isinstance(broken, NumberProblem)


@pytest.mark.parametrize("text", ["", "   ", "\u3000\u200b"])
def test_an_empty_field_says_so(text: str) -> None:
    assert problem(text).reason == reasons.EMPTY


@pytest.mark.parametrize("text", ["ZL TEST 123", "无", "2021.12.14", "专利号"])
def test_text_without_a_number_says_so_and_is_kept(text: str) -> None:
    refused = problem(text)
    assert refused.reason == reasons.NO_NUMBER
    assert refused.typed == text


def test_endless_text_is_refused_without_being_searched() -> None:
    assert problem("2" * 10_000_000).reason == reasons.TOO_LONG


def test_the_form_for_data_exchange_is_recognised() -> None:
    refused = problem("102021000991218")
    assert refused.reason == reasons.ST13
    assert refused.suggestion == "CN202110991218.8"


def test_an_offices_digits_without_check_digit_become_a_number_by_their_own_door() -> None:
    assert from_office_digits("201710117081").canonical == "201710117081.7"


@pytest.mark.parametrize(
    "body", ["2017101170", "20171011708x", "201740117081", "２０１７１０１１７０８１"]
)
def test_what_is_no_body_of_a_number_is_not_completed(body: str) -> None:
    with pytest.raises(ValueError, match="."):
        from_office_digits(body)
