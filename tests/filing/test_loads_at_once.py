"""Several load the same at once: all succeed, and each thing is there once."""

from pathlib import Path

import pytest
from factories import UserFactory, actor
from filing_packages import Draft
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from together import threads

from registry.accounts.service import SYSTEM
from registry.applications.models import Application
from registry.audit import AuditEntry
from registry.enterprises.models import Enterprise, Size
from registry.enterprises.service import record_enterprise
from registry.extensions import Base, db
from registry.filing.service import load
from registry.patents.models import Patent, PatentFetch
from registry.transaction import unit_of_work

CODES = [f"91370100EXAMPLE{place:03d}" for place in range(20)]


def record(code: str, name: str = "示例企业有限公司", region_code: str = "370100") -> Enterprise:
    with unit_of_work():
        return record_enterprise(
            SYSTEM, credit_code=code, name=name, region_code=region_code, size=Size.SMALL
        )


def count(model: type[Base]) -> int:
    db.session.rollback()
    return db.session.scalars(select(func.count()).select_from(model)).one()


def verbs() -> list[str]:
    of_enterprises = AuditEntry.subject_type == "enterprise"
    told = select(AuditEntry.verb).where(of_enterprises).order_by(AuditEntry.id)
    return list(db.session.scalars(told))


def test_of_those_who_record_one_new_enterprise_at_once_all_succeed_and_one_is_made(
    app: Flask,
) -> None:
    ids = threads(app, 4, lambda _: record(CODES[0]).id)
    assert len(set(ids)) == 1
    assert count(Enterprise) == 1
    assert verbs() == ["record"]


def test_of_those_who_name_one_new_enterprise_differently_each_leaves_its_trace(
    app: Flask,
) -> None:
    threads(app, 3, lambda worker: record(CODES[0], f"示例企业{worker}").id)
    assert count(Enterprise) == 1
    assert verbs() == ["record", "change", "change"]


def test_two_who_record_many_new_enterprises_in_one_order_do_not_fail(app: Flask) -> None:
    def record_them(_: int) -> int:
        with unit_of_work():
            return len({record(code).id for code in CODES})

    assert threads(app, 2, record_them) == [20, 20]
    assert count(Enterprise) == 20


def test_an_enterprise_of_a_region_that_is_not_known_is_refused_as_before(app: Flask) -> None:
    with pytest.raises(IntegrityError):
        record(CODES[0], region_code="999999")
    assert count(Enterprise) == 0


def test_two_who_load_the_same_new_package_at_once_both_succeed(app: Flask, tmp_path: Path) -> None:
    files = Draft().write(tmp_path)
    operator = actor(UserFactory(operator=True))
    db.session.rollback()

    def load_it(_: int) -> int:
        with unit_of_work():
            return len(load(operator, files).problems)

    assert threads(app, 2, load_it) == [0, 0]
    counts = [count(model) for model in (Enterprise, Patent, Application, PatentFetch)]
    assert counts == [1, 1, 1, 1]
