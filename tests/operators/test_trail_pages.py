"""The audit page: every change of state in words, found by its address, and its place checked."""

import csv
import io
import json
import re
from datetime import date
from pathlib import Path

import pytest
from factories import ApplicationFactory, UserFactory
from flask_babel import force_locale
from prepared import TODAY
from sqlalchemy import select
from watching import statements

from registry import audit, clock
from registry.accounts.service import SYSTEM, actor_of
from registry.audit import AuditEntry
from registry.audit.checkpoints import place, write_checkpoint
from registry.audit.places import places_of
from registry.extensions import db
from registry.applications.objections import AnswerKind, Ground
from registry.objections import service as objections
from registry.objections.reading import ObjectionInput
from registry.operators import trail_queries
from registry.operators.trail_queries import PER_PAGE, Asked, all_of, page_of
from registry.operators.trail_words import DETAILS, SUBJECTS, VERBS, details_in_words
from registry.permissions import ANONYMOUS, Actor
from registry.reviews.assignments import take
from registry.reviews.models import Delegation
from registry.reviews.notes import add_note
from registry.transaction import unit_of_work

ROOT = Path(__file__).parents[2]
ENGLISH = {"Accept-Language": "en"}


def rows_of(page):
    return re.findall(r"<tr>\s*<td>.*?</tr>", page.text, re.S)


def recorded(actor, verb="record", subject="enterprise", key=1, **details):
    with unit_of_work():
        audit.record(actor, verb, subject, key, **details)


def test_an_act_is_told_in_words_with_a_link_to_its_subject(browser):
    made = ApplicationFactory(reach="submitted")
    page = browser.get("/trail?subject=application&verb=submit", headers=ENGLISH)
    (row,) = rows_of(page)
    assert "handed in" in row and f"/reviews/{made.public_id}" in row
    assert "Before" in row and "draft" in row and "submitted" in row
    assert "fits" in row


def test_what_the_desk_does_beside_deciding_leads_to_its_subject(browser, operator):
    made = ApplicationFactory(under_notice=True)
    one, other = UserFactory(reviewer=True), UserFactory(reviewer=True)
    given = ObjectionInput("某某", "a@example.org", Ground.OTHER, "示例异议", clock.today())
    with unit_of_work():
        found = objections.receive(ANONYMOUS, made, given).public_id
        add_note(actor_of(one), made, "note")
        take(actor_of(one), made, 0)
        absence = Delegation(reviewer_id=one.id, to_id=other.id, from_on=TODAY, until_on=TODAY)
        db.session.add(absence)
        db.session.flush()
        audit.record(actor_of(one), "delegate", "delegation", absence.id)
    links = {
        "objection": f"/objections/{found}",
        "staff_note": f"/reviews/{made.public_id}",
        "assignment": f"/reviews/{made.public_id}",
        "delegation": f"/people/{one.id}",
    }
    for subject, link in links.items():
        (row,) = rows_of(browser.get(f"/trail?subject={subject}", headers=ENGLISH))
        assert f'href="{link}"' in row


def test_each_part_of_the_question_stands_in_the_address_and_narrows(browser, operator):
    other = UserFactory(reviewer=True)
    with clock.at(date(2025, 8, 1)):
        recorded(actor_of(other), "change", key=7, name="示例甲")
    with clock.at(date(2025, 8, 2)):
        recorded(actor_of(operator), "record", key=8, name="示例乙")
    recorded(SYSTEM, "record", key=9, name="示例丙")

    def shown(asked):
        page = browser.get(f"/trail?{asked}", headers=ENGLISH)
        assert page.status_code == 200
        return [name for name in ("示例甲", "示例乙", "示例丙") if name in page.text]

    assert shown("") == ["示例甲", "示例乙", "示例丙"]
    assert shown("until=2025-08-01") == ["示例甲"]
    assert shown("since=2025-08-02&until=2025-08-02") == ["示例乙"]
    assert shown(f"person={other.email}") == ["示例甲"]
    assert shown(f"person={operator.name}") == ["示例乙"]
    assert shown("person=system") == ["示例丙"]
    assert shown("verb=change") == ["示例甲"]
    assert shown("subject=enterprise&name=8") == ["示例乙"]
    assert shown("subject=release") == []


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ("since=2025-13-01", "since"),
        ("since=2025-08-02&until=2025-08-01", "until"),
        ("person=nobody@example.org", "person"),
        ("verb=fly", "verb"),
        ("subject=moon", "subject"),
        ("name=7", "name"),
        ("subject=certificate&name=none", "name"),
        ("before=x", "before"),
    ],
)
def test_what_cannot_be_asked_is_named(browser, asked, field):
    page = browser.get(f"/trail?{asked}")
    assert page.status_code == 422 and f'href="#{field}"' in page.text


@pytest.mark.parametrize("asked", ["since=0001-01-01", "until=9999-12-31", "before=1"])
def test_the_ends_of_time_and_trail_are_answered(browser, asked):
    recorded(SYSTEM)
    assert browser.get(f"/trail?{asked}").status_code in (200, 404)


