"""The answers to the questions that compare, as plain data and as lines of a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext
from sqlalchemy import select

from registry.extensions import db
from registry.money import fen_to_decimal_text
from registry.statistics.breakdowns import Breakdown, Key
from registry.statistics.comparing_forms import (
    ChangeQuestion,
    ConcentrationQuestion,
    SeriesQuestion,
)
from registry.statistics.concentration import Concentration, concentration
from registry.statistics.exports import Figure, Value, Yuan, plain
from registry.statistics.panel import Change, YearOnYear, year_on_year
from registry.statistics.releases.content import ReleaseStatus
from registry.statistics.releases.models import Publication, Release
from registry.statistics.scales import is_amount
from registry.statistics.schemas import KeySchema
from registry.statistics.series import Point, Series, series

SIDES = ("registered", "certified", "together")
CHANGES = ("before", "after", "change", "risen", "fallen", "entered", "left")


@dataclass(frozen=True, slots=True)
class State:
    """What has been published of a data year by a day: the newest release and its status."""

    number: str
    status: ReleaseStatus
    published_on: date


def states(years: tuple[int, ...], as_of: date) -> dict[int, State]:
    """Data year → its newest release that was out by the end of a day; not there without one."""
    rows = db.session.execute(
        select(Publication, Release.status)
        .join(Release, Release.id == Publication.release_id)
        .where(Publication.data_year.in_(years), Publication.published_on <= as_of)
        .order_by(Publication.data_year, Publication.serial)
    )
    return {
        out.data_year: State(out.number, ReleaseStatus(status), out.published_on)
        for out, status in rows
    }


def series_of(asked: SeriesQuestion) -> Series:
    """The figure over the years."""
    one = asked.asked
    return series(asked.figure, one.by, asked.years, one.as_of, one.codes, one.where)


def change_of(asked: ChangeQuestion) -> YearOnYear:
    """The amount year on year."""
    one = asked.asked
    return year_on_year(
        asked.figure, one.data_year, one.as_of, one.by, asked.member, one.codes, one.where
    )


def concentration_of(asked: ConcentrationQuestion) -> Concentration:
    """The largest enterprises' share."""
    one = asked.asked
    return concentration(
        asked.indicator, one.data_year, one.as_of, asked.sizes, asked.counted.stage, one.where
    )


def series_json(asked: SeriesQuestion, found: Series) -> dict[str, Any]:
    """A year without a release has the state null; a year without a row the value null."""
    out = states(found.years, found.as_of)
    return {
        "indicator": found.indicator,
        "unit": "CNY" if is_amount(asked.figure) else "count",
        "as_of": found.as_of.isoformat(),
        "by": [level.value for level in found.by],
        "codes": found.codes.value,
        "filters": asked.asked.address_of_filters(),
        "years": [{"data_year": year, "release": _state(out.get(year))} for year in found.years],
        "total": [_point(asked.figure, point) for point in found.total],
        "rows": [
            {
                "keys": keys_json(row.keys),
                "points": [_point(asked.figure, point) for point in row.points],
            }
            for row in found.rows
        ],
    }


def change_json(asked: ChangeQuestion, found: YearOnYear) -> dict[str, Any]:
    """Amounts in fen and yuan; ``like_for_like`` is exact, null where the panel had nothing."""
    return {
        "indicator": found.indicator,
        "unit": "CNY",
        "data_year": found.data_year,
        "before": found.data_year - 1,
        "as_of": found.as_of.isoformat(),
        "by": [level.value for level in found.by],
        "codes": asked.asked.codes.value,
        "filters": asked.asked.address_of_filters(),
        "member": found.member.value,
        "total": _change(found.total),
        "rows": [{"keys": keys_json(keys), **_change(each)} for keys, each in found.rows],
    }


def concentration_json(asked: ConcentrationQuestion, found: Concentration) -> dict[str, Any]:
    """Shares in percent as text with one decimal, cut; the Herfindahl index exact and decimal."""
    index = found.herfindahl
    return {
        "indicator": found.indicator,
        "unit": "CNY",
        "data_year": found.data_year,
        "as_of": found.as_of.isoformat(),
        "filters": asked.asked.address_of_filters(),
        "stage": asked.counted.value,
        "enterprises": found.enterprises,
        "total": fen_json(found.total),
        "top": [
            {
                "n": top.n,
                "enterprises": top.enterprises,
                "amount": fen_json(top.amount),
                "share_percent": top.percent,
            }
            for top in found.top
        ],
        "herfindahl": None
        if index is None
        else {
            "numerator": str(index.numerator),
            "denominator": str(index.denominator),
            "shown": found.index_text,
        },
    }


