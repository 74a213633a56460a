"""The operator's reason codes: dated, for certain actions, EXAMPLE until replaced."""

from datetime import date

import pytest

from registry.certification.reasons import all_reasons, read, reason_name, reasons_for, wrong_code
from registry.certification.workflow import CertificateAction

ENTRY = {
    "code": "a",
    "name": "甲",
    "name_en": "A",
    "actions": ["suspend"],
    "from": date(2025, 1, 1),
    "until": date(2025, 12, 31),
    "reference": "示例",
    "example": True,
}


@pytest.mark.parametrize("action", CertificateAction)
def test_every_action_has_reason_codes_and_all_of_them_are_examples(
    action: CertificateAction,
) -> None:
    offered = reasons_for(action, date(2025, 9, 1))
    assert len(offered) > 1
    assert all(each.example for each in all_reasons().values())


def test_a_code_holds_from_its_first_to_its_last_day_for_its_actions() -> None:
    (code,) = read([ENTRY])
    days = [date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1)]
    assert [code.holds(CertificateAction.SUSPEND, day) for day in days] == [
        False,
        True,
        True,
        False,
    ]
    assert not code.holds(CertificateAction.REVOKE, date(2025, 5, 1))


@pytest.mark.parametrize(
    "wrong",
    [
        {"from": "soon"},
        {"from": None},
        {"actions": ["burn"]},
        {"actions": None},
    ],
)
def test_a_file_that_says_what_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(LookupError, match="reasons.yaml"):
        read([{**ENTRY, **wrong}])


@pytest.mark.parametrize("missing", [name for name in ENTRY if name != "until"])
def test_a_file_that_lacks_something_is_refused(missing: str) -> None:
    entry = {name: value for name, value in ENTRY.items() if name != missing}
    with pytest.raises(LookupError, match=missing):
        read([entry])


@pytest.mark.parametrize("data", [None, 7, "x", ["x"], [ENTRY, ENTRY]])
def test_what_is_no_list_of_different_codes_is_refused(data: object) -> None:
    with pytest.raises(LookupError, match="reasons.yaml"):
        read(data)


def test_a_wrong_code_is_answered_with_those_that_there_are() -> None:
    (problem,) = wrong_code(CertificateAction.REINSTATE, "misuse")
    assert (problem.field, problem.given) == ("reason_code", "misuse")
    assert "remedied" in problem.text()
    assert wrong_code(CertificateAction.REINSTATE, "remedied") == []


def test_a_code_has_a_name_in_both_languages_and_an_unknown_one_stands_for_itself() -> None:
    assert reason_name("remedied", english=True) == "What was wrong has been remedied"
    assert reason_name("remedied", english=False) == "问题已整改"
    assert reason_name("gone", english=True) == "gone"
