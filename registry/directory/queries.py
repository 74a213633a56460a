"""The public register, searched in the database; every page of it takes four queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from registry import clock
from registry.applications.models import Application
from registry.applications.queries import with_parts
from registry.applications.workflow import REGISTERED
from registry.certification.models import Certificate
from registry.certification.queries import State, names_contain, states_on
from registry.certification.workflow import CertificateStatus
from registry.enterprises.models import Enterprise
from registry.errors import NotFound
from registry.extensions import db
from registry.programme.models import Round

PER_PAGE = 20

S = TypeVar("S", bound=Select[*tuple[Any, ...]])


class Standing(StrEnum):
    """How far a product's year has come, as the public asks for it."""

    REGISTERED = "registered"
    CERTIFIED = "certified"


@dataclass(frozen=True, slots=True)
class Criteria:
    """What is looked for; empty text and None leave a criterion out."""

    text: str = ""
    standing: Standing | None = None
    round_year: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the register: a product's year, its certificate if any, and what that is."""

    application: Application
    certificate: Certificate | None
    state: State | None


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the register and how many entries there are in all."""

    entries: Sequence[Entry]
    total: int


def search(criteria: Criteria, page: int) -> Listing:
    """The entries that fit, the newest first; ``page`` counts from 1."""
    total = db.session.execute(_entries(select(func.count()), criteria)).scalar_one()
    newest_first = (Application.registered_on.desc(), Application.id.desc())
    # Only keys are sorted, and so few rows read.
    keys = _entries(select(Application.id), criteria).order_by(*newest_first)
    some = keys.limit(PER_PAGE).offset((page - 1) * PER_PAGE).subquery()
    rows = db.session.execute(
        select(Application, Certificate)
        .join(some, some.c.id == Application.id)
        .join(Application.product)
        .join(Application.enterprise)
        .outerjoin(Certificate, Certificate.application_id == Application.id)
        .options(
            contains_eager(Application.product),
            contains_eager(Application.enterprise).joinedload(Enterprise.region),
            joinedload(Application.round),
            joinedload(Application.industry_class),
            contains_eager(Certificate.application),
        )
        .order_by(*newest_first)
    ).all()
    states = states_on([row[1] for row in rows if row[1] is not None], clock.today())
    entries = [Entry(found, paper, states[paper.id] if paper else None) for found, paper in rows]
    return Listing(entries, total)


def registered(number: str) -> Entry:
    """The entry of a registration number; NotFound when there is none (any more)."""
    row = db.session.scalars(
        with_parts()
        .where(Application.registration_number == number)
        .where(Application.status.in_(REGISTERED))
    ).one_or_none()
    if row is None:
        raise NotFound("There is no registration {number}.", number=number)
    paper = db.session.scalars(
        select(Certificate).where(Certificate.application_id == row.id)
    ).one_or_none()
    states = states_on([paper] if paper else [], clock.today())
    return Entry(row, paper, states[paper.id] if paper else None)


def is_registered(number: str) -> bool:
    """Whether a registration number stands in the public register."""
    asked = select(Application.id).where(
        Application.registration_number == number, Application.status.in_(REGISTERED)
    )
    return db.session.scalar(asked) is not None


def rounds_on_record() -> Sequence[int]:
    """The years of all rounds, the newest first."""
    return db.session.scalars(select(Round.year).order_by(Round.year.desc())).all()


def _entries(query: S, criteria: Criteria) -> S:
    query = query.select_from(Application).where(Application.status.in_(REGISTERED))
    if criteria.standing is not None:
        query = query.outerjoin(Certificate, Certificate.application_id == Application.id)
    if criteria.text:
        query = query.where(_says(criteria.text))
    if criteria.round_year is not None:
        query = query.where(Application.round_year == criteria.round_year)
    if criteria.standing is not None:
        query = query.where(_stands(criteria.standing))
    return query


def _says(text: str) -> ColumnElement[bool]:
    # Each by the application's own keys, so that the database looks up and does not read them all.
    number = text.upper()
    by_code = select(Enterprise.id).where(Enterprise.credit_code == number)
    by_number = select(Certificate.application_id).where(Certificate.number == number)
    return or_(
        names_contain(text),
        Application.enterprise_id.in_(by_code),
        Application.registration_number == number,
        Application.id.in_(by_number),
    )


def _stands(standing: Standing) -> ColumnElement[bool]:
    certified = and_(Certificate.id.is_not(None), Certificate.status != CertificateStatus.REVOKED)
    if standing is Standing.CERTIFIED:
        return certified
    return or_(Certificate.id.is_(None), Certificate.status == CertificateStatus.REVOKED)
