"""Totals as JSON: the one form that the command, the API and the page give.

An amount is ``{"fen": 123450, "yuan": "1234.50"}``: whole fen for programs, exact decimal text for
those whose numbers are binary fractions. Counts are whole numbers. A ratio is exact, ``numerator``
(fen) over ``denominator``, and beside it what is shown; null where there is nothing to divide by.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from marshmallow import Schema, fields

from registry.money import fen_to_decimal_text
from registry.statistics.breakdowns import Key
from registry.statistics.catalogue import all_indicators
from registry.statistics.indicator import Ratio, Unit, whole_fen
from registry.statistics.narrowing import words_of
from registry.statistics.queries import Cell, Figures, Row, Totals

MEANING = {
    "registered": "Registered and not certified, on the day of the figure.",
    "certified": "Certified on the day of the figure, the certificate not revoked.",
    "together": "Registered or certified: both of the above.",
    "as_of": "What the registry knew and counted by the end of this day.",
}


class Amount(fields.Field[int]):
    """Whole fen as fen and as decimal text in yuan."""

    def _serialize(self, value: int | None, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return None if value is None else {"fen": value, "yuan": fen_to_decimal_text(value)}


class FiguresField(fields.Field[Figures]):
    """Indicator id → amount or count."""

    def _serialize(self, value: Figures | None, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        given, amount = value or {}, Amount()
        return {
            indicator.id: (
                amount._serialize(given[indicator.id], None, None)
                if indicator.unit is Unit.FEN
                else given[indicator.id]
            )
            for indicator in all_indicators()
        }


class CellSchema(Schema):
    """The figures of a row in the three ways of counting."""

    registered = FiguresField()
    certified = FiguresField()
    together = FiguresField()


class KeySchema(Schema):
    """The group of a breakdown."""

    code = fields.String()
    name = fields.String()
    name_en = fields.String()
    parent_code = fields.String()
    parent_name = fields.String()
    parent_name_en = fields.String()
    unbridged = fields.Boolean()


class RowSchema(Schema):
    """One row: its keys by breakdown, and its figures."""

    keys = fields.Method("_keys")
    cell = fields.Nested(CellSchema)

    def _keys(self, row: Row) -> dict[str, Any]:
        return {key.breakdown.value: _key(key) for key in row.keys}


class ProgressSchema(Schema):
    """The way to the plan's target."""

    indicator = fields.String()
    region_code = fields.String()
    region_name = fields.String()
    year = fields.Integer()
    value = Amount()
    registered = Amount()
    certified = Amount()
    together = Amount()
    missing = Amount()
    share_percent = fields.String(attribute="share")
    reference = fields.String()


class TotalsSchema(Schema):
    """All of it, with what the figures are."""

    data_year = fields.Integer()
    as_of = fields.Date()
    by = fields.List(fields.String())
    codes = fields.String()
    indicators = fields.Method("_indicators")
    meaning = fields.Constant(MEANING)
    benchmarks_are_example = fields.Boolean(attribute="example")
    total = fields.Nested(CellSchema)
    ratios = fields.Method("_of_total")
    rows = fields.Method("_rows")
    filters = fields.Method("_filters")
    unbridged = fields.Method("_unbridged")
    page = fields.Method("_page")
    progress = fields.Nested(ProgressSchema, allow_none=True)

    def _indicators(self, totals: Totals) -> list[dict[str, str]]:
        return [
            {"id": indicator.id, "unit": "CNY" if indicator.unit is Unit.FEN else "count"}
            for indicator in all_indicators()
        ]

    def _of_total(self, totals: Totals) -> dict[str, Any]:
        # Of everything the breakdown takes nothing away.
        return _ratios(totals.total, replace(totals, by=()).ratios)

    def _rows(self, totals: Totals) -> list[dict[str, Any]]:
        schema, allowed = RowSchema(), totals.ratios
        return [schema.dump(row) | {"ratios": _ratios(row.cell, allowed)} for row in totals.rows]

    def _filters(self, totals: Totals) -> dict[str, list[str]]:
        return {word: text.split(",") for word, text in words_of(totals.where).items()}

    def _unbridged(self, totals: Totals) -> list[dict[str, Any]]:
        return [{"breakdown": key.breakdown.value, **_key(key)} for key in totals.unbridged]

    def _page(self, totals: Totals) -> dict[str, Any] | None:
        """Null where all rows are given."""
        if totals.window is None:
            return None
        ask, count = totals.window.ask, totals.window.count
        order = ask.figure.id if ask.figure else "code"
        return {
            "page": ask.page,
            "pages": -(-count // ask.per_page) or 1,
            "rows_in_all": count,
            "order": f"-{order}" if ask.descending else order,
        }


def to_json(totals: Totals) -> dict[str, Any]:
    """Plain data for ``json.dumps``, the same whatever language the reader uses."""
    plain: dict[str, Any] = TotalsSchema().dump(totals)
    return plain


def _key(key: Key) -> dict[str, Any]:
    plain: dict[str, Any] = KeySchema().dump(key)
    return {name: value for name, value in plain.items() if value is not None}


def _ratios(cell: Cell, allowed: Iterable[Ratio]) -> dict[str, Any]:
    """Stage → ratio id → quotient."""
    told = tuple(allowed)
    parts = {
        "registered": cell.registered,
        "certified": cell.certified,
        "together": cell.together,
    }
    return {
        stage: {ratio.id: _quotient(ratio, figures) for ratio in told}
        for stage, figures in parts.items()
    }


def _quotient(ratio: Ratio, figures: Figures) -> dict[str, Any] | None:
    exact = ratio.of(figures)
    if exact is None:
        return None
    shown = whole_fen(exact)
    return {
        "numerator": figures[ratio.numerator],
        "denominator": figures[ratio.denominator],
        "fen": shown,
        "yuan": fen_to_decimal_text(shown),
    }
