"""Patents and what is known of their status."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import func, select

from registry.extensions import db
from registry.patents.models import Patent, StatusStatement


def by_number(office: str, number: str) -> Patent | None:
    """The patent of an office and canonical number."""
    return db.session.scalars(
        select(Patent).where(Patent.office == office, Patent.number == number)
    ).one_or_none()


def latest_statements(patent_ids: Iterable[int]) -> dict[int, StatusStatement]:
    """Patent id → the statement with the newest as-of day (of one day: the last recorded)."""
    place = func.row_number().over(
        partition_by=StatusStatement.patent_id,
        order_by=(StatusStatement.as_of.desc(), StatusStatement.id.desc()),
    )
    ranked = (
        select(StatusStatement.id, place.label("place"))
        .where(StatusStatement.patent_id.in_(list(patent_ids)))
        .subquery()
    )
    newest: Sequence[StatusStatement] = db.session.scalars(
        select(StatusStatement)
        .join(ranked, ranked.c.id == StatusStatement.id)
        .where(ranked.c.place == 1)
    ).all()
    return {statement.patent_id: statement for statement in newest}


def last_statement(patent_id: int, source: str, as_of: date) -> StatusStatement | None:
    """What a source said last of a patent's status as of a day."""
    return db.session.scalars(
        select(StatusStatement)
        .where(StatusStatement.patent_id == patent_id, StatusStatement.as_of == as_of)
        .where(StatusStatement.source == source)
        .order_by(StatusStatement.id.desc())
        .limit(1)
    ).one_or_none()
