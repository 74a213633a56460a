"""Rounds and targets: set with a source, version by version, and seen with who did it."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from snapshots import contents
from sqlalchemy import select, text

from registry.accounts.service import actor_of
from registry.audit import AuditEntry
from registry.errors import BadInput, Conflict, Refused
from registry.extensions import db
from registry.integrity.verify import verify
from registry.operators.reading import read_round
from registry.permissions import ANONYMOUS
from registry.programme.models import ProgrammeVersion, Round, Target
from registry.programme.setting import RoundInput, contents_of, set_round
from registry.transaction import unit_of_work

ROUND = {
    "year": "2027",
    "opens_on": "2027-01-01",
    "filing_by": "2027-09-15",
    "correction_by": "",
    "standard": "GB/T 46961-2025",
    "notice_days": "10",
    "validity_months": "36",
    "status_max_age_days": "",
    "reference": "示例：2027 年度通知",
}
TARGET = {
    "indicator": "output_value",
    "region_code": "370000",
    "year": "2030",
    "value": "100000000000",
    "reference": "示例方案",
}


def versions(key: str) -> list[ProgrammeVersion]:
    db.session.rollback()
    asked = select(ProgrammeVersion).where(ProgrammeVersion.key == key)
    return list(db.session.scalars(asked.order_by(ProgrammeVersion.version)))


def last_entry() -> AuditEntry:
    return db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).all()[0]


def set_by(browser, year, **changes):
    form = {**ROUND, "year": str(year), **changes}
    return browser.post(
        f"/programme/rounds/{year}" if year != 2027 else "/programme/rounds/new", data=form
    )


def test_a_round_is_begun_and_the_trail_says_by_whom_and_on_what_ground(browser, operator):
    answer = set_by(browser, 2027)
    assert answer.status_code == 303 and answer.location == "/programme/rounds"
    row = db.session.get_one(Round, 2027)
    assert (row.filing_by, row.is_example) == (date(2027, 9, 15), False)
    entry = last_entry()
    assert (entry.actor_id, entry.verb, entry.subject_type) == (operator.id, "set", "round")
    assert entry.details["reference"] == "示例：2027 年度通知"
    assert [each.version for each in versions("2027")] == [1]
    page = browser.get("/programme/rounds/2027").text
    assert operator.name in page and "GB/T 46961-2025" in page


def test_a_change_is_a_new_version_and_keeps_what_stood_before(browser):
    before = contents_of(db.session.get_one(Round, 2025), RoundInput)
    changes = {"opens_on": "2025-01-01", "filing_by": "2025-10-15", "seen": "0"}
    assert set_by(browser, 2025, **changes).status_code == 303
    first, second = versions("2025")
    assert first.contents == before and first.by_id is None
    assert second.contents["filing_by"] == "2025-10-15"
    assert last_entry().details["changed"]["filing_by"] == ["2025-09-15", "2025-10-15"]
    assert db.session.get_one(Round, 2025).filing_by == date(2025, 10, 15)


def test_who_saw_an_older_version_changes_nothing(browser):
    changes = {"opens_on": "2025-01-01", "filing_by": "2025-10-15"}
    assert set_by(browser, 2025, **changes, seen="0").status_code == 303
    before = contents("round", "programme_version")
    changes["filing_by"] = "2025-11-15"
    assert set_by(browser, 2025, **changes, seen="0").status_code == 409
    assert set_by(browser, 2025, **changes, seen="").status_code == 409
    assert contents("round", "programme_version") == before
    assert set_by(browser, 2025, **changes, seen="2").status_code == 303


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("reference", " ", "This is empty."),
        ("reference", "x" * 401, "This text cannot be kept."),
        ("standard", "", "This is empty."),
        ("filing_by", "2026-12-31", "The filing deadline is before the opening."),
        ("filing_by", "15.9.2027", "This is no day."),
        ("filing_by", "", "No day is given."),
        ("correction_by", "2027-09-14", "The last day for corrections is before"),
        ("notice_days", "-1", "This number cannot be taken."),
        ("notice_days", "１０", "This number cannot be taken."),
        ("validity_months", "0", "This number cannot be taken."),
        ("status_max_age_days", "9999", "This number cannot be taken."),
        ("year", "20270", "This number cannot be taken."),
        ("year", "2025", "There is a round of this year already."),
    ],
)
def test_a_wrong_value_of_a_round_is_named_at_its_field(browser, field, typed, said):
    before = contents("round", "programme_version", "audit_entry")
    form = {**ROUND, field: typed, "locale": "en"}
    answer = browser.post("/programme/rounds/new", data=form, headers={"Accept-Language": "en"})
    assert answer.status_code == 422
    assert said in answer.text and f'href="#{field}"' in answer.text
    assert contents("round", "programme_version", "audit_entry") == before


def test_a_target_is_set_and_changed(browser):
    assert browser.post("/programme/targets/new", data=TARGET).status_code == 303
    target = db.session.scalars(select(Target).where(Target.year == 2030)).one()
    assert target.value == 100_000_000_000_00
    address = f"/programme/targets/{target.id}"
    changed = {**TARGET, "value": "1.50", "seen": "1"}
    assert browser.post(address, data=changed).status_code == 303
    db.session.rollback()
    assert db.session.get_one(Target, target.id).value == 150
    assert len(versions("output_value 370000 2030")) == 2
    again = browser.post("/programme/targets/new", data=TARGET)
    assert again.status_code == 422


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("indicator", "profit"),
        ("region_code", "999999"),
        ("region_code", ""),
        ("value", "0"),
        ("value", "１"),
        ("value", "-5"),
        ("year", "x"),
        ("reference", ""),
    ],
)
def test_a_wrong_value_of_a_target_is_named_at_its_field(browser, field, typed):
    answer = browser.post("/programme/targets/new", data={**TARGET, field: typed})
    assert answer.status_code == 422 and f'href="#{field}"' in answer.text


def test_nobody_but_an_operator_sets_anything(app):
    given_round = read_round(ROUND)
    with pytest.raises(Refused, match="programme.set"), unit_of_work():
        set_round(ANONYMOUS, given_round, 0)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(ROUND)), st.text(max_size=12)))
def test_whatever_is_typed_is_a_round_or_a_clear_answer(typed):
    try:
        found = read_round({**ROUND, **typed})
    except BadInput as error:
        assert all(each.field in ROUND and each.text() for each in error.problems)
    else:
        assert found.opens_on <= found.filing_by and found.reference


def test_the_check_finds_what_was_changed_beside_the_operator(browser):
    changes = {"opens_on": "2025-01-01", "filing_by": "2025-10-15", "seen": "0"}
    set_by(browser, 2025, **changes)
    browser.post("/programme/targets/new", data=TARGET)
    assert [f for f in verify().faults() if f[0] == "programme"] == []
    with unit_of_work():
        db.session.execute(text("UPDATE round SET notice_days = 1 WHERE year = 2025"))
        db.session.execute(text("UPDATE target SET value = 1 WHERE year = 2030"))
    found = [(f[1].table, f[1].row) for f in verify().faults() if f[0] == "programme"]
    assert found == [("round", "2025"), ("target", "output_value 370000 2030")]


def test_a_version_is_never_changed(browser):
    set_by(browser, 2027)
    with pytest.raises(Exception, match="append-only"), unit_of_work():
        db.session.execute(text("UPDATE programme_version SET reference = 'x'"))


def test_two_who_begin_from_the_same_version_do_not_both_set_it(operator):
    given_round = read_round(ROUND)
    with unit_of_work():
        set_round(actor_of(operator), given_round, 0)
    with pytest.raises(Conflict), unit_of_work():
        set_round(actor_of(operator), given_round, 0)


@pytest.mark.parametrize("address", ["/programme/rounds/2025", "/programme/targets/1"])
def test_the_page_carries_the_version_that_it_shows(browser, address):
    page = browser.get(address).text
    assert '<input type="hidden" name="seen" value="0">' in page
    assert (
        '<input type="hidden" name="seen" value="0">'
        in browser.get("/programme/benchmarks/2025/prepare").text
    )
