"""Answers carry their reason in words that can be translated, with the values beside them."""

from collections.abc import Callable
from datetime import date

import pytest

from registry.eligibility.rule import (
    Answer,
    Finding,
    Stage,
    Verdict,
    met,
    not_met,
    undetermined,
    words,
)

CHINESE = {
    "{owner_word} lacks {missing_words} since {day}.": "{day}起{owner_word}缺少{missing_words}。",
    "the product of {year}": "{year}年的产品",
    "profit": "利润",
    "output value": "产值",
    ", ": "、",
}


def _finding() -> Finding:
    verdict = not_met(
        "{owner_word} lacks {missing_words} since {day}.",
        owner_word="the product of {year}",
        missing_words=words(["profit", "output value"]),
        day=date(2025, 9, 15),
        year=2024,
    )
    return Finding(
        "trial", Stage.REGISTRATION, verdict.answer, verdict.message, verdict.values, "own"
    )


def test_a_finding_reads_in_english_without_a_translation() -> None:
    assert _finding().text() == "the product of 2024 lacks profit, output value since 2025-09-15."


def test_a_finding_is_translated_with_the_words_in_it() -> None:
    def translate(text: str) -> str:
        return CHINESE.get(text, text)

    assert _finding().text(translate) == "2025-09-15起2024年的产品缺少利润、产值。"


def test_data_in_a_message_is_never_translated_nor_read_as_a_template() -> None:
    verdict = met("The name is {name}.", name="{secret} profit")
    finding = Finding(
        "trial", Stage.REGISTRATION, verdict.answer, verdict.message, verdict.values, ""
    )
    assert finding.text(lambda text: text.replace("profit", "利润")) == (
        "The name is {secret} profit."
    )


@pytest.mark.parametrize("answer", [met, not_met, undetermined])
def test_a_message_without_its_value_fails_when_it_is_made(
    answer: Callable[..., Verdict],
) -> None:
    with pytest.raises(KeyError, match="colour"):
        answer("The {colour} one.", shape="round")


@pytest.mark.parametrize("value", [None, 1.5, True, ["a"]])
def test_only_text_whole_numbers_and_dates_are_values(value: object) -> None:
    with pytest.raises(TypeError):
        met("{value}", value=value)


def test_the_three_answers_are_three_words() -> None:
    assert [met("a").answer, not_met("b").answer, undetermined("c").answer] == [
        Answer.MET,
        Answer.NOT_MET,
        Answer.UNDETERMINED,
    ]


def test_a_verdict_may_cite_more_exactly_than_its_rule() -> None:
    assert met("Fine.").citation is None
    assert met("Fine.").citing("notice 12").citation == "notice 12"


def test_a_translation_with_a_spoilt_placeholder_falls_back_to_the_source_text() -> None:
    for spoilt in ("{dya}", "{day", "{}"):
        catalogue = {_finding().message: spoilt}
        assert _finding().text(lambda text: catalogue.get(text, text)) == _finding().text()
