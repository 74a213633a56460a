"""Put the shipped programme into the database: rounds, targets, and the EXAMPLE benchmarks."""

from importlib import resources
from typing import Any

import yaml
from sqlalchemy import select

from registry.codes.models import ClassLevel, IndustryClass
from registry.extensions import db
from registry.money import parse_yuan
from registry.programme.models import Benchmark, Dimension, Round, Target


def load_programme() -> dict[str, int]:
    """Add the rounds, targets and EXAMPLE benchmarks that are missing; says how many of each.

    What an operator has set is left as it is.
    """
    counts = {"rounds": _load_rounds(), "targets": _load_targets()}
    db.session.flush()
    return counts | {"benchmarks": _load_example_benchmarks()}


def _shipped(name: str) -> Any:
    return yaml.safe_load((resources.files("registry.programme") / name).read_text("utf-8"))


def _load_rounds() -> int:
    known = set(db.session.scalars(select(Round.year)))
    missing = [Round(**row) for row in _shipped("rounds.yaml") if row["year"] not in known]
    db.session.add_all(missing)
    return len(missing)


def _load_targets() -> int:
    known = {(t.indicator, t.region_code, t.year) for t in db.session.scalars(select(Target))}
    missing = [
        Target(value=parse_yuan(row.pop("value_yuan")), **row)
        for row in _shipped("targets.yaml")
        if (row["indicator"], row["region_code"], row["year"]) not in known
    ]
    db.session.add_all(missing)
    return len(missing)


def _load_example_benchmarks() -> int:
    shipped = _shipped("example_benchmarks.yaml")
    set_already = set(db.session.scalars(select(Benchmark.round_year).distinct()))
    missing = [
        _benchmark(shipped, round_year, industry_class, Dimension(dimension))
        for round_year in db.session.scalars(select(Round.year)).all()
        if round_year not in set_already
        for industry_class in db.session.scalars(
            select(IndustryClass).where(IndustryClass.level == ClassLevel.MIDDLE)
        ).all()
        if industry_class.code not in shipped["without"]
        for dimension in shipped["dimensions"]
    ]
    db.session.add_all(missing)
    return len(missing)


def _benchmark(
    shipped: dict[str, Any], round_year: int, industry_class: IndustryClass, dimension: Dimension
) -> Benchmark:
    general = shipped["dimensions"][dimension.value]
    of_major = shipped["major"].get(industry_class.parent_code, {})
    return Benchmark(
        round_year=round_year,
        class_code=industry_class.code,
        dimension=dimension,
        measure=general["measure"],
        threshold=of_major.get(dimension.value, general["threshold"]),
        unit=general["unit"],
        reference=shipped["reference"],
        last_checked=shipped["last_checked"],
        is_example=True,
    )
