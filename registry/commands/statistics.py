"""The commands about figures: totals, over the years, year on year, concentration."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import click
from flask_babel import gettext
from rich.console import Console
from rich.table import Table

from registry.commands.facts import statistics_group
from registry.commands.frame import as_json_option, in_registry, main, print_json
from registry.filing.report import show_totals
from registry.statistics import comparing
from registry.statistics.breakdowns import TITLES, Breakdown
from registry.statistics.choices import name_of
from registry.statistics.comparing_forms import (
    change_question,
    concentration_question,
    series_question,
)
from registry.statistics.forms import Given, answer, question
from registry.statistics.growth_text import percent
from registry.statistics.narrowing import FILTERS
from registry.statistics.scales import Scale, amount, written
from registry.statistics.schemas import to_json

C = TypeVar("C", bound=Callable[..., Any])

_data_year = click.option("--data-year", default="", help="Default: the newest with figures.")
_as_of = click.option("--as-of", default="", help="Day whose knowledge counts. Default: today.")
_by = click.option(
    "--by",
    default="",
    help="region, province or county; class or major; size; kind; basis; industry or division.",
)
_codes = click.option("--codes", default="", help="of_day (default) or today.")
_unit = click.option(
    "--unit", default="yi", type=click.Choice([each.value for each in Scale]), help="As shown."
)
_indicator = click.option("--indicator", default="", help="Default: output_value.")


def _filters(command: C) -> C:
    """The options that narrow down, one for each filter."""
    for word in reversed(tuple(FILTERS)):
        command = click.option(f"--{word}", default="", help="Codes with commas.")(command)
    return command


@main.command()
@_data_year
@_as_of
@_by
@_codes
@_filters
@click.option("--order", default="", help="code or a figure; with a minus from the top.")
@as_json_option
@in_registry
def totals(as_json: bool, **given: str) -> None:
    """Totals of a data year as known on a day."""
    own = (given.pop("data_year"), given.pop("as_of"), given.pop("by"), given.pop("codes"))
    found = answer(question(*own, _given(given)))
    if as_json:
        print_json(to_json(found))
    else:
        show_totals(Console(), found)


@statistics_group.command("series")
@_indicator
@click.option("--years", default="", help="As 2020-2024. Default: all with figures.")
@_as_of
@_by
@_codes
@_filters
@_unit
@as_json_option
@in_registry
def series(as_json: bool, **given: str) -> None:
    """A figure over the data years, each with what has been published of it."""
    asked = series_question(_given(given))
    found = comparing.series_of(asked)
    if as_json:
        print_json(comparing.series_json(asked, found))
        return
    scale, figure = asked.asked.scale, asked.figure
    out = comparing.states(found.years, found.as_of)
    heads = [f"{year} {out[year].number if year in out else ''}".strip() for year in found.years]
    lines = [([name_of(key) for key in row.keys], row.points) for row in found.rows]
    table = _table(f"{figure.title} · {found.as_of.isoformat()}", found.by, heads)
    for names, points in [*lines, (_total(found.by), found.total)]:
        values = [written(scale, figure, point.together if point else None) for point in points]
        table.add_row(*names, *values)
    Console().print(table)


@statistics_group.command("change")
@_indicator
@_data_year
@_as_of
@_by
@_codes
@_filters
@click.option("--member", default="", help="product (default) or enterprise.")
@_unit
@as_json_option
@in_registry
def change(as_json: bool, **given: str) -> None:
    """An amount year on year: who stayed apart from who entered and left."""
    asked = change_question(_given(given))
    found = comparing.change_of(asked)
    if as_json:
        print_json(comparing.change_json(asked, found))
        return
    scale = asked.asked.scale
    heads = [
        str(found.data_year - 1),
        str(found.data_year),
        gettext("Change of the amount"),
        gettext("Risen"),
    ]
    heads += [gettext("Fallen"), gettext("Entered"), gettext("Left"), gettext("Like for like")]
    table = _table(f"{asked.figure.title} · {found.as_of.isoformat()}", found.by, heads)
    lines = [([name_of(key) for key in keys], each) for keys, each in found.rows]
    for names, each in [*lines, (_total(found.by), found.total)]:
        values = [amount(scale, getattr(each, name)) for name in comparing.CHANGES]
        table.add_row(*names, *values, f"{percent(each.like_for_like)} %")
    Console().print(table)


@statistics_group.command("concentration")
@_indicator
@_data_year
@_as_of
@_filters
@click.option("--n", default="", help="How many of the largest. Default: 1,4,8,20.")
@click.option("--stage", default="", help="together (default), registered or certified.")
@_unit
@as_json_option
@in_registry
def concentrated(as_json: bool, **given: str) -> None:
    """How much of an amount the largest enterprises have."""
    asked = concentration_question(_given(given))
    found = comparing.concentration_of(asked)
    if as_json:
        print_json(comparing.concentration_json(asked, found))
        return
    heads = [gettext("Enterprises"), gettext("Amount"), gettext("Share")]
    title = f"{gettext('Concentration')} · {found.data_year} · {found.as_of.isoformat()}"
    table = Table(title=title, title_justify="left")
    table.add_column(gettext("The largest"))
    for head in heads:
        table.add_column(head, justify="right")
    for top in found.top:
        share = amount(asked.asked.scale, top.amount)
        table.add_row(str(top.n), str(top.enterprises), share, f"{top.percent or '—'} %")
    Console().print(table)


def _given(options: dict[str, str]) -> Given:
    """Options as the words of an address; those that were not given are absent."""
    return {word: [text] for word, text in options.items() if text}


def _table(title: str, by: Iterable[Breakdown], heads: list[str]) -> Table:
    table = Table(title=title, title_justify="left")
    for breakdown in by:
        table.add_column(str(TITLES[breakdown]))
    for head in heads:
        table.add_column(head, justify="right")
    return table


def _total(by: tuple[Breakdown, ...]) -> list[str]:
    return [gettext("Total"), *[""] * (len(by) - 1)] if by else []
