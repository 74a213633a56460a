"""Look-ups in the code lists, as of a day."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select

from registry.codes.models import ClassLevel, IndustryClass, Region, RegionLevel
from registry.extensions import db


def region(code: str) -> Region | None:
    """The region of a code, in force or not."""
    return db.session.get(Region, code)


def full_name(place: Region) -> str:
    """The name with those of the levels above it, as an address begins: 山东省济南市."""
    names = [place.name]
    parent = region(place.parent_code) if place.parent_code else None
    while parent is not None:
        names.insert(0, parent.name)
        parent = region(parent.parent_code) if parent.parent_code else None
    return "".join(names)


def industry_class(code: str) -> IndustryClass | None:
    """The class of a code, in force or not."""
    return db.session.get(IndustryClass, code)


def in_force(row: Region | IndustryClass, on: date) -> bool:
    """Whether a row of a code list is in force on a day; ``valid_to`` is its last day."""
    return row.valid_from <= on and (row.valid_to is None or on <= row.valid_to)


def middle_classes(on: date) -> Sequence[IndustryClass]:
    """The classes a product can be filed under on a day, by code."""
    rows = db.session.scalars(
        select(IndustryClass)
        .where(IndustryClass.level == ClassLevel.MIDDLE, IndustryClass.valid_from <= on)
        .where(or_(IndustryClass.valid_to.is_(None), IndustryClass.valid_to >= on))
        .order_by(IndustryClass.code)
    )
    return rows.all()


def prefectures_of(province: str, on: date) -> Sequence[Region]:
    """The prefectures of a province on a day, by code."""
    rows = select(Region).where(prefecture_in(province, on)).order_by(Region.code)
    return db.session.scalars(rows).all()


def prefecture_in(province: str, on: date) -> ColumnElement[bool]:
    """Whether ``Region`` is a prefecture of a province on a day."""
    in_force = and_(Region.valid_from <= on, or_(Region.valid_to.is_(None), Region.valid_to >= on))
    return and_(Region.parent_code == province, Region.level == RegionLevel.PREFECTURE, in_force)


def successors(model: type[Region | IndustryClass], on: date) -> dict[str, str | None]:
    """Every code that has ended before a day → the code in force in its place.

    None where there is no single one: the code was split or given up, or a successor was.
    """
    ended = db.session.execute(
        select(model.code, model.successor_code).where(model.valid_to < on)
    ).all()
    after = {code: successor for code, successor in ended}
    return {code: _last(code, after) for code in after}


def _last(code: str, after: dict[str, str | None]) -> str | None:
    """The end of the chain; one that runs in a circle has none."""
    seen = {code}
    now = after[code]
    while now is not None and now in after:
        if now in seen:
            return None
        seen.add(now)
        now = after[now]
    return now
