"""By what a total is broken down: which column groups the rows, and what the groups are called.

The region, class and size of a figure are those of the day of registration, as the ledger keeps
them, not today's. Kind and basis are those of the patent links of the year's application, and so is the
industry of GB/T 4754, which it may name.
"""

from collections.abc import Iterable
from datetime import date
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    bindparam,
    ColumnElement,
    FromClause,
    String,
    Subquery,
    case,
    func,
    select,
    type_coerce,
)
from sqlalchemy.orm import aliased

from registry import clock
from registry.applications.models import Basis, PatentLink
from registry.codes.industries import named
from registry.codes.models import IndustryClass, Region, RegionLevel
from registry.enterprises.models import Size
from registry.extensions import db
from registry.patents.models import Patent
from registry.patents.number_types import Kind


class Breakdown(StrEnum):
    """One dimension at one level.

    ``REGION`` is the prefecture, or the province itself where an enterprise belongs to none (the
    municipalities); ``COUNTY`` is the place that the enterprise itself names, a county mostly.
    ``CLASS`` is one of the 31 middle classes, ``MAJOR`` one of the 7. ``KIND`` is the kind of
    patent: a product with patents of two kinds stands in both rows, and the rows do not add up.
    ``BASIS`` is the right by which a product uses all its patents, or ``both``; rows add up.
    ``INDUSTRY`` is the class of four digits of GB/T 4754, ``DIVISION`` its first two digits.
    """

    REGION = "region"
    PROVINCE = "province"
    COUNTY = "county"
    CLASS = "class"
    MAJOR = "major"
    SIZE = "size"
    KIND = "kind"
    BASIS = "basis"
    INDUSTRY = "industry"
    DIVISION = "division"


TITLES = {
    Breakdown.REGION: _l("Prefecture"),
    Breakdown.PROVINCE: _l("Province"),
    Breakdown.COUNTY: _l("County"),
    Breakdown.CLASS: _l("Class (31)"),
    Breakdown.MAJOR: _l("Major class (7)"),
    Breakdown.SIZE: _l("Size of the enterprise"),
    Breakdown.KIND: _l("Kind of patent"),
    Breakdown.BASIS: _l("Right to the patents"),
    Breakdown.INDUSTRY: _l("Industry class (GB/T 4754)"),
    Breakdown.DIVISION: _l("Industry division (GB/T 4754)"),
}

# One level of each at most: two levels of a dimension would name the same thing twice.
DIMENSIONS = (
    (Breakdown.REGION, Breakdown.PROVINCE, Breakdown.COUNTY),
    (Breakdown.CLASS, Breakdown.MAJOR),
    (Breakdown.SIZE,),
)
INDUSTRIES = (Breakdown.INDUSTRY, Breakdown.DIVISION)
ALL_DIMENSIONS = (*DIMENSIONS, (Breakdown.KIND,), (Breakdown.BASIS,), INDUSTRIES)

PLACES = (Breakdown.REGION, Breakdown.PROVINCE, Breakdown.COUNTY)
NO_PATENT = "none"
BOTH, UNSTATED = "both", "unstated"


@dataclass(frozen=True, slots=True)
class Key:
    """The group that a row stands for: its code and name, and those of the group above it.

    ``unbridged`` is True where today's codes were asked for and the code ended without a single
    successor: the row then stands under its old code.
    """

    breakdown: Breakdown
    code: str
    name: str
    name_en: str | None = None
    parent_code: str | None = None
    parent_name: str | None = None
    parent_name_en: str | None = None
    unbridged: bool | None = None


_place, _above, _class = aliased(Region), aliased(Region), aliased(IndustryClass)

# The kinds of patents of each application, each once.
kinds = (
    select(PatentLink.application_id, Patent.kind)
    .join(Patent, Patent.id == PatentLink.patent_id)
    .distinct()
    .subquery()
)
_first: ColumnElement[str] = type_coerce(func.min(PatentLink.basis), String)
_last: ColumnElement[str] = type_coerce(func.max(PatentLink.basis), String)
bases = (
    select(
        PatentLink.application_id,
        case((_first.is_(None), UNSTATED), (_first == _last, _first), else_=BOTH).label("basis"),
    )
    .where(PatentLink.patent_id.is_not(None))
    .group_by(PatentLink.application_id)
    .subquery()
)
BASES = (*(basis.value for basis in Basis), BOTH, UNSTATED, NO_PATENT)


def joined(facts: Subquery, by: tuple[Breakdown, ...]) -> FromClause:
    """The facts (with application_id, region_code, class_code) beside the rows that the
    breakdowns look at, and no others: each join costs as much as the sum itself."""
    beside: FromClause = facts
    if Breakdown.REGION in by or Breakdown.PROVINCE in by:
        beside = beside.join(_place, _place.code == facts.c.region_code)
        beside = beside.outerjoin(_above, _above.code == _place.parent_code)
    if Breakdown.MAJOR in by:
        beside = beside.join(_class, _class.code == facts.c.class_code)
    if Breakdown.KIND in by and "kind" not in facts.c:
        beside = beside.outerjoin(kinds, kinds.c.application_id == facts.c.application_id)
    if Breakdown.BASIS in by:
        beside = beside.outerjoin(bases, bases.c.application_id == facts.c.application_id)
    return beside


