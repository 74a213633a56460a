"""Year on year, with the like-for-like panel apart from entry and exit.

The panel are the products (or enterprises) that stand in both data years. What an amount has
changed by is taken apart into four parts that sum exactly: what rose and what fell within the
panel, what entered, what left. Both years are as known on the same day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Subquery, func, select

from registry.applications.models import Application
from registry.extensions import db
from registry.statistics.breakdowns import Breakdown, Key, column, joined
from registry.statistics.bridging import Codes, keys_in
from registry.statistics.counting import SPLIT, facts_of
from registry.statistics.filters import EVERYWHERE, Where
from registry.statistics.indicator import Indicator, Over
from registry.statistics.queries import in_order

TITLE = _l("Year on year")
DEFINITION = _l(
    "Change of an amount against the data year before, both as known on the same day: what rose and"
    " what fell among those that stand in both years (the like-for-like panel), what entered, what"
    " left. The four parts sum exactly to the change. Where there is a breakdown, whoever moves from"
    " one row to another leaves the one and enters the other."
)


class Member(StrEnum):
    """Whose years are compared: a product lives through many years, and so does an enterprise."""

    PRODUCT = "product"
    ENTERPRISE = "enterprise"


@dataclass(slots=True)
class Change:
    """Fen. ``fallen`` and, of what is never negative, ``left`` are nothing or less; ``panel`` is
    how many stand in both years, ``panel_before`` and ``panel_after`` their amounts."""

    before: int = 0
    after: int = 0
    panel: int = 0
    panel_before: int = 0
    panel_after: int = 0
    risen: int = 0
    fallen: int = 0
    entered: int = 0
    left: int = 0

    @property
    def change(self) -> int:
        """After less before: the sum of the four parts."""
        return self.after - self.before

    @property
    def like_for_like(self) -> Fraction | None:
        """The panel's change over its amount before, exact; None where that is not positive."""
        grown = self.panel_after - self.panel_before
        return Fraction(grown, self.panel_before) if self.panel_before > 0 else None

    def count(self, before: int | None, after: int | None) -> None:
        """Take in one member: its amounts, None in a year in which it does not stand."""
        self.before += before or 0
        self.after += after or 0
        if before is None:
            self.entered += after or 0
        elif after is None:
            self.left -= before
        else:
            self.panel += 1
            self.panel_before += before
            self.panel_after += after
            self.risen += max(0, after - before)
            self.fallen += min(0, after - before)


@dataclass(frozen=True, slots=True)
class YearOnYear:
    """The change from ``data_year`` − 1 to ``data_year``, the whole and by groups."""

    indicator: str
    data_year: int
    as_of: date
    by: tuple[Breakdown, ...]
    member: Member
    total: Change
    rows: tuple[tuple[tuple[Key, ...], Change], ...]


def year_on_year(
    indicator: Indicator,
    data_year: int,
    as_of: date,
    by: tuple[Breakdown, ...] = (),
    member: Member = Member.PRODUCT,
    codes: Codes = Codes.OF_DAY,
    where: Where = EVERYWHERE,
) -> YearOnYear:
    """The change of an amount. Raises ValueError for an indicator that is no amount."""
    if indicator.over is not Over.ENTRIES:
        raise ValueError(f"{indicator.id} is no amount: nothing of it belongs to one {member}")
    asked = _Asked(indicator, data_year, as_of, member, codes, where)
    total = _changes(asked, ()).get((), Change())
    groups = _changes(asked, by) if by else {}
    named = keys_in(by, groups, codes, data_year)
    rows = tuple((named[each], groups[each]) for each in in_order(groups, by))
    return YearOnYear(indicator.id, data_year, as_of, by, member, total, rows)


@dataclass(frozen=True, slots=True)
class _Asked:
    indicator: Indicator
    data_year: int
    as_of: date
    member: Member
    codes: Codes
    where: Where

    def entries_of(self, year: int, by: tuple[Breakdown, ...]) -> Subquery:
        """The entries of one of the years."""
        return facts_of(year, self.as_of, self.codes, by, self.where)[Over.ENTRIES]


def _changes(asked: _Asked, by: tuple[Breakdown, ...]) -> dict[tuple[str, ...], Change]:
    """Group → change; a group in which nobody stands in either year is not there."""
    old, new = (
        dict(_amounts(asked.indicator, asked.entries_of(year, by), by, asked.member))
        for year in (asked.data_year - 1, asked.data_year)
    )
    changes: dict[tuple[str, ...], Change] = {}
    for who in old.keys() | new.keys():
        changes.setdefault(who[0], Change()).count(old.get(who), new.get(who))
    return changes


def _amounts(
    indicator: Indicator, entries: Subquery, by: tuple[Breakdown, ...], member: Member
) -> Iterator[tuple[tuple[tuple[str, ...], int], int]]:
    """(Group, member) → amount in one year, of those that stand there on the day."""
    groups: list[ColumnElement[Any]] = [column(breakdown, entries) for breakdown in by]
    who = Application.product_id if member is Member.PRODUCT else entries.c.enterprise_id
    amount = entries.c[indicator.column]
    query = (
        select(*groups, who, func.sum(amount // SPLIT), func.sum(amount % SPLIT))
        .select_from(joined(entries, by))
        .join(Application, Application.id == entries.c.application_id)
        .group_by(*groups, who)
        .having(func.sum(entries.c.sign) > 0)
    )
    for *found, one, high, low in db.session.execute(query):
        yield (tuple(str(code) for code in found), one), int(high) * SPLIT + int(low)
