"""A registry that nobody has, in columns, the same on every machine: for measuring totals.

Calibrated to what was reported of the national platform: 28,000 products of 12,000 enterprises, with
3.5 trillion yuan together, in each of six data years; larger ones have more of the same.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from registry.statistics.snapshot.stays import AMOUNTS, Table, joined, taken

SEED = 20_231_130
YEARS = tuple(range(2019, 2025))
PRODUCTS, ENTERPRISES = 28_000, 12_000
# Fen: 3.5 trillion yuan over 28,000 products.
MEAN_OUTPUT = 350_000_000_000_000 / PRODUCTS
SPREAD = 1.5
LARGEST = 10**14
# Entries of the ledger for each application, by the shares below.
ENTRIES_EACH = 1.629
CERTIFIED, REVOKED, WITHDRAWN, MOVED = 0.30, 0.03, 0.02, 0.01
PATENTS_EACH, PATENTS_SHARED = 3.0, 0.25

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Registry:
    """``entries`` in the order in which they were written, ``links`` of the applications."""

    entries: Table
    links: Table


def registry_of(facts: int, regions: int, classes: int) -> Registry:
    """About so many ledger entries, over numbered regions and classes."""
    chance = np.random.default_rng(SEED)
    each_year = round(facts / ENTRIES_EACH / len(YEARS))
    owners = _owners(chance, each_year * ENTERPRISES // PRODUCTS, regions, classes)
    years = [
        _applications(chance, owners, year, each_year, number * each_year)
        for number, year in enumerate(YEARS)
    ]
    applications = joined(years)
    entries = _entries(chance, applications)
    order = np.argsort(entries["on_day"], kind="stable")
    entries = taken(entries, order)
    entries["id"] = np.arange(1, len(order) + 1)
    return Registry(entries, _links(chance, applications))


def _owners(chance: np.random.Generator, count: int, regions: int, classes: int) -> Table:
    """Enterprises, unevenly over places, sizes and classes."""
    return {
        "region": _falling(chance, count, regions),
        "size": chance.choice(4, count, p=(0.1, 0.3, 0.45, 0.15)),
        "klass": _falling(chance, count, classes),
    }


def _applications(
    chance: np.random.Generator, owners: Table, year: int, count: int, before: int
) -> Table:
    """One data year's applications: a few enterprises have many."""
    owner = (len(owners["region"]) * chance.random(count) ** 1.4).astype(np.int64)
    moved, other = chance.random(count) < MOVED, chance.random(count) < 0.2
    output = np.exp(chance.normal(np.log(MEAN_OUTPUT) - SPREAD**2 / 2, SPREAD, count))
    output = np.minimum(output, LARGEST).astype(np.int64)
    exports = np.where(chance.random(count) < 0.3, output // 4, 0)
    elsewhere, another = owners["region"][chance.permutation(owner)], chance.permutation(owner)
    return {
        "application": np.arange(1, count + 1) + before,
        "enterprise": owner + 1,
        "data_year": np.full(count, year),
        "region": np.where(moved, elsewhere, owners["region"][owner]),
        "klass": np.where(other, owners["klass"][another], owners["klass"][owner]),
        "size": owners["size"][owner],
        "output_value": output,
        "sales_revenue": output * 95 // 100,
        "export_value": exports,
        "profit": (output * chance.normal(0.08, 0.1, count)).astype(np.int64),
    }


def _entries(chance: np.random.Generator, applications: Table) -> Table:
    """Registered, of which some certified, of which some revoked; some withdrawn."""
    count = len(applications["application"])
    first = _ordinals(applications["data_year"] + 1)
    registered = first + 60 + chance.integers(0, 200, count)
    certified = registered + chance.integers(60, 200, count)
    ended = certified + chance.integers(60, 900, count)
    is_certified = chance.random(count) < CERTIFIED
    is_revoked = is_certified & (chance.random(count) < REVOKED)
    is_withdrawn = ~is_certified & (chance.random(count) < WITHDRAWN)
    everyone = np.ones(count, bool)
    steps = (
        (everyone, registered, 0, 1),
        (is_certified, certified, 0, -1),
        (is_certified, certified, 1, 1),
        (is_revoked, ended, 1, -1),
        (is_revoked, ended, 0, 1),
        (is_withdrawn, ended, 0, -1),
    )
    return joined([_step(applications, *step) for step in steps])


def _step(
    applications: Table, who: NDArray[np.bool_], day: Numbers, stage: int, sign: int
) -> Table:
    rows = taken(applications, who)
    for name in AMOUNTS:
        rows[name] = rows[name] * sign
    size = len(rows["application"])
    return rows | {
        "on_day": day[who],
        "stage": np.full(size, stage),
        "sign": np.full(size, sign),
    }


def _links(chance: np.random.Generator, applications: Table) -> Table:
    """Patents of the application's own, and of its enterprise, which several products use."""
    count = len(applications["application"])
    application = np.repeat(np.arange(count), 1 + chance.poisson(PATENTS_EACH - 1, count))
    size = len(application)
    common = applications["enterprise"][application] * 4 + chance.integers(0, 4, size)
    shared = chance.random(size) < PATENTS_SHARED
    patent = np.where(shared, common, common.max() + 1 + np.arange(size))
    _, once = np.unique(patent * np.int64(count) + application, return_index=True)
    patent = patent[once]
    return {
        "application": applications["application"][application[once]],
        "patent": patent,
        "kind": np.array((0, 0, 0, 1, 1, 2))[patent % 6],
        "core": chance.random(len(once)) < 0.4,
        "basis": (chance.random(len(once)) < 0.1).astype(np.int64),
    }


def _falling(chance: np.random.Generator, size: int, count: int) -> Numbers:
    """Numbers below ``count``, the smaller ones more often, in an order of their own."""
    weights = 1 / np.arange(3, count + 3)
    return chance.permutation(count)[chance.choice(count, size, p=weights / weights.sum())]


def _ordinals(years: Numbers) -> Numbers:
    first = {year: date(year, 1, 1).toordinal() for year in np.unique(years).tolist()}
    return np.array([first[year] for year in years.tolist()])
