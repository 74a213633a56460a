"""Money in and out: one parser for forms, JSON, files and the importer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry import money
from registry.money import (
    MAX_FEN,
    MoneyError,
    fen_to_decimal_text,
    format_wan,
    format_yi,
    format_yuan,
    parse_yuan,
)

FEN = st.integers(min_value=-MAX_FEN, max_value=MAX_FEN)


@given(FEN)
def test_every_amount_within_the_limit_survives_being_written_and_read(fen: int) -> None:
    assert parse_yuan(fen_to_decimal_text(fen)) == fen
    assert parse_yuan(format_yuan(fen)) == fen


@given(st.text())
def test_any_text_is_an_amount_or_a_money_error_and_nothing_else(text: str) -> None:
    try:
        fen = parse_yuan(text)
    except MoneyError as refusal:
        assert refusal.problem and refusal.expected
    else:
        assert text.isascii()
        assert parse_yuan(fen_to_decimal_text(fen)) == fen


@given(st.from_regex(r"-?[0-9]{1,14}(\.[0-9]{1,2})?", fullmatch=True))
def test_reading_agrees_with_exact_decimal_arithmetic(text: str) -> None:
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    yuan, _, decimals = digits.partition(".")
    expected = sign * int(yuan + decimals.ljust(2, "0"))
    if (sign == -1 and expected == 0) or abs(expected) > MAX_FEN:
        with pytest.raises(MoneyError):
            parse_yuan(text)
    else:
        assert parse_yuan(text) == expected


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("0", 0),
        ("1", 100),
        ("1.5", 150),
        ("1.05", 105),
        ("-0.50", -50),
        ("  1234.50\r\n", 123450),
        ("1,234,567.00", 123456700),
        ("-12,345", -1234500),
        ("0012", 1200),
        ("90071992547409.91", MAX_FEN),
    ],
)
def test_plain_yuan_are_read_as_fen(text: str, fen: int) -> None:
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", money.EMPTY),
        ("   ", money.EMPTY),
        ("１２３", money.FULL_WIDTH),
        ("1，234", money.FULL_WIDTH),
        ("1_000", money.NOT_A_NUMBER),
        ("-0", money.MINUS_ZERO),
        ("-0.00", money.MINUS_ZERO),
        ("+5", money.PLUS_SIGN),
        ("1e3", money.EXPONENT),
        ("2.5E+08", money.EXPONENT),
        ("1.005", money.TOO_FINE),
        ("NaN", money.NOT_A_NUMBER),
        ("sNaN", money.NOT_A_NUMBER),
        ("Infinity", money.NOT_A_NUMBER),
        ("0x10", money.NOT_A_NUMBER),
        (".5", money.NOT_A_NUMBER),
        ("5.", money.NOT_A_NUMBER),
        ("--5", money.NOT_A_NUMBER),
        ("5-", money.NOT_A_NUMBER),
        ("1 234", money.NOT_A_NUMBER),
        ("\u00a012", money.NOT_A_NUMBER),
        ("12\u200b", money.NOT_A_NUMBER),
        ("١٢٣", money.NOT_A_NUMBER),
        ("1\x00", money.NOT_A_NUMBER),
        ("100万", money.NOT_A_NUMBER),
        ("¥100", money.NOT_A_NUMBER),
        ("1,23", money.GROUPING),
        ("1234,567", money.GROUPING),
        ("0,123", money.GROUPING),
        ("1,,234", money.GROUPING),
        ("1.234,50", money.NOT_A_NUMBER),
        ("100000000000000", money.TOO_LARGE),
        ("-100000000000000.00", money.TOO_LARGE),
        ("9" * 5000, money.TOO_LARGE),
        ("x" * 5000, money.NOT_A_NUMBER),
    ],
)
def test_every_known_trap_is_refused_by_its_name(text: str, problem: str) -> None:
    with pytest.raises(MoneyError) as caught:
        parse_yuan(text)
    assert caught.value.problem == problem


def test_a_refusal_shows_the_text_as_typed_and_what_would_be_right() -> None:
    with pytest.raises(MoneyError) as caught:
        parse_yuan("1.005")
    assert caught.value.given == "1.005"
    assert caught.value.message.format_map(caught.value.values).startswith("“1.005” has more than")
    assert "1234567.50" in str(caught.value)


def test_a_refusal_of_endless_text_repeats_only_its_beginning() -> None:
    with pytest.raises(MoneyError) as caught:
        parse_yuan("7" * 1_000_000)
    assert len(str(caught.value)) < 300


def test_braces_in_the_text_do_not_break_the_message() -> None:
    with pytest.raises(MoneyError) as caught:
        parse_yuan("{0.__class__}")
    assert "{0.__class__}" in str(caught.value)


def test_yuan_for_people_have_thousands_and_two_decimals() -> None:
    assert format_yuan(123456750) == "1,234,567.50"
    assert format_yuan(-5) == "-0.05"


def test_yuan_for_files_have_no_thousands() -> None:
    assert fen_to_decimal_text(123456750) == "1234567.50"


@pytest.mark.parametrize(
    ("fen", "wan"),
    [
        (1_000_000, "1.00"),
        (5_000, "0.00"),
        (5_001, "0.01"),
        (15_000, "0.02"),
        (25_000, "0.02"),
        (-5_000, "0.00"),
        (-15_000, "-0.02"),
        (123_456_789_00, "12,345.68"),
    ],
)
def test_wan_yuan_are_rounded_half_to_even_and_never_minus_zero(fen: int, wan: str) -> None:
    assert format_wan(fen) == wan


def test_yi_yuan_are_a_hundred_million_yuan() -> None:
    assert format_yi(85_000_000_000 * 100) == "850.00"
    assert format_yi(125_000_000 * 100) == "1.25"


@given(FEN)
def test_rounding_for_display_is_never_off_by_more_than_half_a_step(fen: int) -> None:
    shown = parse_yuan(format_wan(fen))
    assert abs(shown * 10_000 - fen) <= 5_000
