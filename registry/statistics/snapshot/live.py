"""The snapshot with what the ledger has got since: newer entries merged from its tail. Pure.

An entry of the tail may close a stay of the snapshot, or bring a patent that was used alone into a
second product. The enterprises that are touched by either are taken out of the order and told
apart, with all their stays; nothing else changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from registry.statistics.snapshot.columns import Column
from registry.statistics.snapshot.deltas import daily
from registry.statistics.snapshot.groups import Codes
from registry.statistics.snapshot.stays import NEVER, Table, entries_of, joined, paired, taken
from registry.statistics.snapshot.whole import Whole
from registry.statistics.snapshot.year import (
    Year,
    arranged,
    links_of,
    lying_loose,
    ranges,
    raw_loose,
    raw_stays,
    year_of,
)


@dataclass(frozen=True)
class Live:
    """Years to be asked; ``codes`` are those of the snapshot, and new ones behind them.

    ``days`` has of each year the daily changes of the snapshot, then those of the tail.
    """

    codes: Codes
    provinces: tuple[str, ...]
    province_of: tuple[int, ...]
    years: Mapping[int, Year]
    days: Mapping[int, tuple[Mapping[str, Column], ...]]


def of_snapshot(told: Whole) -> Live:
    """The snapshot alone."""
    return Live(
        told.codes,
        told.provinces,
        told.province_of,
        {year: year_of(columns) for year, columns in told.years.items()},
        {year: (columns,) for year, columns in told.years.items()},
    )


def with_tail(
    base: Live, entries: Table, links: Table, codes: Codes, province_of: tuple[int, ...]
) -> Live:
    """The snapshot and the entries behind it, with the links of their applications.

    ``codes`` are the snapshot's and new ones behind them; ``province_of`` has the number of each
    region's province. Raises Unfit.
    """
    province = np.array(province_of, np.int64)
    years, days = dict(base.years), dict(base.days)
    for number in np.unique(entries["data_year"]).tolist():
        tail = taken(entries, entries["data_year"] == number)
        tail.pop("id", None)
        mine = taken(links, np.isin(links["application"], tail["application"]))
        years[number] = _with_tail(base.years.get(number), tail, mine)
        days[number] = (*days.get(number, ()), daily(tail, province[tail["region"]]))
    return Live(codes, base.provinces, province_of, years, days)


def _with_tail(year: Year | None, tail: Table, links: Table) -> Year:
    if year is None:
        return year_of(arranged(paired(tail), links))
    columns = year.columns
    moved = _touched(year, tail, links)[columns["run_owner"]][columns["run"]]
    stays = joined([raw_stays(columns, np.flatnonzero(moved)), raw_loose(columns)])
    number = int(tail["data_year"][0])
    stays["data_year"] = np.full(len(stays["start"]), number, np.int64)
    loose = paired(joined([entries_of(stays), tail]))
    known = links_of(columns, stays["application"])
    known = taken(known, ~np.isin(known["application"], links["application"]))
    start = columns["start"].copy()
    start[moved] = NEVER
    return replace(year, start=start, loose=lying_loose(loose, joined([known, links])))


def _touched(year: Year, tail: Table, links: Table) -> Column:
    """Which enterprises have an application in the tail, or one with a patent in common with it."""
    columns = year.columns
    patents = columns["link_patent"][columns["link_by_patent"]]
    rows, _ = ranges(patents, np.unique(links["patent"]))
    shares = np.zeros(len(columns["app_id"]), bool)
    shares[columns["link_app"][columns["link_by_patent"][rows]]] = True
    shares[np.isin(columns["app_id"], tail["application"])] = True
    touched = np.isin(columns["owner_id"], tail["enterprise"])
    touched[columns["run_owner"][columns["run"][shares[columns["app"]]]]] = True
    return touched
