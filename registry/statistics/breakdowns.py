"""By what a total is broken down: which column groups the rows, and what the groups are called.

The region, class and size of a figure are those of the day of registration, as the ledger keeps
them, not today's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, FromClause, Subquery, case, func, select
from sqlalchemy.orm import aliased

from registry.codes.models import IndustryClass, Region, RegionLevel
from registry.enterprises.models import Size
from registry.extensions import db


class Breakdown(StrEnum):
    """One dimension at one level.

    ``REGION`` is the prefecture, or the province itself where an enterprise belongs to none (the
    municipalities); ``CLASS`` is one of the 31 middle classes, ``MAJOR`` one of the 7.
    """

    REGION = "region"
    PROVINCE = "province"
    CLASS = "class"
    MAJOR = "major"
    SIZE = "size"


TITLES = {
    Breakdown.REGION: _l("Prefecture"),
    Breakdown.PROVINCE: _l("Province"),
    Breakdown.CLASS: _l("Class (31)"),
    Breakdown.MAJOR: _l("Major class (7)"),
    Breakdown.SIZE: _l("Size of the enterprise"),
}

# One level of each at most: two levels of a dimension would name the same thing twice.
DIMENSIONS = (
    (Breakdown.REGION, Breakdown.PROVINCE),
    (Breakdown.CLASS, Breakdown.MAJOR),
    (Breakdown.SIZE,),
)


@dataclass(frozen=True, slots=True)
class Key:
    """The group that a row stands for: its code and name, and those of the group above it."""

    breakdown: Breakdown
    code: str
    name: str
    name_en: str | None = None
    parent_code: str | None = None
    parent_name: str | None = None
    parent_name_en: str | None = None


_place, _above, _class = aliased(Region), aliased(Region), aliased(IndustryClass)


def joined(facts: Subquery, by: tuple[Breakdown, ...]) -> FromClause:
    """The facts (with region_code, class_code) beside the rows of the code lists that the
    breakdowns look at, and of no others: each join costs as much as the sum itself."""
    beside: FromClause = facts
    if Breakdown.REGION in by or Breakdown.PROVINCE in by:
        beside = beside.join(_place, _place.code == facts.c.region_code)
        beside = beside.outerjoin(_above, _above.code == _place.parent_code)
    if Breakdown.MAJOR in by:
        beside = beside.join(_class, _class.code == facts.c.class_code)
    return beside


def column(breakdown: Breakdown, facts: Subquery) -> ColumnElement[Any]:
    """What the joined facts are grouped by."""
    if breakdown is Breakdown.REGION:
        return case((_place.level == RegionLevel.COUNTY, _place.parent_code), else_=_place.code)
    if breakdown is Breakdown.PROVINCE:
        return case(
            (_place.level == RegionLevel.COUNTY, func.coalesce(_above.parent_code, _above.code)),
            else_=func.coalesce(_place.parent_code, _place.code),
        )
    if breakdown is Breakdown.MAJOR:
        return func.coalesce(_class.parent_code, _class.code)
    return facts.c.class_code if breakdown is Breakdown.CLASS else facts.c.size


def keys(breakdown: Breakdown, codes: Iterable[str]) -> dict[str, Key]:
    """The key of each code, named from the code lists."""
    wanted = sorted(set(codes))
    if breakdown is Breakdown.SIZE:
        return {code: Key(breakdown, code, code) for code in wanted}
    if breakdown in (Breakdown.REGION, Breakdown.PROVINCE):
        return _region_keys(breakdown, wanted)
    return _class_keys(breakdown, wanted)


def places(by: tuple[Breakdown, ...], codes: tuple[str, ...]) -> tuple[str | int, ...]:
    """What rows are sorted by: their codes, and sizes from large to small."""
    sizes = list(Size)
    return tuple(
        sizes.index(Size(code)) if breakdown is Breakdown.SIZE else code
        for breakdown, code in zip(by, codes, strict=True)
    )


def _region_keys(breakdown: Breakdown, wanted: list[str]) -> dict[str, Key]:
    found = db.session.execute(
        select(_place.code, _place.name, _above.code, _above.name)
        .outerjoin(_above, _above.code == _place.parent_code)
        .where(_place.code.in_(wanted))
    )
    return {
        code: Key(breakdown, code, name, parent_code=above, parent_name=above_name)
        for code, name, above, above_name in found
    }


def _class_keys(breakdown: Breakdown, wanted: list[str]) -> dict[str, Key]:
    major = aliased(IndustryClass)
    found = db.session.execute(
        select(_class, major)
        .outerjoin(major, major.code == _class.parent_code)
        .where(_class.code.in_(wanted))
    )
    return {row.code: _class_key(breakdown, row, above) for row, above in found}


def _class_key(breakdown: Breakdown, row: IndustryClass, above: IndustryClass | None) -> Key:
    if above is None:
        return Key(breakdown, row.code, row.name, row.name_en)
    return Key(breakdown, row.code, row.name, row.name_en, above.code, above.name, above.name_en)
