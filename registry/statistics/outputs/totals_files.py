"""The totals of a question as files for staff: spreadsheet and Parquet. CSV and JSON exist."""

from collections.abc import Iterator

from flask_babel import get_locale, gettext

from registry.statistics.breakdowns import TITLES
from registry.statistics.catalogue import all_indicators
from registry.statistics.outputs.publisher import Publisher
from registry.statistics.outputs.spreadsheet import Amount, Book, Cell, Sheet, unit_heads, workbook
from registry.statistics.queries import Cell as TotalsCell
from registry.statistics.queries import Totals
from registry.statistics.releases.content import Side
from registry.statistics.releases.wording import SIDES


def totals_xlsx(totals: Totals, by: Publisher) -> bytes:
    """In the reader's language; every figure is in it, confidential ones too."""
    title = gettext("Totals of patent-intensive products")
    mark = f"{gettext('EXAMPLE')} · " if totals.example else ""
    return workbook(
        Book(mark + title, by.name, totals.as_of, list(_notes(totals)), [_sheet(totals, mark)])
    )


def _sheet(totals: Totals, mark: str) -> Sheet:
    shown = all_indicators()
    heads = [
        head
        for level in totals.by
        for head in (f"{TITLES[level]} ({gettext('code')})", str(TITLES[level]))
    ]
    about = gettext(
        "Data year %(year)s, as known on %(day)s",
        year=totals.data_year,
        day=totals.as_of.isoformat(),
    )
    return Sheet(
        name=gettext("Totals"),
        title=mark + gettext("Totals of patent-intensive products"),
        about=about,
        columns=(
            *heads,
            gettext("What is counted"),
            *unit_heads((str(each.title), each.unit) for each in shown),
        ),
        rows=list(_rows(totals)),
        labels=len(heads) + 1,
    )


def _rows(totals: Totals) -> Iterator[list[Cell]]:
    english = str(get_locale()) == "en"
    for row in totals.rows:
        names: list[Cell] = []
        for key in row.keys:
            names += [key.code, (english and key.name_en) or key.name]
        yield from _lines(names, row.cell)
    blank: list[Cell] = [gettext("Total"), ""] + ["", ""] * (len(totals.by) - 1)
    yield from _lines(blank if totals.by else [], totals.total)


def _lines(names: list[Cell], cell: TotalsCell) -> Iterator[list[Cell]]:
    sides = zip(Side, (cell.registered, cell.certified, cell.together), strict=True)
    for side, figures in sides:
        values = [Amount(figures[each.id], each.unit) for each in all_indicators()]
        yield [*names, str(SIDES[side]), *values]


def _notes(totals: Totals) -> Iterator[tuple[str, str]]:
    yield gettext("As of"), totals.as_of.isoformat()
    yield (
        gettext("Confidential figures"),
        gettext("This file is for staff: nothing is hidden in it. Publish releases, not this."),
    )
    yield gettext("Amounts"), gettext("In yuan, exact, as the enterprises declared them.")
    for each in all_indicators():
        yield str(each.title), str(each.definition)
