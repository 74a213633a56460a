"""The snapshot as a whole: every year arranged, the codes, and the position it was taken at. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from registry.statistics.snapshot.columns import Column, Columns, Damaged
from registry.statistics.snapshot.deltas import daily
from registry.statistics.snapshot.groups import Codes
from registry.statistics.snapshot.stays import (
    MOST_ROWS,
    Table,
    Unfit,
    entries_of,
    joined,
    paired,
    taken,
)
from registry.statistics.snapshot.year import arranged, raw_links, raw_loose, raw_stays

FORMAT = "1"

Provinces = Callable[[str], str]
"""The province that a region's code belongs to."""


@dataclass(frozen=True)
class Whole:
    """``years`` by data year; ``provinces`` in the order of their numbers, ``province_of`` the number
    of each region's, in the order of the codes.

    ``position`` is the last entry that is told, ``count`` how many are, ``anchor`` the last as text.
    """

    position: int
    count: int
    anchor: str
    codes: Codes
    provinces: tuple[str, ...]
    province_of: tuple[int, ...]
    years: Mapping[int, Mapping[str, Column]]


def whole(
    entries: Table,
    links: Table,
    codes: Codes,
    province_of: Provinces,
    *,
    anchor: str = "",
    before: Whole | None = None,
) -> Whole:
    """The snapshot of these entries and the links of their applications; with ``before``, of what
    that tells and these, which are newer. Raises Unfit."""
    provinces, numbers = placed(codes.regions, province_of)
    of_region = np.array(numbers, np.int64)
    known = (before.provinces, before.province_of) if before else None
    same_places = known == (provinces, numbers[: len(known[1])] if known else ())
    years = dict(before.years) if before else {}
    for year in sorted({*years, *np.unique(entries["data_year"]).tolist()}):
        newer = taken(entries, entries["data_year"] == year)
        if len(newer["sign"]) or not same_places:
            years[year] = _year(years.get(year), newer, links, of_region)
    last = int(entries["id"].max()) if len(entries["id"]) else 0
    return Whole(
        position=max(last, before.position if before else 0),
        count=len(entries["id"]) + (before.count if before else 0),
        anchor=anchor,
        codes=codes,
        provinces=provinces,
        province_of=numbers,
        years=years,
    )


def placed(
    regions: tuple[str, ...], province_of: Provinces
) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The provinces, and the number of each region's among them."""
    provinces = tuple(sorted({province_of(code) for code in regions}))
    number = {name: place for place, name in enumerate(provinces)}
    return provinces, tuple(number[province_of(code)] for code in regions)


def _year(
    known: Mapping[str, Column] | None, newer: Table, links: Table, of_region: Column
) -> Table:
    fresh = {name: newer[name] for name in newer if name != "id"}
    links = taken(links, np.isin(links["application"], newer["application"]))
    if known is None:
        stays = paired(fresh)
    else:
        stays, old_links = all_stays(known), raw_links(known)
        touched = np.isin(stays["application"], fresh["application"])
        stays["data_year"] = np.full(len(touched), _only(fresh["data_year"]), np.int64)
        again = paired(joined([entries_of(taken(stays, touched)), fresh]))
        stays = joined([taken(stays, ~touched), again])
        kept = ~np.isin(old_links["application"], fresh["application"])
        links = joined([taken(old_links, kept), links])
    if len(stays["start"]) > MOST_ROWS:
        raise Unfit(f"more than {MOST_ROWS} rows in a year")
    entries = entries_of(stays)
    return arranged(stays, links) | daily(entries, of_region[entries["region"]])


def _only(years: Column) -> int:
    return int(years[0]) if len(years) else 0


def all_stays(year: Mapping[str, Column]) -> Table:
    """Every stay of a year, those in order and those apart."""
    return joined([raw_stays(year), raw_loose(year)])


def to_file(told: Whole) -> tuple[dict[str, str], dict[str, Column]]:
    """What is written of it: ``columns.write`` takes both."""
    says = {
        "format": FORMAT,
        "position": str(told.position),
        "count": str(told.count),
        "anchor": told.anchor,
        "years": _listed(str(year) for year in told.years),
        "provinces": _listed(told.provinces),
        "province_of": _listed(map(str, told.province_of)),
        "regions": _listed(told.codes.regions),
        "classes": _listed(told.codes.classes),
        "sizes": _listed(told.codes.sizes),
    }
    columns = {
        f"{year}/{name}": column
        for year, named in told.years.items()
        for name, column in named.items()
    }
    return says, columns


def from_file(file: Columns) -> Whole:
    """What was written. Raises Damaged for a file of another format."""
    says = file.says
    if says.get("format") != FORMAT:
        raise Damaged(f"its format is {says.get('format')}, not {FORMAT}")
    years: dict[int, dict[str, Column]] = {int(year): {} for year in _read(says["years"])}
    for name, column in file.columns.items():
        year, _, own = name.partition("/")
        years[int(year)][own] = column
    return Whole(
        position=int(says["position"]),
        count=int(says["count"]),
        anchor=says["anchor"],
        codes=Codes(*(tuple(_read(says[name])) for name in ("regions", "classes", "sizes"))),
        provinces=tuple(_read(says["provinces"])),
        province_of=tuple(int(number) for number in _read(says["province_of"])),
        years=years,
    )


def _listed(words: Iterable[str]) -> str:
    return ",".join(words)


def _read(text: str) -> list[str]:
    return text.split(",") if text else []
