"""The errors that a person outside is answered with."""

import pytest

from registry.errors import (
    BadInput,
    Conflict,
    FieldProblem,
    NotFound,
    NotReady,
    Refused,
    RegistryError,
)

CHINESE = {
    "There is no certificate {number}.": "没有编号为 {number} 的证书。",
    "“{given}” is no amount.": "“{given}”不是金额。",
    "Write yuan with up to {decimals} decimals.": "请填写最多 {decimals} 位小数的金额。",
}


def in_chinese(template: str) -> str:
    return CHINESE[template]


def test_an_error_says_its_sentence_in_the_language_of_the_reader() -> None:
    error = NotFound("There is no certificate {number}.", number="PIP1")
    assert str(error) == "There is no certificate PIP1."
    assert error.text(in_chinese) == "没有编号为 PIP1 的证书。"


def test_a_value_with_braces_in_it_is_shown_as_it_was_given() -> None:
    error = NotFound("There is no certificate {number}.", number="{0.__class__}")
    assert error.text() == "There is no certificate {0.__class__}."


def test_a_field_problem_says_what_is_wrong_and_then_what_would_be_right() -> None:
    problem = FieldProblem(
        "output_value",
        "1,5",
        "“{given}” is no amount.",
        "Write yuan with up to {decimals} decimals.",
        {"given": "1,5", "decimals": "2"},
    )
    assert problem.text() == "“1,5” is no amount. Write yuan with up to 2 decimals."
    assert problem.text(in_chinese) == "“1,5”不是金额。请填写最多 2 位小数的金额。"


def test_bad_input_keeps_every_problem_and_counts_them() -> None:
    problem = FieldProblem("reason", "", "There is no reason.", "Write one.")
    error = BadInput([problem, problem])
    assert error.problems == [problem, problem]
    assert "2 field(s)" in str(error)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (BadInput([]), 422),
        (Refused("No."), 403),
        (NotFound("None."), 404),
        (Conflict("Too late."), 409),
        (NotReady("Not set up."), 503),
        (RegistryError("Broken."), 500),
    ],
    ids=lambda each: type(each).__name__ if isinstance(each, Exception) else str(each),
)
def test_an_error_knows_its_status(error: RegistryError, status: int) -> None:
    assert error.status == status