def series_lines(asked: SeriesQuestion, found: Series) -> Iterator[list[Value]]:
    """One line for each group, year and side."""
    out = states(found.years, found.as_of)
    yield from _title(asked.figure, found.as_of)
    yield [*_headings(found.by), "data_year", "release", "status", *SIDES]
    rows = [(row.keys, row.points) for row in found.rows]
    for keys, points in [*rows, ((), found.total)]:
        for year, point in zip(found.years, points, strict=True):
            state = out.get(year)
            told: list[Value] = [state.number, state.status.value] if state else ["", ""]
            values = [plain(asked.figure, getattr(point, side, None)) for side in SIDES]
            yield [*_names(keys, found.by), year, *told, *values]


def change_lines(asked: ChangeQuestion, found: YearOnYear) -> Iterator[list[Value]]:
    """One line for each group, the whole last."""
    yield from _title(asked.figure, found.as_of)
    yield [gettext("Data year"), found.data_year, gettext("against"), found.data_year - 1]
    panel = ("panel_count", "panel_before", "panel_after")
    yield [*_headings(found.by), *CHANGES, *panel]
    whole: tuple[tuple[Key, ...], Change] = ((), found.total)
    for keys, each in [*found.rows, whole]:
        amounts = [Yuan(getattr(each, name)) for name in CHANGES]
        kept = [each.panel, Yuan(each.panel_before), Yuan(each.panel_after)]
        yield [*_names(keys, found.by), *amounts, *kept]


def concentration_lines(
    asked: ConcentrationQuestion, found: Concentration
) -> Iterator[list[Value]]:
    """One line for each number of the largest."""
    yield [gettext("Concentration"), found.indicator, asked.counted.value]
    yield [gettext("Data year"), found.data_year]
    yield [gettext("As of"), found.as_of.isoformat()]
    yield [gettext("Amounts in yuan, declared by the enterprises")]
    yield []
    yield ["n", "enterprises", "amount", "share_percent"]
    for top in found.top:
        yield [top.n, top.enterprises, Yuan(top.amount), top.percent or ""]
    yield ["all", found.enterprises, Yuan(found.total), "100.0" if found.total else ""]


def fen_json(fen: int) -> dict[str, Any]:
    """An amount for programs."""
    return {"fen": fen, "yuan": fen_to_decimal_text(fen)}


def keys_json(keys: tuple[Key, ...]) -> dict[str, Any]:
    """The groups of a row by breakdown."""
    schema = KeySchema()
    return {
        key.breakdown.value: {k: v for k, v in schema.dump(key).items() if v is not None}
        for key in keys
    }


def _state(state: State | None) -> dict[str, Any] | None:
    if state is None:
        return None
    day = state.published_on.isoformat()
    return {"number": state.number, "status": state.status.value, "published_on": day}


def _point(figure: Figure, point: Point | None) -> dict[str, Any] | None:
    if point is None:
        return None
    values = {side: getattr(point, side) for side in SIDES}
    if not is_amount(figure):
        return values
    return {side: None if fen is None else fen_json(fen) for side, fen in values.items()}


def _change(each: Change) -> dict[str, Any]:
    grown = each.like_for_like
    panel = {
        "members": each.panel,
        "before": fen_json(each.panel_before),
        "after": fen_json(each.panel_after),
        "like_for_like": grown
        and {"numerator": str(grown.numerator), "denominator": str(grown.denominator)},
    }
    return {name: fen_json(getattr(each, name)) for name in CHANGES} | {"panel": panel}


def _title(figure: Figure, as_of: date) -> Iterator[list[Value]]:
    yield [str(figure.title)]
    yield [gettext("As of"), as_of.isoformat()]
    if is_amount(figure):
        yield [gettext("Amounts in yuan, declared by the enterprises")]
    yield []


def _headings(by: tuple[Breakdown, ...]) -> list[Value]:
    return [f"{level.value}_{part}" for level in by for part in ("code", "name")]


def _names(keys: tuple[Key, ...], by: tuple[Breakdown, ...]) -> list[Value]:
    if not keys:
        blank: list[Value] = [""] * (2 * len(by) - 1)
        return [gettext("Total"), *blank] if by else []
    return [text for key in keys for text in (key.code, key.name)]
