"""One line of text: trimmed, composed, visible."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.plain_text import LineError, read_line


def test_a_line_is_trimmed_and_composed():
    assert read_line("  cafe\u0301 \u3000", 10) == "café"


@pytest.mark.parametrize("text", ["", "   ", "\u3000\t"])
def test_nothing_is_refused_where_something_is_needed(text):
    with pytest.raises(LineError, match="Write 1 to 10 characters"):
        read_line(text, 10)
    assert read_line(text, 10, required=False) == ""


def test_the_longest_line_is_taken_and_one_longer_is_told_its_length():
    assert len(read_line("减" * 200, 200)) == 200
    with pytest.raises(LineError, match="201 characters. Write at most 200"):
        read_line("减" * 201, 200)


@pytest.mark.parametrize(
    "character", ["\x00", "\x1b", "\n", "\u202e", "\u200b", "\ufeff", "\u2028", "\ue000"]
)
def test_a_character_that_cannot_be_seen_is_named_with_its_place(character):
    with pytest.raises(LineError) as refused:
        read_line(f"甲{character}乙", 10)
    assert f"U+{ord(character):04X}" in str(refused.value)
    assert "at place 2" in str(refused.value)


@given(st.text())
def test_no_text_does_worse_than_being_refused(text):
    try:
        line = read_line(text, 50, required=False)
    except LineError:
        return
    assert len(line) <= 50
    assert not {unicodedata.category(character) for character in line} & {"Cc", "Cf", "Cs", "Zl"}
