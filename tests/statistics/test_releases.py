"""Releases: frozen, published by two persons, never changed, and never giving a change away."""

from dataclasses import replace
from datetime import date, timedelta

import acts
import pytest
from factories import ApplicationFactory, UserFactory, actor
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from together import threads

from registry import clock
from registry.applications.models import Application
from registry.certification.queries import of_application
from registry.errors import BadInput, Conflict, NotFound, Refused
from registry.extensions import db
from registry.permissions import Actor
from registry.statistics.queries import totals
from registry.statistics.releases import queries, service
from registry.statistics.releases.checking import check
from registry.statistics.releases.content import CellStatus, ReleaseStatus, Side
from registry.statistics.releases.freezing import content_hash, facts_hash
from registry.statistics.releases.models import Release
from registry.statistics.releases.triangle import triangle
from registry.transaction import unit_of_work

FIRST = date(2025, 11, 1)
LATER = date(2026, 2, 1)
PROVISIONAL, REVISED, FINAL = ReleaseStatus


@pytest.fixture
def preparer(app: Flask) -> Actor:
    return actor(UserFactory(statistician=True))


@pytest.fixture
def publisher(app: Flask) -> Actor:
    return actor(UserFactory(statistician=True))


def certified(how_many: int) -> list[Application]:
    """Products of so many enterprises, all in one place, class and size."""
    reviewers = {"examiner": UserFactory(reviewer=True), "certifier": UserFactory(reviewer=True)}
    return [ApplicationFactory(certified=True, **reviewers) for _ in range(how_many)]


def prepare(
    who: Actor, on: date = FIRST, status: ReleaseStatus = PROVISIONAL, name: str = "示例发布"
) -> Release:
    with clock.at(on), unit_of_work():
        return service.prepare(who, name, 2024, on - timedelta(days=1), status)


def publish(who: Actor, release: Release, on: date = FIRST) -> str:
    with clock.at(on), unit_of_work():
        return service.publish(who, queries.of_id(release.id)).number


def revoke(application: Application, on: date) -> None:
    certificate = of_application(application.id)
    assert certificate is not None
    who = actor(UserFactory(reviewer=True))
    with clock.at(on), unit_of_work():
        acts.revoke(who, db.session.merge(certificate), "示例理由", on)


def shown(release: Release, side: Side, indicator: str = "output_value") -> int | None:
    table = queries.content_of(release).table()
    assert table is not None
    found = [f for f in table.figures if f.side is side and f.indicator == indicator]
    return found[0].value


def test_a_release_has_the_figures_of_its_day(app: Flask, preparer: Actor) -> None:
    certified(4)
    release = prepare(preparer)
    expected = totals(2024, release.as_of).total
    assert shown(release, Side.CERTIFIED) == expected.certified["output_value"] > 0
    assert shown(release, Side.TOGETHER, "enterprises") == 4
    assert check(release).sound


def test_a_later_revocation_changes_the_next_release_and_never_the_old_one(
    app: Flask, preparer: Actor, publisher: Actor
) -> None:
    made = certified(8)
    first = prepare(preparer)
    assert publish(publisher, first) == "2024-1"
    before = queries.content_of(first)
    for application in made[:4]:
        revoke(application, LATER - timedelta(days=10))
    second = prepare(preparer, LATER, REVISED)
    assert publish(publisher, second, LATER) == "2024-2"
    assert queries.content_of(first) == before
    one = made[0].output_value
    assert one is not None
    assert shown(first, Side.CERTIFIED) == 8 * one
    assert shown(second, Side.CERTIFIED) == 4 * one
    assert check(first).sound and check(second).sound
    steps = triangle(queries.published(2024))
    assert steps[1].differences[Side.CERTIFIED, "output_value"] == -4 * one
    assert steps[1].differences[Side.TOGETHER, "output_value"] == 0
    assert steps[1].reasons == {"revocation": 4}
    assert steps[0].reasons == {}


def test_two_releases_do_not_say_together_what_a_single_revoked_product_had(
    app: Flask, preparer: Actor, publisher: Actor
) -> None:
    made = certified(8)
    publish(publisher, prepare(preparer))
    revoke(made[0], LATER - timedelta(days=10))
    second = prepare(preparer, LATER, REVISED)
    publish(publisher, second, LATER)
    assert shown(second, Side.CERTIFIED) is None
    assert shown(second, Side.REGISTERED) is None
    assert shown(second, Side.TOGETHER) is not None
    assert triangle(queries.published(2024))[1].differences[Side.CERTIFIED, "products"] is None


def test_what_few_enterprises_stand_behind_is_not_in_the_public_content(
    app: Flask, preparer: Actor
) -> None:
    certified(2)
    release = prepare(preparer)
    public, staff = queries.content_of(release), queries.content_of(release, for_staff=True)
    figures = [figure for table in public.tables for figure in table.figures]
    hidden = [each for each in figures if each.status is CellStatus.SUPPRESSED]
    assert hidden and all(each.value is None for each in hidden)
    assert all(each.reason is None and each.contributors is None for each in figures)
    assert any(each.value and each.reason for table in staff.tables for each in table.figures)


def test_nobody_publishes_what_they_prepared(app: Flask, preparer: Actor) -> None:
    certified(1)
    release = prepare(preparer)
    with pytest.raises(Refused, match="another person"):
        publish(preparer, release)


