"""Every indicator against its case file: small histories, and the figures that follow from them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from histories import DATA_YEAR, FIRST_DAY, KINDS, Case, a_case, an_enterprise, some_patents
from random_decisions import nothing_kept

from registry import clock
from registry.applications.ledger import AMOUNTS
from registry.patents.models import Patent
from registry.statistics.breakdowns import Breakdown
from registry.statistics.catalogue import all_indicators, all_ratios
from registry.statistics.indicator import whole_fen
from registry.statistics.queries import Figures, totals_by_sql

CASES = Path(__file__).parent / "cases"
FIGURES = {each.id: each for each in (*all_indicators(), *all_ratios())}
LAST_STEP = 30


def written() -> Iterator[Any]:
    for path in sorted(CASES.glob("*.yaml")):
        for case in yaml.safe_load(path.read_text("utf-8")):
            yield pytest.param(path.stem, case, id=f"{path.stem} {case['it']}")


def of_letter(name: str, known: dict[str, Patent]) -> Patent:
    """The patent of a name such as u1: its letter is the first of its kind."""
    if name not in known:
        (known[name],) = (p for p in some_patents(len(KINDS)) if p.kind.startswith(name[0]))
    return known[name]


def lived(products: list[dict[str, Any]]) -> list[Case]:
    """The cases of a file, day by day in the order of the days."""
    enterprises: dict[str, Any] = {}
    patents: dict[str, Patent] = {}
    cases = []
    for given in products:
        who = given["enterprise"]
        if who not in enterprises:
            enterprises[who] = an_enterprise(given.get("region", "370102"))
        links = {of_letter(name, patents): how for name, how in given.get("patents", {}).items()}
        case = a_case(
            enterprises[who],
            given.get("class", "0301"),
            {amount: given.get(amount, 0) for amount in AMOUNTS},
            links,
            core=frozenset(p.id for p, how in links.items() if how == "core"),
            licensed=frozenset(p.id for p, how in links.items() if how == "licensed"),
        )
        cases.append(case)
    for day in range(LAST_STEP):
        with clock.at(FIRST_DAY + timedelta(days=day)):
            for given, case in zip(products, cases, strict=True):
                if day in given.get("steps", {}):
                    case.decide(given["steps"][day], 3)
    return cases


def figure(name: str, figures: Figures) -> int | None:
    wanted = FIGURES[name]
    if name in figures:
        return figures[name]
    exact = wanted.of(figures)
    return None if exact is None else whole_fen(exact)


@pytest.mark.parametrize(("name", "case"), list(written()))
def test_the_figures_of_a_small_history_are_as_written(
    app: Flask, name: str, case: dict[str, Any]
) -> None:
    day = FIRST_DAY + timedelta(days=case.get("as_of", LAST_STEP))
    by = tuple(Breakdown(each) for each in case.get("by", ()))
    with nothing_kept():
        lived(case["products"])
        found = totals_by_sql(DATA_YEAR, day, by)
    stages = {stage: getattr(found.total, stage) for stage in case["expect"]}
    assert {stage: figure(name, each) for stage, each in stages.items()} == case["expect"]
    rows = {
        ",".join(key.code for key in row.keys): figure(name, row.cell.together)
        for row in found.rows
    }
    assert rows == case.get("rows", {})


def test_every_indicator_has_its_case_file_and_every_file_its_indicator() -> None:
    assert {path.stem for path in CASES.glob("*.yaml")} == set(FIGURES)


def test_every_indicator_says_what_it_is_and_where_it_comes_from() -> None:
    for each in FIGURES.values():
        assert len(str(each.definition)) > 40, each.id
        assert str(each.source) and str(each.title)
        assert each.breakdowns


def test_places_are_given_once() -> None:
    assert len({each.place for each in FIGURES.values()}) == len(FIGURES)
