"""Patents, looked up by their numbers and those of their documents."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from registry.extensions import db
from registry.patents.models import Patent, PatentPublication


def by_number(office: str, number: str) -> Patent | None:
    """The patent of an office and canonical number."""
    return db.session.scalars(
        select(Patent).where(Patent.office == office, Patent.number == number)
    ).one_or_none()


def by_numbers(keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], Patent]:
    """The known ones among these offices and canonical numbers. One query."""
    numbers = [number for _, number in keys]
    found = db.session.scalars(select(Patent).where(Patent.number.in_(numbers)))
    return {(each.office, each.number): each for each in found}


def by_publication(number: str) -> Sequence[Patent]:
    """The patents of which a source says that this document (``CN112990638A``) is one; more than
    one only where sources contradict each other."""
    return db.session.scalars(
        select(Patent)
        .join(PatentPublication, PatentPublication.patent_id == Patent.id)
        .where(PatentPublication.number == number)
        .order_by(Patent.id)
    ).all()


def publications_of(patent_id: int) -> Sequence[str]:
    """The numbers of its published documents."""
    return db.session.scalars(
        select(PatentPublication.number)
        .where(PatentPublication.patent_id == patent_id)
        .order_by(PatentPublication.id)
    ).all()
