"""One unit of work: all of it or nothing, and its effects only afterwards."""

import pysqlite3
import pytest
from factories import EnterpriseFactory
from flask import Flask
from sqlalchemy import event, select, text
from sqlalchemy.exc import OperationalError
from together import threads

from registry.enterprises.models import Enterprise, Size
from registry.extensions import db
from registry.numbering import Counter
from registry.transaction import (
    acts_in_a_row,
    after_commit,
    after_commit_together,
    unit_of_work,
)


def enterprise(serial: int = 1) -> Enterprise:
    return Enterprise(
        credit_code=f"{serial:018d}", name="示例企业", region_code="370100", size=Size.SMALL
    )


def stored() -> list[str]:
    """The credit codes as another connection sees them: what is committed."""
    # A raw one: within a unit of work any other would ask SQLite for the write lock as well.
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("SELECT credit_code FROM enterprise ORDER BY 1")
        return [row[0] for row in cursor.fetchall()]
    finally:
        connection.close()


@pytest.fixture
def on_sqlite(app: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("this is about SQLite")


def test_what_is_done_in_a_unit_of_work_is_committed_together(app: Flask) -> None:
    with unit_of_work():
        db.session.add(enterprise(1))
        db.session.flush()
        assert stored() == []
        db.session.add(enterprise(2))
    assert len(stored()) == 2


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_whatever_interrupts_a_unit_of_work_nothing_of_it_is_stored(
    app: Flask, error: type[BaseException]
) -> None:
    with pytest.raises(error), unit_of_work():
        db.session.add(enterprise())
        db.session.flush()
        raise error
    assert stored() == []


def test_a_unit_of_work_inside_another_is_part_of_it(app: Flask) -> None:
    with unit_of_work():
        with unit_of_work():
            db.session.add(enterprise())
        assert stored() == []
    assert len(stored()) == 1


def test_an_error_after_an_inner_unit_of_work_takes_the_inner_one_back_too(app: Flask) -> None:
    with pytest.raises(ValueError), unit_of_work():
        with unit_of_work():
            db.session.add(enterprise())
        raise ValueError
    assert stored() == []


def test_the_next_unit_of_work_after_a_failed_one_is_a_clean_one(app: Flask) -> None:
    with pytest.raises(ValueError), unit_of_work():
        db.session.add(enterprise(1))
        raise ValueError
    with unit_of_work():
        db.session.add(enterprise(2))
    assert stored() == [f"{2:018d}"]


def test_a_change_made_before_the_unit_of_work_is_refused(app: Flask) -> None:
    known = EnterpriseFactory()
    known.name = "changed on the way"
    with pytest.raises(RuntimeError, match="outside a unit of work"), unit_of_work():
        pass


def test_a_new_row_made_before_the_unit_of_work_is_refused(app: Flask) -> None:
    db.session.add(enterprise())
    with pytest.raises(RuntimeError, match="outside a unit of work"), unit_of_work():
        pass


def test_a_row_deleted_before_the_unit_of_work_is_refused(app: Flask) -> None:
    db.session.delete(EnterpriseFactory())
    with pytest.raises(RuntimeError, match="outside a unit of work"), unit_of_work():
        pass


def test_a_change_that_a_query_has_flushed_before_the_unit_of_work_is_refused_too(
    app: Flask,
) -> None:
    EnterpriseFactory().name = "changed on the way"
    db.session.scalars(select(Enterprise)).all()
    assert not db.session.dirty
    with pytest.raises(RuntimeError, match="outside a unit of work"), unit_of_work():
        pass


def test_after_a_rollback_of_what_was_flushed_a_unit_of_work_begins_as_ever(app: Flask) -> None:
    db.session.add(enterprise(1))
    db.session.flush()
    db.session.rollback()
    with unit_of_work():
        db.session.add(enterprise(2))
    assert stored() == [f"{2:018d}"]


def test_what_was_read_before_the_unit_of_work_is_read_again_in_it(app: Flask) -> None:
    known = EnterpriseFactory(name="old")
    known_id = known.id
    threads(app, 1, lambda _: _rename(known_id))
    assert known.name == "old"
    with unit_of_work():
        assert known.name == "new"


def _rename(enterprise_id: int) -> None:
    with unit_of_work():
        db.session.get_one(Enterprise, enterprise_id).name = "new"


def test_an_effect_runs_after_the_commit_and_sees_what_was_committed(app: Flask) -> None:
    seen: list[list[str]] = []
    with unit_of_work():
        db.session.add(enterprise())
        after_commit(lambda: seen.append(stored()))
        assert seen == []
    assert seen == [[f"{1:018d}"]]


def test_an_effect_registered_in_an_inner_unit_of_work_waits_for_the_outer_one(app: Flask) -> None:
    ran: list[str] = []
    with unit_of_work():
        with unit_of_work():
            after_commit(lambda: ran.append("effect"))
        assert ran == []
    assert ran == ["effect"]


def test_an_effect_of_what_was_rolled_back_never_runs(app: Flask) -> None:
    ran: list[str] = []
    with pytest.raises(ValueError), unit_of_work():
        after_commit(lambda: ran.append("effect"))
        raise ValueError
    with unit_of_work():
        db.session.add(enterprise())
    assert ran == []


def test_an_effect_of_a_commit_that_the_database_refuses_never_runs(app: Flask) -> None:
    ran: list[str] = []
    EnterpriseFactory(credit_code=f"{1:018d}")
    with pytest.raises(Exception, match="(?i)unique"), unit_of_work():
        after_commit(lambda: ran.append("effect"))
        db.session.add(enterprise(1))
    assert ran == []


def test_a_failing_effect_undoes_nothing_and_keeps_no_other_from_running(app: Flask) -> None:
    ran: list[str] = []

    def fail() -> None:
        raise OSError("the disk is full")

    with unit_of_work():
        db.session.add(enterprise())
        after_commit(fail)
        after_commit(lambda: ran.append("second"))
    assert len(stored()) == 1
    assert ran == ["second"]


def test_an_effect_may_do_a_unit_of_work_of_its_own(app: Flask) -> None:
    def store_another() -> None:
        with unit_of_work():
            db.session.add(enterprise(2))

    with unit_of_work():
        db.session.add(enterprise(1))
        after_commit(store_another)
    assert len(stored()) == 2


def test_effects_of_acts_in_a_row_run_together_after_the_last_of_them(app: Flask) -> None:
    ran: list[list[int]] = []

    def take(numbers: list[int]) -> None:
        ran.append(list(numbers))

    with acts_in_a_row():
        for number in (1, 2):
            with unit_of_work():
                db.session.add(enterprise(number))
                after_commit_together(take, number)
            assert len(stored()) == number
        assert ran == []
    assert ran == [[1, 2]]


def test_an_act_in_a_row_that_fails_leaves_the_effects_of_those_before_it(app: Flask) -> None:
    ran: list[list[int]] = []

    def take(numbers: list[int]) -> None:
        ran.append(list(numbers))

    with pytest.raises(ValueError), acts_in_a_row():
        for number in (1, 2):
            with unit_of_work():
                db.session.add(enterprise(number))
                after_commit_together(take, number)
                if number == 2:
                    raise ValueError
    assert ran == [[1]]
    assert len(stored()) == 1


def test_an_effect_asked_for_twice_in_a_row_runs_once(app: Flask) -> None:
    ran: list[str] = []

    def effect() -> None:
        ran.append("effect")

    with acts_in_a_row():
        for number in (1, 2):
            with unit_of_work():
                db.session.add(enterprise(number))
                after_commit(effect)
    assert ran == ["effect"]


def test_an_effect_needs_a_unit_of_work_to_wait_for(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="inside a unit of work"):
        after_commit(print)


def _begin_counter() -> None:
    with unit_of_work():
        db.session.add(Counter(series="trap", year=2025, last=0))


def _counted() -> int:
    return db.session.execute(
        select(Counter.last).where(Counter.series == "trap").execution_options(autoflush=False)
    ).scalar_one()


@pytest.mark.usefixtures("on_sqlite")
def test_trap_on_sqlite_a_reader_that_becomes_a_writer_fails_if_another_wrote(app: Flask) -> None:
    """The obvious code: begin, read, write. SQLite cannot upgrade the outdated reader."""
    _begin_counter()
    change = text("UPDATE counter SET last = last + 1 WHERE series = 'trap'")
    with db.engine.connect() as first, db.engine.connect() as second:
        for connection in (first, second):
            connection.scalar(text("SELECT last FROM counter WHERE series = 'trap'"))
        first.execute(change)
        first.commit()
        with pytest.raises(OperationalError, match="database is locked"):
            second.execute(change)


@pytest.mark.usefixtures("on_sqlite")
def test_readers_that_become_writers_in_a_unit_of_work_wait_for_each_other(app: Flask) -> None:
    _begin_counter()

    def read_and_write(_: int) -> None:
        for _ in range(10):
            with unit_of_work():
                row = db.session.scalars(select(Counter).where(Counter.series == "trap")).one()
                row.last += 1

    threads(app, 8, read_and_write)
    db.session.rollback()
    assert _counted() == 80


@pytest.mark.usefixtures("on_sqlite")
def test_only_a_unit_of_work_takes_the_write_lock_at_once(app: Flask) -> None:
    said: list[str] = []

    @event.listens_for(db.engine, "before_cursor_execute")
    def listen(*given: object) -> None:
        if str(given[2]).startswith("BEGIN"):
            said.append(str(given[2]))

    with unit_of_work():
        stored_in_session = db.session.scalars(select(Enterprise)).all()
    db.session.scalars(select(Enterprise)).all()
    event.remove(db.engine, "before_cursor_execute", listen)
    assert stored_in_session == []
    assert said == ["BEGIN IMMEDIATE", "BEGIN"]


@pytest.mark.usefixtures("on_sqlite")
@pytest.mark.parametrize(
    ("pragma", "answer"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)]
)
def test_every_connection_to_sqlite_is_durable_and_checks_foreign_keys(
    app: Flask, pragma: str, answer: str | int
) -> None:
    with db.engine.connect() as first, db.engine.connect() as second:
        for connection in (first, second):
            assert connection.scalar(text(f"PRAGMA {pragma}")) == answer


@pytest.mark.usefixtures("on_sqlite")
def test_the_sqlite_library_is_one_without_the_wal_reset_bug(app: Flask) -> None:
    used = db.session.scalar(text("SELECT sqlite_version()"))
    assert used == pysqlite3.sqlite_version
    assert tuple(int(part) for part in str(used).split(".")) >= (3, 51, 3)


def test_the_database_refuses_a_row_that_refers_to_nothing(app: Flask) -> None:
    with pytest.raises(Exception, match="(?i)foreign key"), unit_of_work():
        db.session.add(
            Enterprise(credit_code="1" * 18, name="示例", region_code="999999", size=Size.SMALL)
        )