def column(breakdown: Breakdown, facts: Subquery) -> ColumnElement[Any]:
    """What the joined facts are grouped by."""
    match breakdown:
        case Breakdown.REGION:
            return case((_place.level == RegionLevel.COUNTY, _place.parent_code), else_=_place.code)
        case Breakdown.PROVINCE:
            above = func.coalesce(_above.parent_code, _above.code)
            itself = func.coalesce(_place.parent_code, _place.code)
            return case((_place.level == RegionLevel.COUNTY, above), else_=itself)
        case Breakdown.MAJOR:
            return func.coalesce(_class.parent_code, _class.code)
        case Breakdown.KIND:
            kind = facts.c.kind if "kind" in facts.c else kinds.c.kind
            return func.coalesce(func.nullif(kind, ""), NO_PATENT)
        case Breakdown.BASIS:
            return func.coalesce(bases.c.basis, NO_PATENT)
        case Breakdown.INDUSTRY:
            return func.coalesce(facts.c.industry_code, UNSTATED)
        case Breakdown.DIVISION:
            return func.coalesce(func.substr(facts.c.industry_code, 1, 2), UNSTATED)
        case _:
            return facts.c[_PLAIN[breakdown]]


_PLAIN = {
    Breakdown.COUNTY: "region_code",
    Breakdown.CLASS: "class_code",
    Breakdown.SIZE: "size",
}

# Code → name, name_en; in the order of the rows.
_SORTS: dict[Breakdown, dict[str, tuple[str, str | None]]] = {
    Breakdown.KIND: {
        Kind.INVENTION.value: ("发明专利", "Invention"),
        Kind.UTILITY_MODEL.value: ("实用新型专利", "Utility model"),
        Kind.DESIGN.value: ("外观设计专利", "Design"),
        NO_PATENT: ("未关联专利", "No patent"),
    },
    Breakdown.BASIS: {
        Basis.PATENTEE.value: ("专利权人", "Patentee"),
        Basis.LICENSEE.value: ("被许可人", "Licensee"),
        BOTH: ("自有与被许可兼有", "Both"),
        UNSTATED: ("未说明", "Not stated"),
        NO_PATENT: ("未关联专利", "No patent"),
    },
    Breakdown.SIZE: {
        Size.LARGE.value: ("大型企业", "Large enterprise"),
        Size.MEDIUM.value: ("中型企业", "Medium enterprise"),
        Size.SMALL.value: ("小型企业", "Small enterprise"),
        Size.MICRO.value: ("微型企业", "Micro enterprise"),
        Size.INSTITUTION.value: ("事业单位和科研机构", "Institution"),
    },
}


def keys(breakdown: Breakdown, codes: Iterable[str], on: date | None = None) -> dict[str, Key]:
    """The key of each code, named from the code lists; an industry as it is called on a day,
    today when None."""
    wanted = sorted(set(codes))
    if breakdown in INDUSTRIES:
        return _industry_keys(breakdown, wanted, on or clock.today())
    if breakdown in _SORTS:
        names = _SORTS[breakdown]
        return {code: Key(breakdown, code, *names.get(code, (code, None))) for code in wanted}
    return (
        _region_keys(breakdown, wanted) if breakdown in PLACES else _class_keys(breakdown, wanted)
    )


def places(by: tuple[Breakdown, ...], codes: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    """What rows are sorted by: their codes; sizes from large to small, kinds, rights in order."""
    order = [list(_SORTS.get(breakdown, {})) for breakdown in by]
    return tuple(
        (known.index(code) if code in known else len(known), code)
        for known, code in zip(order, codes, strict=True)
    )


def ranks(breakdown: Breakdown, code: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    """The same order for a database to sort by."""
    text = type_coerce(code, String)
    order = {known: place for place, known in enumerate(_SORTS.get(breakdown, {}))}
    return [case(order, value=text, else_=len(order)), text] if order else [text]


# Made once: to put them together costs more than to ask them.
_REGION_NAMES = (
    select(_place.code, _place.name, _above.code, _above.name)
    .outerjoin(_above, _above.code == _place.parent_code)
    .where(_place.code.in_(bindparam("codes", expanding=True)))
)
_major = aliased(IndustryClass)
_CLASS_NAMES = (
    select(_class.code, _class.name, _class.name_en, _major.code, _major.name, _major.name_en)
    .outerjoin(_major, _major.code == _class.parent_code)
    .where(_class.code.in_(bindparam("codes", expanding=True)))
)


def _region_keys(breakdown: Breakdown, wanted: list[str]) -> dict[str, Key]:
    found = db.session.execute(_REGION_NAMES, {"codes": wanted})
    return {
        code: Key(breakdown, code, name, parent_code=above, parent_name=above_name)
        for code, name, above, above_name in found
    }


def _class_keys(breakdown: Breakdown, wanted: list[str]) -> dict[str, Key]:
    found = db.session.execute(_CLASS_NAMES, {"codes": wanted})
    return {row[0]: Key(breakdown, *row) for row in found}


def _industry_keys(breakdown: Breakdown, wanted: list[str], on: date) -> dict[str, Key]:
    rows = named([*wanted, *{code[:2] for code in wanted}], on)
    found = {}
    for code in wanted:
        above = rows.get(code[:2]) if breakdown is Breakdown.INDUSTRY else None
        names = ("未填报行业", "Not stated") if code == UNSTATED else (code, None)
        name, name_en = (rows[code].name, None) if code in rows else names
        key = Key(breakdown, code, name, name_en)
        found[code] = replace(key, parent_code=above.code, parent_name=above.name) if above else key
    return found