def test_a_release_comes_out_once(app: Flask, preparer: Actor, publisher: Actor) -> None:
    certified(1)
    release = prepare(preparer)
    publish(publisher, release)
    with pytest.raises(Conflict, match="out already"):
        publish(publisher, release)


def test_of_several_who_publish_at_once_one_does(
    app: Flask, preparer: Actor, publisher: Actor
) -> None:
    certified(1)
    key = prepare(preparer).id
    db.session.remove()

    def act(_: int) -> str | None:
        try:
            with unit_of_work():
                return service.publish(publisher, queries.of_id(key)).number
        except Conflict:
            return None

    with clock.at(FIRST):
        answers = threads(app, 4, act)
    assert sorted(answers, key=str) == ["2024-1", None, None, None]


def test_a_release_that_another_has_overtaken_does_not_come_out(
    app: Flask, preparer: Actor, publisher: Actor
) -> None:
    certified(1)
    first, second = prepare(preparer), prepare(preparer)
    publish(publisher, first)
    with pytest.raises(Conflict, match="prepare this one anew"):
        publish(publisher, second)


def test_after_the_final_figures_come_no_lesser_ones(
    app: Flask, preparer: Actor, publisher: Actor
) -> None:
    certified(1)
    publish(publisher, prepare(preparer, status=FINAL))
    for status in (PROVISIONAL, REVISED):
        with pytest.raises(Conflict, match="final figures of 2024 are out"):
            prepare(preparer, LATER, status)
    assert prepare(preparer, LATER, FINAL).id


@pytest.mark.parametrize("who", ["applicant", "reviewer"])
def test_others_neither_prepare_nor_publish(app: Flask, preparer: Actor, who: str) -> None:
    certified(1)
    other = actor(UserFactory(reviewer=True) if who == "reviewer" else UserFactory())
    with pytest.raises(Refused):
        prepare(other)
    release = prepare(preparer)
    with pytest.raises(Refused):
        publish(other, release)


@pytest.mark.parametrize(
    ("name", "as_of", "field"),
    [
        ("", FIRST - timedelta(days=1), "name"),
        ("x" * 201, FIRST - timedelta(days=1), "name"),
        ("示例", FIRST, "as_of"),
        ("示例", FIRST + timedelta(days=1), "as_of"),
    ],
)
def test_what_cannot_be_prepared_is_said_with_its_field(
    app: Flask, preparer: Actor, name: str, as_of: date, field: str
) -> None:
    with clock.at(FIRST), pytest.raises(BadInput) as raised, unit_of_work():
        service.prepare(preparer, name, 2024, as_of, PROVISIONAL)
    assert [problem.field for problem in raised.value.problems] == [field]


def test_of_a_year_without_figures_there_is_no_release(app: Flask, preparer: Actor) -> None:
    with pytest.raises(Conflict, match="Nothing of 2024"):
        prepare(preparer)


@pytest.mark.parametrize("number", ["2024-1", "2024-0", "1", "", "x", "2024-01", "9" * 30])
def test_a_release_that_is_not_there_is_not_found(app: Flask, number: str) -> None:
    with pytest.raises(NotFound):
        queries.of_number(number)


@pytest.mark.parametrize("table", ["release", "release_cell", "release_publication"])
def test_nothing_of_a_release_can_be_changed_or_removed(
    app: Flask, preparer: Actor, publisher: Actor, table: str
) -> None:
    certified(1)
    publish(publisher, prepare(preparer))
    for statement in (f"UPDATE {table} SET id = id + 1", f"DELETE FROM {table}"):
        with pytest.raises(DBAPIError, match="append-only"):
            db.session.execute(text(statement))
        db.session.rollback()


def test_any_change_of_a_cell_changes_the_hashes(app: Flask, preparer: Actor) -> None:
    certified(1)
    release = prepare(preparer)
    cells = queries.stored_cells(release)
    about = service.about(release)
    assert content_hash(about, cells) == release.content_sha256
    one = cells[-1]
    changed = {
        "by": "size,",
        "codes": "x",
        "side": Side.REGISTERED,
        "keys": [],
        "figures": {**one.figures, "profit": 7},
        "contributors": 9,
        "reason": None,
        "facts_sha256": "0" * 64,
    }
    assert changed.keys() == set(one.__slots__)
    for name, value in changed.items():
        others = [*cells[:-1], replace(one, **{name: value})]
        assert content_hash(about, others) != release.content_sha256, name
    assert content_hash(about, cells[:-1]) != release.content_sha256
    assert facts_hash([*cells[:-1], replace(one, facts_sha256="0" * 64)]) != release.facts_sha256
    for name in about:
        assert content_hash(about | {name: "another"}, cells) != release.content_sha256, name


def test_the_facts_behind_a_release_are_found_again_later(
    app: Flask, preparer: Actor, publisher: Actor
) -> None:
    made = certified(4)
    release = prepare(preparer)
    publish(publisher, release)
    revoke(made[0], LATER)
    assert check(release).sound


def test_a_release_that_no_longer_follows_from_the_ledger_is_noticed(
    app: Flask, preparer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    certified(4)
    release = prepare(preparer)
    # A release that claims an earlier position than the one it was made from.
    with unit_of_work():
        db.session.execute(text("SELECT 1"))
    claimed = queries.of_id(release.id)
    db.session.expunge(claimed)
    claimed.last_entry_id -= 1
    found = check(claimed)
    assert not found.sound and found.first_difference is not None
