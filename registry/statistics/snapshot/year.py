"""One data year, arranged so that a question needs no sorting.

Stays lie by enterprise, then by class, then by application: the distinct enterprises of any group are
then counted by looking at neighbours. That holds while an enterprise stays in one place and size
within the year, and an application in one stage at a time; the few others lie apart (*loose*) and
are sorted when asked. A patent that one application of the year uses alone is counted with it; only
shared ones are compared. Pure: columns in, columns out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from registry.statistics.snapshot.columns import Column, narrow
from registry.statistics.snapshot.stays import AMOUNTS, Table, starts, taken

# Numbers of the kinds of patents, of which the last is that of a patent whose kind nobody knows;
# and of the rights by which they are used.
KINDS = 4
NO_KIND = KINDS - 1
PATENTEE, LICENSEE, BOTH, UNSTATED, NO_PATENT = range(5)
PAIRED = 32
RAW = ("application", "enterprise", "stage", "region", "klass", "size", "start", "end", *AMOUNTS)


def arranged(stays: Table, links: Table) -> Table:
    """The columns of one data year: ``stays`` of it, ``links`` (application, patent, kind, core,
    basis) of its applications."""
    apart = np.isin(stays["enterprise"], unsettled(stays))
    kept = taken(stays, ~apart)
    order = np.lexsort((kept["start"], kept["application"], kept["klass"], kept["enterprise"]))
    lying = taken(kept, order)
    applications = np.unique(stays["application"])
    year = _applications(applications, links)
    year |= _cells(lying) | _runs(lying)
    year |= {name: lying[name] for name in ("start", "end", *AMOUNTS)}
    year["app"] = np.searchsorted(applications, lying["application"]).astype(np.int32)
    year |= {f"loose_{name}": stays[name][apart] for name in RAW}
    return year


def unsettled(stays: Table) -> NDArray[np.int64]:
    """Enterprises that move or grow within the year, or of which an application counts twice."""
    settled: list[Column] = []
    order = np.lexsort((stays["region"], stays["enterprise"]))
    for name in ("region", "size"):
        settled.append(_neighbours(stays, order, "enterprise", name))
    order = np.lexsort((stays["start"], stays["application"]))
    settled.append(_neighbours(stays, order, "application", "enterprise"))
    one = taken({name: stays[name] for name in ("application", "start", "end")}, order)
    twice = (one["application"][1:] == one["application"][:-1]) & (
        one["start"][1:] < one["end"][:-1]
    )
    settled.append(stays["enterprise"][order[1:][twice]])
    return np.unique(np.concatenate(settled)).astype(np.int64)


def _neighbours(stays: Table, order: Column, whose: str, what: str) -> Column:
    """The enterprises of rows that have the same ``whose`` as a neighbour and another ``what``."""
    one, other = stays[whose][order], stays[what][order]
    differs = (one[1:] == one[:-1]) & (other[1:] != other[:-1])
    owner = stays["enterprise"][order]
    return np.concatenate([owner[1:][differs], owner[:-1][differs]])


def _cells(lying: Table) -> Table:
    """Each stay's cell (place, class, size and stage), and what the cells are."""
    region, klass = lying["region"].astype(np.int64), lying["klass"].astype(np.int64)
    packed = ((region * 65536 + klass) * 256 + lying["size"]) * 2 + lying["stage"]
    found, cell = np.unique(packed, return_inverse=True)
    return {
        "cell": cell.reshape(-1).astype(np.int32),
        "cell_stage": (found % 2).astype(np.uint8),
        "cell_size": (found // 2 % 256).astype(np.uint8),
        "cell_class": (found // 512 % 65536).astype(np.uint16),
        "cell_region": (found // (512 * 65536)).astype(np.uint16),
    }


def _runs(lying: Table) -> Table:
    """The runs of one enterprise in one class, and whose they are."""
    owner, klass = lying["enterprise"], lying["klass"]
    begins = starts(owner) | starts(klass)
    first = np.flatnonzero(begins)
    owners = starts(owner[first])
    packed = lying["region"][first].astype(np.int64) * 256 + lying["size"][first]
    places, place = np.unique(packed, return_inverse=True)
    return {
        "run": (np.cumsum(begins) - 1).astype(np.int32),
        "run_owner": (np.cumsum(owners) - 1).astype(np.int32),
        "run_class": klass[first].astype(np.uint16),
        "run_place": place.reshape(-1).astype(np.int32),
        "place_region": (places // 256).astype(np.uint16),
        "place_size": (places % 256).astype(np.uint8),
        "owner_id": owner[first][owners].astype(np.int64),
    }


def _applications(ids: Column, links: Table) -> Table:
    """What is known of each application through its links, and the links themselves.

    ``only_<kind>`` counts the patents that this application alone uses, ``core_<kind>`` those of
    them that are core.
    """
    links = taken(links, np.isin(links["application"], ids))
    app = np.searchsorted(ids, links["application"]).astype(np.int32)
    links = {**links, "app": app}
    links = taken(links, np.lexsort((links["patent"], app)))
    by_patent = np.argsort(links["patent"], kind="stable")
    shared = np.zeros(len(by_patent), bool)
    patents = links["patent"][by_patent]
    shared[by_patent[1:]] |= patents[1:] == patents[:-1]
    shared[by_patent[:-1]] |= patents[1:] == patents[:-1]
    year: Table = {
        "app_id": ids.astype(np.int64),
        "app_basis": rights(links["app"], links["basis"], len(ids)),
        "app_kinds": kinds_of(links["app"], links["kind"], len(ids)),
        "link_app": links["app"],
        "link_patent": narrow(links["patent"]),
        "link_kind": links["kind"].astype(np.uint8),
        "link_core": links["core"].astype(bool),
        "link_basis": links["basis"].astype(np.uint8),
        "link_shared": shared,
        "link_by_patent": by_patent.astype(np.int32),
    }
    for kind in range(KINDS):
        mine = ~shared & (links["kind"] == kind)
        core = mine & links["core"].astype(bool)
        for name, which in ((f"only_{kind}", mine), (f"core_{kind}", core)):
            year[name] = np.bincount(links["app"][which], minlength=len(ids)).astype(np.uint16)
    return year


def rights(app: Column, basis: Column, count: int) -> NDArray[np.uint8]:
    """By what right each application uses its patents, all together."""
    seen = {each: _has(app[basis == each], count) for each in (PATENTEE, LICENSEE)}
    right = np.where(_has(app, count), UNSTATED, NO_PATENT)
    right[seen[PATENTEE]] = PATENTEE
    right[seen[LICENSEE]] = LICENSEE
    right[seen[PATENTEE] & seen[LICENSEE]] = BOTH
    return right.astype(np.uint8)


def kinds_of(app: Column, kind: Column, count: int) -> NDArray[np.uint8]:
    """The kinds of each application's patents, a bit for each."""
    bits = np.zeros(count, np.uint8)
    for each in range(KINDS):
        bits |= _has(app[kind == each], count).astype(np.uint8) << each
    return bits


def _has(app: Column, count: int) -> NDArray[np.bool_]:
    has = np.zeros(count, bool)
    has[app] = True
    return has


def raw_stays(year: Mapping[str, Column], rows: Column | slice = slice(None)) -> Table:
    """The stays that lie in order, or some of them, as they were before they were arranged."""
    run, cell = year["run"][rows], year["cell"][rows]
    return {
        "application": year["app_id"][year["app"][rows]],
        "enterprise": year["owner_id"][year["run_owner"][run]],
        "stage": year["cell_stage"][cell],
        "region": year["cell_region"][cell],
        "klass": year["cell_class"][cell],
        "size": year["cell_size"][cell],
        **{name: year[name][rows] for name in ("start", "end", *AMOUNTS)},
    }


def raw_loose(year: Mapping[str, Column]) -> Table:
    """The stays that lie apart."""
    return {name: year[f"loose_{name}"] for name in RAW}


def raw_links(year: Mapping[str, Column], rows: Column | slice = slice(None)) -> Table:
    """The links of a year's applications, or some of them."""
    return {
        "application": year["app_id"][year["link_app"][rows]],
        **{name: year[f"link_{name}"][rows] for name in ("patent", "kind", "core", "basis")},
    }


def links_of(year: Mapping[str, Column], applications: Column) -> Table:
    """The links of these applications, as far as the year has them."""
    app = np.flatnonzero(np.isin(year["app_id"], applications))
    return raw_links(year, ranges(year["link_app"], app)[0])


def ranges(ascending: Column, wanted: Column) -> tuple[Column, Column]:
    """The rows that hold each of the wanted values, one behind the other, and how many each has."""
    begin = np.searchsorted(ascending, wanted.astype(ascending.dtype), side="left")
    length = np.searchsorted(ascending, wanted.astype(ascending.dtype), side="right") - begin
    before = np.cumsum(length) - length
    return np.arange(int(length.sum())) + np.repeat(begin - before, length), length


@dataclass(frozen=True)
class Year:
    """One data year to be asked: its columns, and what lies apart from them.

    ``start`` is the column of that name, or one in which the stays that are told in ``loose``
    instead never start.
    """

    columns: Mapping[str, Column]
    start: Column
    loose: Table

    loose_names = (*RAW, "app")

    @cached_property
    def shared(self) -> Table:
        """The links to patents that several applications of the year use, by patent: what is
        compared later is then nearly in order."""
        by_patent = self.columns["link_by_patent"]
        rows = by_patent[np.flatnonzero(self.columns["link_shared"][by_patent])]
        return {
            name: self.columns[f"link_{name}"][rows] for name in ("app", "patent", "kind", "core")
        }

    @cached_property
    def alone(self) -> dict[str, tuple[NDArray[np.int64], ...]]:
        """How many patents each application alone uses (``only``, ``core``), of two kinds in one
        number: the first in its lower 32 bits, so that two are added up at a time."""
        return {
            which: tuple(
                self.columns[f"{which}_{kind}"].astype(np.int64)
                + (self.columns[f"{which}_{kind + 1}"].astype(np.int64) << PAIRED)
                for kind in range(0, KINDS, 2)
            )
            for which in ("only", "core")
        }

    @cached_property
    def kept(self) -> dict[object, object]:
        """What was worked out once for this year and serves every day of it."""
        return {}

    @cached_property
    def fits(self) -> dict[str, bool]:
        """For each amount whether all magnitudes together are below 2^62, with room to spare."""
        sums = {name: np.abs(self.columns[name]).sum(dtype=np.float64) for name in AMOUNTS}
        return {name: bool(each < 2.0**61) for name, each in sums.items()}


def year_of(columns: Mapping[str, Column]) -> Year:
    """A year as it was arranged."""
    loose = raw_loose(columns)
    links = links_of(columns, loose["application"])
    return Year(columns, columns["start"], lying_loose(loose, links))


def lying_loose(stays: Table, links: Table) -> Table:
    """Stays that are sorted when asked, with what their applications' links say."""
    applications = np.unique(stays["application"])
    found = _applications(applications, links)
    names = ("app_basis", "app_kinds", "link_app", "link_patent", "link_kind", "link_core")
    app = np.searchsorted(applications, stays["application"]).astype(np.int32)
    return {**stays, "app": app, **{name: found[name] for name in names}}
