"""To what figures are narrowed: regions, classes, sizes, industries, kinds of patents, rights.

A filter keeps what stands in the rows of these codes: narrowed to one code, the total is the row of
that code in its breakdown, to the fen. Several codes of one filter are taken together.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Subquery, func, or_, select
from sqlalchemy.orm import aliased

from registry.codes.models import IndustryClass, Region
from registry.statistics.breakdowns import NO_PATENT, UNSTATED, bases, kinds


@dataclass(frozen=True, slots=True)
class Where:
    """Codes of each filter; an empty one lets everything through.

    ``regions`` are codes of any level, and so are ``classes`` and ``industries``.
    """

    regions: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__slots__)


EVERYWHERE = Where()


def narrowed(facts: Subquery, where: Where) -> Subquery:
    """The facts (entries, applications or links) that the filters let through."""
    chosen = _conditions(facts, where)
    return select(facts).where(*chosen).subquery() if chosen else facts


def within(codes: tuple[str, ...]) -> ColumnElement[bool]:
    """Whether ``Region`` is one of the codes or lies in one, for a select from it alone."""
    above = aliased(Region)
    parents = select(above.code).where(or_(above.code.in_(codes), above.parent_code.in_(codes)))
    return or_(Region.code.in_(codes), Region.parent_code.in_(parents))


def _conditions(facts: Subquery, where: Where) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if where.regions:
        found.append(facts.c.region_code.in_(select(Region.code).where(within(where.regions))))
    if where.classes:
        known = or_(
            IndustryClass.code.in_(where.classes), IndustryClass.parent_code.in_(where.classes)
        )
        found.append(facts.c.class_code.in_(select(IndustryClass.code).where(known)))
    if where.sizes:
        found.append(facts.c.size.in_(where.sizes))
    if where.industries:
        found.append(_of_industry(facts, where.industries))
    if where.kinds:
        found.append(_of_kind(facts, where.kinds))
    if where.bases:
        found.append(_of_basis(facts, where.bases))
    return found


def _of_industry(facts: Subquery, codes: tuple[str, ...]) -> ColumnElement[bool]:
    industry = facts.c.industry_code
    division = func.substr(industry, 1, 2)
    named = or_(industry.in_(codes), division.in_(codes))
    return or_(named, industry.is_(None)) if UNSTATED in codes else named


def _of_kind(facts: Subquery, wanted: tuple[str, ...]) -> ColumnElement[bool]:
    """Of links those of the kind; of all else what has a patent of it."""
    if "kind" in facts.c:
        return func.coalesce(func.nullif(facts.c.kind, ""), NO_PATENT).in_(wanted)
    kind = func.coalesce(func.nullif(kinds.c.kind, ""), NO_PATENT)
    having = facts.c.application_id.in_(select(kinds.c.application_id).where(kind.in_(wanted)))
    if NO_PATENT not in wanted:
        return having
    return or_(having, facts.c.application_id.not_in(select(kinds.c.application_id)))


def _of_basis(facts: Subquery, wanted: tuple[str, ...]) -> ColumnElement[bool]:
    having = facts.c.application_id.in_(
        select(bases.c.application_id).where(bases.c.basis.in_(wanted))
    )
    if NO_PATENT not in wanted:
        return having
    return or_(having, facts.c.application_id.not_in(select(bases.c.application_id)))
