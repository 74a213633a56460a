"""A release as a spreadsheet: a sheet for each table, the notes that the page has."""

from collections.abc import Iterator
from itertools import groupby

from flask_babel import get_locale, gettext

from registry.statistics.breakdowns import TITLES, Key
from registry.statistics.catalogue import all_indicators
from registry.statistics.indicator import Indicator
from registry.statistics.outputs.publisher import Publisher
from registry.statistics.outputs.spreadsheet import Amount, Book, Cell, Sheet, unit_heads, workbook
from registry.statistics.releases.content import Figure, ReleaseContent, Table
from registry.statistics.releases.wording import RULE, SIDES, STATUSES


def release_xlsx(content: ReleaseContent, by: Publisher) -> bytes:
    """In the reader's language."""
    shown = [each for each in all_indicators() if each.id in content.indicators]
    mark = f"{gettext('EXAMPLE')} · " if content.example else ""
    return workbook(
        Book(
            title=mark + content.name,
            author=by.name,
            made_on=content.published_on or content.as_of,
            notes=list(_notes(content, by, shown)),
            sheets=[_sheet(content, table, shown, mark) for table in content.tables],
        )
    )


def _sheet(content: ReleaseContent, table: Table, shown: list[Indicator], mark: str) -> Sheet:
    name = table_name(table)
    about = gettext(
        "Data year %(year)s, as known on %(day)s",
        year=content.data_year,
        day=content.as_of.isoformat(),
    )
    heads = [
        head
        for level in table.by
        for head in (f"{TITLES[level]} ({gettext('code')})", str(TITLES[level]))
    ]
    return Sheet(
        name=name,
        title=f"{mark}{content.name}: {name}",
        about=f"{about} · {STATUSES[content.status]} · {content.number or ''}",
        columns=(
            *heads,
            gettext("What is counted"),
            *unit_heads((str(each.title), each.unit) for each in shown),
        ),
        rows=[list(row) for row in _rows(table, shown)],
        labels=len(heads) + 1,
    )


def table_name(table: Table) -> str:
    """What a table is called."""
    return " × ".join(str(TITLES[level]) for level in table.by) or str(gettext("All together"))


def _rows(table: Table, shown: list[Indicator]) -> Iterator[list[Cell]]:
    for (keys, side), of_line in groupby(table.figures, key=lambda each: (each.keys, each.side)):
        figures: dict[str, Figure] = {each.indicator: each for each in of_line}
        names: list[Cell] = [text for key in keys for text in (key.code, _name(key))]
        values = [Amount(figures[each.id].value, each.unit) for each in shown]
        yield [*names, str(SIDES[side]), *values]


def _name(key: Key) -> str:
    english = str(get_locale()) == "en"
    return (english and key.name_en) or key.name


def _notes(
    content: ReleaseContent, by: Publisher, shown: list[Indicator]
) -> Iterator[tuple[str, str]]:
    yield gettext("Publisher"), f"{by.name} / {by.name_en}"
    yield gettext("Release"), content.number or gettext("not published")
    yield gettext("Status of the figures"), str(STATUSES[content.status])
    yield gettext("As of"), content.as_of.isoformat()
    yield gettext("Published on"), str(content.published_on or "—")
    yield gettext("Licence of the data"), by.licence or gettext("The operator has stated none.")
    if content.example:
        yield (
            gettext("EXAMPLE"),
            gettext(
                "Benchmarks or the confidentiality rule of this release are example data of the"
                " operator and not an official standard."
            ),
        )
    yield (
        gettext("Confidential figures"),
        gettext(
            "A figure is not shown when too few enterprises stand behind it, when its largest"
            " enterprises dominate it, when it would give away a change since an earlier release,"
            " or when it would give back another one."
        ),
    )
    for name, label in RULE.items():
        yield str(label), content.rule.get(name, "—")
    yield gettext("Amounts"), gettext("In yuan, exact, as the enterprises declared them.")
    for each in shown:
        yield str(each.title), str(each.definition)
    yield gettext("SHA-256 of the figures"), content.content_sha256
