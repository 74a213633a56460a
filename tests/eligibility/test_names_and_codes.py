"""When two names are the same, and when a credit code is right as written."""

import pytest
from eligibility_cases import PATIENT
from hypothesis import given
from hypothesis import strategies as st

from registry.eligibility.credit_code import (
    body_is_well_formed,
    check_character,
    is_valid,
)
from registry.eligibility.names import fold_name, same_name

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
BODIES = st.tuples(
    st.text(ALPHABET, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(ALPHABET, min_size=9, max_size=9),
).map("".join)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("示例（济南）公司", "示例(济南)公司"),
        ("示例 科技\u00a0公司", "示例科技公司"),
        ("ＳＬ示例公司", "sl示例公司"),
        ("示例·巴布公司", "示例•巴布公司"),
        ("示例．巴布公司", "示例・巴布公司"),
        ("示例【济南】公司", "示例[济南]公司"),
        ("示例\ufeff公司", "示例公司\u200b"),
    ],
)
def test_ways_of_writing_one_name_are_the_same_name(one: str, other: str) -> None:
    assert same_name(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("示例公司", "示例公司分公司"), ("示例一厂", "示例二厂"), ("", ""), (" ", "")],
)
def test_different_names_and_empty_ones_are_not(one: str, other: str) -> None:
    assert not same_name(one, other)


@PATIENT
@given(st.text())
def test_folding_a_folded_name_changes_nothing(text: str) -> None:
    once = fold_name(text)
    assert fold_name(once) == fold_name(fold_name(once))
    assert same_name(text, text) == bool(once)


@PATIENT
@given(BODIES)
def test_every_well_formed_body_has_one_check_character(body: str) -> None:
    assert body_is_well_formed(body)
    assert [last for last in ALPHABET if is_valid(body + last)] == [check_character(body)]


@PATIENT
@given(BODIES, st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_caught(body: str, place: int, wrong: str) -> None:
    typed = body[:place] + wrong + body[place + 1 :]
    assert is_valid(typed + check_character(body)) == (typed == body)


@PATIENT
@given(st.text(max_size=20))
def test_no_text_makes_the_check_fail(text: str) -> None:
    assert is_valid(text) is False or len(text) == 18


def test_small_letters_and_spaces_are_not_valid() -> None:
    code = "91370100MA00000R0N"
    assert is_valid(code)
    for wrong in (code.lower(), code + " ", code[:-1], code + "0", "", code[:2] + "A" + code[3:]):
        assert not is_valid(wrong)