def test_pages_follow_each_other_by_key_without_gap_or_repetition(browser):
    with unit_of_work():
        for number in range(2 * PER_PAGE + 5):
            audit.record(SYSTEM, "record", "enterprise", number + 1)
    asked = Asked(subject="enterprise")
    first = page_of(asked)
    second = page_of(asked, before=first.older)
    third = page_of(asked, before=second.older)
    keys = [each.subject_id for page in (first, second, third) for each in page.entries]
    assert keys == list(range(2 * PER_PAGE + 5, 0, -1))
    assert (first.newer, third.older) == (None, None)
    back = page_of(asked, after=third.newer)
    assert [each.id for each in back.entries] == [each.id for each in second.entries]
    assert page_of(asked, after=second.newer).newer is None
    with statements() as said:
        browser.get(f"/trail?subject=enterprise&before={first.older}")
    lists = [each for each in said if "FROM audit_entry" in each and "LIMIT" in each]
    assert lists and all("(audit_entry.at, audit_entry.id) <" in each for each in lists)


def test_the_file_has_all_that_is_asked_for_and_no_formula(browser):
    recorded(SYSTEM, name="=1+1")
    with unit_of_work():
        audit.record(Actor(None, "=cmd|' /C calc'!A0"), "record", "enterprise", 5)
    answer = browser.get("/trail/trail.csv?subject=enterprise")
    assert answer.content_type == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [row["subject_id"] for row in rows] == ["5", "1"]
    assert rows[0]["person"] == "'=cmd|' /C calc'!A0"
    assert {row["fits"] for row in rows} == {"yes"} and len(rows[0]["sha256"]) == 64
    for row in rows:
        assert not any(value.startswith(("=", "+", "-", "@")) for value in row.values())


def test_the_file_is_read_in_batches_and_has_a_limit(browser, monkeypatch):
    monkeypatch.setattr(trail_queries, "_BATCH", 3)
    monkeypatch.setattr(trail_queries, "MOST_IN_A_FILE", 8)
    with unit_of_work():
        for number in range(8):
            audit.record(SYSTEM, "record", "enterprise", number + 1)
    asked = Asked(subject="enterprise")
    assert [len(each) for each in all_of(asked)] == [3, 3, 2]
    assert browser.get("/trail/trail.csv?subject=enterprise").status_code == 200
    recorded(SYSTEM)
    assert browser.get("/trail/trail.csv?subject=enterprise").status_code == 422


def test_an_entry_that_was_changed_does_not_fit_and_the_others_do(app):
    recorded(SYSTEM, name="示例")
    recorded(SYSTEM, key=2)
    newest, changed = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).all()[
        :2
    ]
    db.session.expunge_all()
    changed.actor_name = "other"
    places = places_of([newest, changed])
    assert (places[newest.id].fits, places[changed.id].fits) == (True, False)
    assert places[newest.id].sequence == places[changed.id].sequence + 1


def test_the_newest_checkpoint_is_shown_and_whether_the_chain_fits_it(browser):
    place().unlink(missing_ok=True)
    assert "No checkpoint" in browser.get("/trail", headers=ENGLISH).text
    recorded(SYSTEM)
    count = write_checkpoint("test")
    page = browser.get("/trail", headers=ENGLISH).text
    assert f"covers {count} entries; the chain fits it" in page
    assert "covered by the checkpoint" in page
    said = json.loads(place().read_bytes().splitlines()[-1]) | {"head": "0" * 64}
    with place().open("ab") as file:
        file.write(json.dumps(said).encode() + b"\n" + b'{"torn')
    page = browser.get("/trail", headers=ENGLISH).text
    place().unlink()
    assert "does not fit the newest checkpoint" in page


def test_every_verb_and_subject_that_the_code_records_has_a_word():
    said = re.compile(r"audit\.record\(\s*\w[\w.]*,\s*\"(\w+)\",\s*\"(\w+)\"")
    found = [
        pair
        for path in (ROOT / "registry").rglob("*.py")
        for pair in said.findall(path.read_text())
    ]
    assert len(found) > 10
    assert {verb for verb, _ in found} <= set(VERBS)
    assert {sort for _, sort in found} <= set(SUBJECTS)
    # Verbs that come as values.
    assert set(AnswerKind) | {"take", "give", "put_back"} <= set(VERBS)


def test_details_are_words_and_not_data(app):
    with app.test_request_context(), force_locale("zh_Hans_CN"):
        said = dict(details_in_words({"before": "public_notice", "reason": "", "is_example": True}))
    assert said == {"变更前": "公示", "示例数据": "是"}
    with app.test_request_context(headers=ENGLISH), force_locale("en"):
        changed = {"changed": {"filing_by": ["2025-09-15", None]}, "unknown_thing": [1, {"a": 2}]}
        assert details_in_words(changed) == [
            ("Filing deadline", "2025-09-15 → —"),
            ("unknown_thing", "1, a: 2"),
        ]
    assert set(DETAILS) > {"reason", "before"}


def test_only_an_operator_reads_it(sign_in):
    for trait in ("reviewer", "statistician"):
        assert sign_in(UserFactory(**{trait: True})).get("/trail").status_code == 403
