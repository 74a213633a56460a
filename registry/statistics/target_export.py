"""The three targets as JSON and as a CSV file: amounts exact, everything with its day."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

from flask_babel import gettext

from registry.money import fen_to_decimal_text
from registry.statistics.exports import Value, Yuan, safe
from registry.statistics.industrialisation import Industrialisation, Rate
from registry.statistics.settings import (
    LAPSING_MONTHS,
    NAMES,
    STATUS_FRESH_DAYS,
    in_force,
    whole,
)
from registry.statistics.target_quarters import Quarter, quarters_of
from registry.statistics.targets import Contracts, Output, Place, Point, Targets

_MEANING = {
    "certified": "Certified on the day, the certificate not revoked.",
    "registered": "Registered and not certified.",
    "at_risk": "Of both: a patent warning threatens it, or the certificate is suspended.",
    "lapsing": "Of certified, not at risk: the certificate ends within {lapsing} months.",
    "in_review": "Handed in and not yet registered; in none of the others.",
    "contracts": "Confirmed licences and transfers of patents, by the year of signing.",
    "rate": "Patents in force used or contracted; a status is known for {fresh} days.",
    "quarters": "What was known of these years at the end of each quarter.",
}


def targets_json(found: Targets) -> dict[str, Any]:
    """Plain data, the same in whatever language; what is known of today only is null earlier."""
    return {
        "as_of": found.as_of.isoformat(),
        "region_code": found.region.code,
        "region_name": found.region.name,
        "meaning": _meaning(found.as_of),
        "parameters": [_parameter(name, found.as_of) for name in NAMES],
        "output": [_point(each) for each in found.output],
        "contracts": [_point(each) for each in found.contracts],
        "places": {
            "data_year": found.data_year,
            "contract_year": found.year,
            "rows": [_place(each) for each in found.places],
        },
        "quarters": [_quarter(each) for each in quarters_of(found)],
        "industrialisation": _rate_json(found.rate),
    }


def _meaning(day: date) -> dict[str, str]:
    values = {"lapsing": whole(LAPSING_MONTHS, day), "fresh": whole(STATUS_FRESH_DAYS, day)}
    return {word: text.format_map(values) for word, text in _MEANING.items()}


def _parameter(name: str, day: date) -> dict[str, Any]:
    """A value that the operator sets, with where it comes from."""
    each = in_force(name, day)
    return {
        "name": name,
        "value": str(each.value),
        "unit": each.unit,
        "from": each.since.isoformat(),
        "reference": each.reference,
        "last_checked": each.last_checked.isoformat(),
        "example": each.example,
    }


def _quarter(each: Quarter) -> dict[str, Any]:
    day = {"as_of": each.day.isoformat(), "quarter": each.name}
    return day | {"output": _point(each.output), "contracts": _point(each.contracts)}


def _fen(fen: int | None) -> dict[str, Any] | None:
    return None if fen is None else {"fen": fen, "yuan": fen_to_decimal_text(fen)}


def _reached(reached: Output | Contracts) -> dict[str, Any]:
    if isinstance(reached, Contracts):
        return {"amount": _fen(reached.amount), "contracts": reached.number}
    names = ("certified", "registered", "together", "at_risk", "lapsing", "in_review")
    return {name: _fen(getattr(reached, name)) for name in names}


def _point(point: Point) -> dict[str, Any]:
    target = point.target
    beside = target and {
        "year": target.year,
        "value": _fen(target.value),
        "reference": target.reference,
        "missing": _fen(point.missing),
        "share_percent": point.share,
    }
    return {"year": point.year, "target": beside, **_reached(point.reached)}


def _place(place: Place) -> dict[str, Any]:
    return {
        "code": place.code,
        "name": place.name,
        "output": _reached(place.output),
        "contracts": _reached(place.contracts),
    }


def _rate_json(rate: Industrialisation) -> dict[str, Any]:
    return {
        "target": None,
        "institutions": rate.institutions,
        "institutions_with_patents": rate.with_patents,
        "total": _rate(rate.total),
        "by_institution": [_rate(each) for each in rate.by_institution],
        "by_place": [_rate(each) for each in rate.by_place],
        "by_kind": [_rate(each) for each in rate.by_kind],
    }


def _rate(rate: Rate) -> dict[str, Any]:
    names = ("code", "name", "known", "fresh", "in_force", "unknown", "used")
    plain: dict[str, Any] = {name: getattr(rate, name) for name in names}
    return plain | {"share_percent": rate.share, "fresh_percent": rate.fresh_share}


def targets_csv(found: Targets) -> str:
    """One long table: what, year or group, figure, value; amounts in yuan."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerows([safe(value) for value in line] for line in _lines(found))
    return "\ufeff" + out.getvalue()


def _lines(found: Targets) -> Iterator[list[Value]]:
    yield [gettext("The plan's targets"), found.region.name]
    yield [gettext("As of"), found.as_of.isoformat()]
    yield [gettext("Amounts in yuan, declared by the enterprises")]
    yield []
    yield ["indicator", "year", "code", "name", "figure", "value"]
    for indicator, points in (("output_value", found.output), ("contract_value", found.contracts)):
        for point in points:
            start: list[Value] = [indicator, point.year, found.region.code, found.region.name]
            yield from _values(start, point.reached)
            if point.target is not None:
                yield [*start, "target", Yuan(point.target.value)]
                yield [*start, "missing", Yuan(point.missing or 0)]
    yield from _quarter_lines(found)
    for place in found.places:
        yield from _values(["output_value", found.data_year, place.code, place.name], place.output)
        yield from _values(["contract_value", found.year, place.code, place.name], place.contracts)
    yield from _rates(found)


def _quarter_lines(found: Targets) -> Iterator[list[Value]]:
    """The path by quarters: the day stands where the other lines have the year."""
    for each in quarters_of(found):
        parts = ("output_value", each.output), ("contract_value", each.contracts)
        for indicator, point in parts:
            place: list[Value] = [found.region.code, found.region.name]
            day = each.day.isoformat()
            yield from _values([f"{indicator}_{point.year}_as_of", day, *place], point.reached)


def _values(start: list[Value], reached: Output | Contracts) -> Iterator[list[Value]]:
    for name, value in _reached(reached).items():
        if value is not None:
            yield [*start, name, Yuan(value["fen"]) if isinstance(value, dict) else value]


def _rates(found: Targets) -> Iterator[list[Value]]:
    rate, year = found.rate, found.as_of.year
    for name, rows in (
        ("industrialisation", (rate.total,)),
        ("industrialisation_by_institution", rate.by_institution),
        ("industrialisation_by_place", rate.by_place),
        ("industrialisation_by_kind", rate.by_kind),
    ):
        for row in rows:
            for figure in ("known", "fresh", "in_force", "unknown", "used"):
                yield [name, year, row.code, row.name, figure, getattr(row, figure)]
