"""Figures counted from the ledger: what stood on a day, grouped, each thing once.

Everything is exact at any size: amounts are summed in two parts and put together in Python.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    distinct,
    false,
    func,
    or_,
    select,
)

from registry.applications.ledger import LedgerEntry, Stage
from registry.applications.models import Application, PatentLink
from registry.extensions import db
from registry.patents.models import Patent
from registry.statistics.breakdowns import INDUSTRIES, Breakdown, column, joined
from registry.statistics.bridging import Codes, bridged
from registry.statistics.catalogue import all_indicators
from registry.statistics.filters import EVERYWHERE, Where, narrowed
from registry.statistics.indicator import Indicator, Over, Unit

Figures = dict[str, int]
"""Indicator id → value; amounts are whole fen."""

# SUM over BIGINT ends at 2^63 on SQLite. An amount is split into hundred-millions and rest, both
# far below that, the two are summed apart and put together in Python, whose integers do not end.
SPLIT = 10**8


@dataclass(frozen=True, slots=True)
class Cell:
    """The figures of one row: registered only, certified, and both together."""

    registered: Figures
    certified: Figures
    together: Figures


Facts = dict[Over, Subquery]


def facts_of(
    data_year: int,
    as_of: date,
    codes: Codes = Codes.OF_DAY,
    by: tuple[Breakdown, ...] = (),
    where: Where = EVERYWHERE,
) -> Facts:
    """What stood on a day: the entries known by then, the applications, their patent links.

    ``by`` names the breakdowns that will be asked for, ``where`` what it is narrowed to.
    """
    known = (LedgerEntry.data_year == data_year, LedgerEntry.on_day <= as_of)
    dimensions = (
        LedgerEntry.stage,
        LedgerEntry.region_code,
        LedgerEntry.class_code,
        LedgerEntry.size,
    )
    counted = (LedgerEntry.application_id, LedgerEntry.enterprise_id)
    industries = bool(where.industries or set(by) & set(INDUSTRIES))
    entries = bridged(
        _with_industry(select(LedgerEntry).where(*known), industries), codes, data_year
    )
    stood = (
        select(*dimensions, *counted)
        .where(*known)
        .group_by(*dimensions, *counted)
        .having(func.sum(LedgerEntry.sign) > 0)
    )
    standing = bridged(_with_industry(stood, industries), codes, data_year)
    links = (
        select(standing, PatentLink.patent_id, PatentLink.core, Patent.kind)
        .join(PatentLink, PatentLink.application_id == standing.c.application_id)
        .join(Patent, Patent.id == PatentLink.patent_id)
        .subquery()
    )
    facts = {Over.ENTRIES: entries, Over.APPLICATIONS: standing, Over.LINKS: links}
    return {over: narrowed(each, where) for over, each in facts.items()}


def _with_industry(rows: Select[*tuple[Any, ...]], wanted: bool) -> Subquery:
    """With the industry that the application names, where it is needed: each join costs as much
    as the sum itself."""
    facts = rows.subquery()
    if not wanted:
        return facts
    named = select(facts, Application.industry_code)
    return named.join(Application, Application.id == facts.c.application_id).subquery()


def cells_of(
    facts: Facts,
    by: tuple[Breakdown, ...],
    chosen: tuple[Indicator, ...] | None = None,
    only: Sequence[tuple[str, ...]] | None = None,
) -> dict[tuple[str, ...], Cell]:
    """Codes of the breakdowns → figures; those not in ``chosen`` (default: all) are nought.

    ``only`` are the groups that are wanted, all when None. A group all of whose figures came to
    nothing is left out.
    """
    cells: dict[tuple[str, ...], Cell] = {}
    for over, subquery in facts.items():
        measured = [each for each in chosen or all_indicators() if each.over is over]
        for codes, stage, figures in _measure(subquery, by, measured, only) if measured else ():
            if any(figures.values()):
                _part(cells.setdefault(codes, no_cell()), stage).update(figures)
    return cells


def no_cell() -> Cell:
    """Every figure nought."""
    return Cell(no_figures(), no_figures(), no_figures())


def no_figures() -> Figures:
    """Every indicator, nought."""
    return {indicator.id: 0 for indicator in all_indicators()}


def _part(cell: Cell, stage: Stage | None) -> Figures:
    if stage is None:
        return cell.together
    return cell.certified if stage is Stage.CERTIFIED else cell.registered


def _measure(
    facts: Subquery,
    by: tuple[Breakdown, ...],
    measured: list[Indicator],
    only: Sequence[tuple[str, ...]] | None,
) -> Iterator[tuple[tuple[str, ...], Stage | None, Figures]]:
    """Codes, stage (None: together) and figures. Together is asked for by itself: things that
    stand in both stages are counted once."""
    columns = [part for indicator in measured for part in aggregates(indicator, facts)]
    groups = [column(breakdown, facts) for breakdown in by]
    for stages in ([facts.c.stage], []):
        query = select(*groups, *stages, *columns).select_from(joined(facts, by))
        if only is not None:
            query = query.where(one_of(groups, only))
        for found in db.session.execute(query.group_by(*groups, *stages)):
            codes = tuple(str(code) for code in found[: len(by)])
            stage = found[len(by)] if stages else None
            yield codes, stage, _figures(measured, iter(found[len(by) + len(stages) :]))


def one_of(
    groups: Sequence[ColumnElement[Any]], only: Sequence[tuple[str, ...]]
) -> ColumnElement[bool]:
    """Whether a row is in one of these groups."""
    wanted = [
        and_(*(group == code for group, code in zip(groups, codes, strict=True))) for codes in only
    ]
    return or_(false(), *wanted)


def aggregates(indicator: Indicator, facts: Subquery) -> list[ColumnElement[Any]]:
    """What of the facts is an indicator: a count, or the two parts of a sum."""
    measured: ColumnElement[Any] = facts.c[indicator.column]
    if indicator.only:
        name, value = indicator.only
        measured = case((facts.c[name] == value, measured))
    if indicator.unit is Unit.COUNT:
        return [func.count(distinct(measured))]
    return [func.sum(measured // SPLIT), func.sum(measured % SPLIT)]


def _figures(measured: list[Indicator], found: Iterator[Any]) -> Figures:
    return {
        indicator.id: (
            int(next(found) or 0)
            if indicator.unit is Unit.COUNT
            else int(next(found) or 0) * SPLIT + int(next(found) or 0)
        )
        for indicator in measured
    }
