"""Strategies for random histories of decisions, and what their totals must be."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from typing import Any

from histories import (
    CLASSES,
    DATA_YEAR,
    FIRST_DAY,
    KINDS,
    REGIONS,
    Case,
    a_case,
    an_enterprise,
    figures_of,
    some_patents,
)
from hypothesis import strategies as st

from registry import clock
from registry.applications.ledger import AMOUNTS, Stage
from registry.enterprises.models import Size
from registry.extensions import db
from registry.money import MAX_FEN
from registry.statistics.breakdowns import Breakdown
from registry.statistics.queries import Cell, Totals, totals_by_sql

PREFECTURE = {"110101": "110000", "370102": "370100"}
MAJOR = {"0101": "01", "0301": "03", "0302": "03"}


@contextmanager
def nothing_kept() -> Iterator[None]:
    """Whatever a random history writes is rolled back: the ledger itself forgets nothing."""
    try:
        yield
    finally:
        db.session.rollback()


signed = st.integers(min_value=-MAX_FEN, max_value=MAX_FEN)
natural = st.integers(min_value=0, max_value=MAX_FEN)
declared = st.tuples(natural, natural, natural, signed)
steps: Any = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.sampled_from(
            ("register", "register", "certify", "certify", "revoke", "withdraw", "correct")
        ),
        st.integers(0, 40),
        st.integers(0, 5),
        st.one_of(st.none(), st.sampled_from(REGIONS)),
    ),
    max_size=25,
)
linked = st.dictionaries(
    st.integers(0, 3), st.sampled_from(("core", "other", "licensed")), max_size=4
)
filings: Any = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(CLASSES), declared, linked),
    min_size=1,
    max_size=5,
)


def live(filed: list[Any], happened: list[Any]) -> tuple[list[Case], date]:
    """The cases after everything has happened, and the last day of it."""
    enterprises = [an_enterprise(REGIONS[n], list(Size)[n]) for n in range(3)]
    patents = some_patents(4)
    cases = [
        a_case(
            enterprises[who],
            class_code,
            dict(zip(AMOUNTS, amounts, strict=True)),
            [patents[n] for n in sorted(links)],
            core=frozenset(patents[n].id for n, how in links.items() if how == "core"),
            licensed=frozenset(patents[n].id for n, how in links.items() if how == "licensed"),
        )
        for who, class_code, amounts, links in filed
    ]
    today = FIRST_DAY
    for which, step, back, later, moves_to in happened:
        today += timedelta(days=later)
        case = cases[which % len(cases)]
        if moves_to:
            case.enterprise.region_code = moves_to
        with clock.at(today):
            case.decide(step, back)
    db.session.flush()
    return cases, today


def expected(cases: list[Case], day: date, kind: str | None = None) -> Cell:
    """The figures of a day; ``kind``: of products that have a patent of this kind."""
    members = [case for case in cases if kind is None or kind in case.kinds.values()]
    stages = [(case, case.on(day)[0]) for case in members]
    return Cell(
        registered=figures_of((c for c, stage in stages if stage is Stage.REGISTERED), kind, day),
        certified=figures_of((c for c, stage in stages if stage is Stage.CERTIFIED), kind, day),
        together=figures_of((c for c, stage in stages if stage), kind, day),
    )


def expected_rows(
    cases: list[Case], day: date, group: Callable[[Case], tuple[str, ...]]
) -> dict[tuple[str, ...], Cell]:
    """The figures of the groups in which anything stands on the day."""
    groups: dict[tuple[str, ...], list[Case]] = {}
    for case in cases:
        if case.on(day)[0]:
            groups.setdefault(group(case), []).append(case)
    return {key: expected(members, day) for key, members in groups.items()}


def rows_of(found: Totals) -> dict[tuple[str, ...], Cell]:
    """Rows by their codes."""
    return {tuple(key.code for key in row.keys): row.cell for row in found.rows}


def right_of(case: Case) -> str:
    """By what right a product uses its patents."""
    if len(case.bases) > 1:
        return "both"
    return next(iter(case.bases), "none")


# By what → the group that a case stands in on a day.
GROUPS: dict[tuple[Breakdown, ...], Callable[[Case, date], tuple[str, ...]]] = {
    (Breakdown.REGION, Breakdown.MAJOR): lambda case, day: (
        PREFECTURE.get(case.on(day)[1], case.on(day)[1]),
        MAJOR[case.application.class_code],
    ),
    (Breakdown.SIZE, Breakdown.CLASS): lambda case, day: (
        case.on(day)[2].value,
        case.application.class_code,
    ),
    (Breakdown.BASIS, Breakdown.COUNTY): lambda case, day: (right_of(case), case.on(day)[1]),
}


def check_totals(cases: list[Case], day: date) -> None:
    """Totals and rows of every breakdown equal the recount of the cases."""
    for by, group in GROUPS.items():
        found = totals_by_sql(DATA_YEAR, day, by)
        assert found.total == expected(cases, day)
        assert rows_of(found) == expected_rows(cases, day, partial(group, day=day))
    by_kind = rows_of(totals_by_sql(DATA_YEAR, day, (Breakdown.KIND,)))
    for kind in KINDS:
        wanted = expected(cases, day, kind)
        assert by_kind.get((kind,)) == (wanted if wanted.together["products"] else None)
