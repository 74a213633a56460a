"""Percentages: what is read, what is refused, and that what is written is read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.percent import PercentError, format_percent, parse_percent


@pytest.mark.parametrize(
    ("text", "hundredths"),
    [("0", 0), ("100", 10000), ("25.5", 2550), ("25.50", 2550), ("0.01", 1), (" 30 % ", 3000)],
)
def test_plain_digits_with_up_to_two_decimals_are_read(text, hundredths):
    assert parse_percent(text) == hundredths


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "No percentage is given."),
        ("%", "No percentage is given."),
        ("１２", "full-width"),
        ("12％", "full-width"),
        ("12.345", "more than two decimals"),
        ("100.01", "not between 0 and 100"),
        ("101", "not between 0 and 100"),
        ("-1", "not between 0 and 100"),
        ("1234", "not between 0 and 100"),
        ("9" * 90, "not between 0 and 100"),
        (".5", "not a percentage"),
        ("5.", "not a percentage"),
        ("1e1", "not a percentage"),
        ("NaN", "not a percentage"),
        ("٣", "not a percentage"),
        ("1_0", "not a percentage"),
        ("50%%", "not a percentage"),
    ],
)
def test_anything_else_is_refused_with_what_would_be_right(text, said):
    with pytest.raises(PercentError) as refused:
        parse_percent(text)
    assert said in str(refused.value)
    assert "for example 12.5" in str(refused.value)


@given(st.integers(min_value=0, max_value=10000))
def test_what_is_written_is_read_back(hundredths):
    assert parse_percent(format_percent(hundredths)) == hundredths


@given(st.text())
def test_no_text_does_worse_than_being_refused(text):
    try:
        assert 0 <= parse_percent(text) <= 10000
    except PercentError as refused:
        assert len(refused.given) <= 41
