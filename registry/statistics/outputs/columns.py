"""The columns of CSV and Parquet: one list, so that both say the same."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from registry.money import N_
from registry.statistics.breakdowns import Key
from registry.statistics.outputs.observations import Observation, observations
from registry.statistics.releases.content import ReleaseContent

Value = str | int | date | Decimal | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its type by Arrow's name, what is in it, and how it is filled."""

    name: str
    type: str
    meaning: str
    of: Callable[[ReleaseContent, Observation], Value]


def _code(key: Key | None) -> str | None:
    return key.code if key else None


def _name(key: Key | None) -> str | None:
    return key.name if key else None


def _name_en(key: Key | None) -> str | None:
    return key.name_en if key else None


COLUMNS = (
    Column(
        "release", "string", N_("Number of the release, as it is cited."), lambda c, o: c.number
    ),
    Column("data_year", "int32", N_("Year that the figures are of."), lambda c, o: c.data_year),
    Column("as_of", "date32", N_("Day whose knowledge counts."), lambda c, o: c.as_of),
    Column(
        "release_status",
        "string",
        N_("provisional, revised or final."),
        lambda c, o: c.status.value,
    ),
    Column(
        "breakdown",
        "string",
        N_("Table of the release. Rows of different tables are never to be added together."),
        lambda c, o: o.table,
    ),
    Column(
        "region_code",
        "string",
        N_("GB/T 2260; empty where the figure is of all places."),
        lambda c, o: _code(o.place),
    ),
    Column("region_name", "string", N_("Its name."), lambda c, o: _name(o.place)),
    Column(
        "class_code",
        "string",
        N_("Class of patent-intensive industries, two digits (7) or four (31); empty: all."),
        lambda c, o: _code(o.industry),
    ),
    Column("class_name", "string", N_("Its name."), lambda c, o: _name(o.industry)),
    Column(
        "class_name_en", "string", N_("Its name in English."), lambda c, o: _name_en(o.industry)
    ),
    Column(
        "size",
        "string",
        N_("large, medium, small, micro or institution; empty: all."),
        lambda c, o: _code(o.size),
    ),
    Column(
        "stage",
        "string",
        N_("registered (and not certified), certified, or together."),
        lambda c, o: o.side.value,
    ),
    Column("indicator", "string", N_("Id of the figure."), lambda c, o: o.indicator.id),
    Column("unit", "string", N_("CNY (yuan) or COUNT."), lambda c, o: o.unit),
    Column(
        "value",
        "decimal128(21, 2)",
        N_("The figure in its unit, exact; empty where it is suppressed."),
        lambda c, o: o.number,
    ),
    Column(
        "value_status",
        "string",
        N_("shown, or suppressed: confidential under the rule of the release."),
        lambda c, o: o.status.value,
    ),
)


def rows(content: ReleaseContent) -> Iterator[tuple[Value, ...]]:
    """The values of each observation in the order of the columns."""
    for each in observations(content):
        yield tuple(column.of(content, each) for column in COLUMNS)
