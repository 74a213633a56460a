"""The command that imports a table of a million patents."""

import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click
from flask_babel import gettext

from registry.accounts.service import SYSTEM
from registry.commands.frame import as_json_option, existing_file, in_registry
from registry.commands.patent_json import print_line
from registry.commands.patents import patents
from registry.errors import BadInput, FieldProblem
from registry.money import N_
from registry.patents.reading import read_file, sentences
from registry.patents.sources import Unreadable
from registry.patents.sources.days import read_day
from registry.patents.sources.table_rows import ISO_DAY, NO_DAY

try:
    from registry.patents.bulk.service import import_table
except ImportError:
    # An extra: without it the rows are recorded one after the other.
    _in_bulk = False
else:
    _in_bulk = True

_SHOWN = 20

# What became of the rows, in words.
_COUNTED = {
    "added": N_("new patents"),
    "stated": N_("told of again"),
    "recorded": N_("recorded one by one"),
    "unchanged": N_("nothing new"),
    "refused": N_("refused rows"),
}

Counts = dict[str, int]


@patents.command("import")
@click.argument("file", type=existing_file)
@click.option("--as-of", default="", help="Day for which the file speaks if it names none.")
@as_json_option
@in_registry
def import_patents(file: Path, as_of: str, as_json: bool) -> None:
    """Import FILE, a table of patents (CSV or XLSX) of any size, in columns.

    What is new is stored as a whole or not at all. Exit code 1 if rows were refused.
    """
    refused = _Refused(as_json)
    do = _import if _in_bulk else read_singly
    counts = do(file, _day(as_of), refused)
    refused.tell_rest()
    if as_json:
        print_line({"file": file.name} | counts)
    else:
        click.echo(_told(file, counts))
    sys.exit(1 if refused.count else 0)


class _Refused:
    """Rows that were refused: told of at once, and not kept."""

    def __init__(self, as_json: bool) -> None:
        self.count = 0
        self._as_json = as_json

    def __call__(self, row: Unreadable) -> None:
        self.count += 1
        if self._as_json:
            for problem in row.problems:
                told = {"line": int(row.place), "field": problem.field, "value": problem.given}
                print_line(told | {"reason": problem.text(gettext)})
        elif self.count <= _SHOWN:
            for sentence in sentences(row, gettext):
                click.echo(f"  {sentence}", err=True)

    def tell_rest(self) -> None:
        """How many were not told of."""
        if not self._as_json and self.count > _SHOWN:
            rest = gettext("… and %(count)s more rows", count=self.count - _SHOWN)
            click.echo(f"  {rest}", err=True)


def _import(file: Path, as_of: date | None, refuse: Callable[[Unreadable], None]) -> Counts:
    imported = asdict(import_table(SYSTEM, file, as_of=as_of, refuse=refuse))
    del imported["fetch"]
    return imported


def read_singly(file: Path, as_of: date | None, refuse: Callable[[Unreadable], None]) -> Counts:
    """Without the extra."""
    click.echo(
        gettext(
            "The extra “bulk” (pyarrow, ADBC) is not installed: the rows are recorded one after "
            "the other, which takes much longer."
        ),
        err=True,
    )
    outcome = read_file(SYSTEM, file, as_of=as_of, on_unreadable=refuse)
    return {"recorded": outcome.recorded, "refused": outcome.unreadable}


def _told(file: Path, counts: Counts) -> str:
    said = ", ".join(f"{gettext(_COUNTED[name])} {counts[name]}" for name in counts)
    return f"{file.name}: {said}"


def _day(text: str) -> date | None:
    """The day of the option; None where it is not given."""
    if not text:
        return None
    day = read_day(text)
    if day is None:
        raise BadInput([FieldProblem("as_of", text, NO_DAY, ISO_DAY)])
    return day
