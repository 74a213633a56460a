"""The commands about patents: numbers, what sources told, what is known."""

import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import click
from flask_babel import gettext
from rich.console import Console

from registry import clock
from registry.accounts.service import SYSTEM
from registry.applications.queries import patents_in_use
from registry.commands.frame import as_json_option, in_registry, main, print_json
from registry.commands.patent_json import (
    asked_json,
    outcome_json,
    print_line,
    reading_json,
    timeline_json,
)
from registry.commands.patent_telling import (
    bar_of_bytes,
    tell_asked,
    tell_outcome,
    tell_timeline,
)
from registry.config import setting
from registry.errors import BadInput, FieldProblem, NotFound, NotReady
from registry.filing.report import ConsoleNarrator, number_line
from registry.money import N_
from registry.patents.models import Patent
from registry.patents.number_types import PatentNumber
from registry.patents.numbers import NumberProblem, parse
from registry.patents.queries import by_number, by_publication
from registry.patents.reading import Outcome, ask, read_file
from registry.patents.sources import Unreadable
from registry.patents.sources.days import read_day
from registry.patents.sources.kept_answers import KeptAnswers
from registry.patents.sources.ops import EpoOps
from registry.patents.sources.publications import read_application_number
from registry.patents.standing import standings, timeline_of
from registry.patents.telling import ISO_DAY, NO_DAY, NO_PATENT

try:
    from registry.patents.sources.ops_client import OpsClient
except ImportError:
    # An extra: without it patents are read from files only.
    _can_ask = False
else:
    _can_ask = True

KEPT_FOR = timedelta(days=7)

SEVERAL_PATENTS = N_("Sources tie {number} to several patents: {patents}. Ask for one of them.")
NO_EXTRA = N_("Asking EPO OPS needs the extra “ops” (python-epo-ops-client).")
NO_KEYS = N_("Asking EPO OPS needs REGISTRY_OPS_KEY and REGISTRY_OPS_SECRET.")

any_path = click.Path(exists=True, path_type=Path)


@main.command()
@click.argument("numbers", nargs=-1, required=True)
@as_json_option
@in_registry
def patent(numbers: tuple[str, ...], as_json: bool) -> None:
    """Read patent NUMBERS and say what is wrong with those that cannot be read."""
    readings = [(typed, parse(typed)) for typed in numbers]
    for typed, reading in readings:
        if as_json:
            print_line(reading_json(typed, reading))
        else:
            click.echo(number_line(typed, reading))
    sys.exit(1 if any(isinstance(reading, NumberProblem) for _, reading in readings) else 0)


@main.group()
def patents() -> None:
    """What sources told of patents, and what is known of them."""


@patents.command("load")
@click.argument("files", nargs=-1, required=True, type=any_path)
@click.option("--as-of", default="", help="Day for which files speak that name none.")
@click.option("--again", is_flag=True, help="From the beginning, though a file was read before.")
@as_json_option
@in_registry
def load_files(files: tuple[Path, ...], as_of: str, again: bool, as_json: bool) -> None:
    """Read FILES into the registry: CSV, XLSX, WIPO ST.96, the office's full text (or a folder).

    What a file is, its content tells. A reading that was interrupted goes on where it stopped.
    """
    day = _day("as_of", as_of)
    unreadable = 0
    for file in files:
        problems: list[Unreadable] = []
        outcome = _load(file, day, again, problems)
        unreadable += outcome.unreadable
        if as_json:
            print_line(outcome_json(file, outcome, problems))
        else:
            tell_outcome(file, outcome, problems)
    sys.exit(1 if unreadable else 0)


def _load(file: Path, day: date | None, again: bool, problems: list[Unreadable]) -> Outcome:
    with bar_of_bytes(file.name) as show:
        return read_file(
            SYSTEM, file, as_of=day, on_progress=show, on_unreadable=problems.append, again=again
        )


@patents.command("fetch")
@click.argument("numbers", nargs=-1)
@click.option("--all-used", is_flag=True, help="Every patent that an application names.")
@click.option("--limit", type=click.IntRange(min=1), help="Ask for so many at most.")
@click.option(
    "--delivered-until", default="", help="Day up to which the EPO has the events of the office."
)
@as_json_option
@in_registry
def fetch_from_ops(
    numbers: tuple[str, ...],
    all_used: bool,
    limit: int | None,
    delivered_until: str,
    as_json: bool,
) -> None:
    """Ask EPO OPS for the legal events of NUMBERS; those that nobody looked at longest first."""
    if bool(numbers) == all_used:
        raise click.UsageError(gettext("Name patent numbers, or say --all-used."))
    source = _ops(_day("delivered_until", delivered_until))
    asked_for = (_longest_unseen() if all_used else _numbers(numbers))[:limit]
    narrator = ConsoleNarrator(Console(stderr=True))
    with narrator.progress(gettext("Asking EPO OPS"), len(asked_for)) as step:
        asked = ask(SYSTEM, source, asked_for, step)
    if as_json:
        print_line(asked_json(asked))
    else:
        tell_asked(asked)
    sys.exit(1 if asked.stopped_by else 0)


def _ops(delivered_until: date | None) -> EpoOps:
    if not _can_ask:
        raise NotReady(NO_EXTRA)
    key, secret = setting("OPS_KEY"), setting("OPS_SECRET")
    if not (key and secret):
        raise NotReady(NO_KEYS)
    folder = Path(setting("OPS_FOLDER"))
    kept = KeptAnswers(folder / "answers", KEPT_FOR)
    return EpoOps(OpsClient(key, secret, folder), kept=kept, delivered_until=delivered_until)


def _longest_unseen() -> list[PatentNumber]:
    """The patents that applications name, those first that no source ever looked at."""
    used = patents_in_use()
    known = standings([each.id for each in used], clock.today())
    looked_on = {each.id: known[each.id].looked_on or date.min for each in used}
    readings = (parse(f"CN{each.number}") for each in sorted(used, key=lambda p: looked_on[p.id]))
    return [each for each in readings if isinstance(each, PatentNumber) and each.names_a_right]


def _numbers(typed: Sequence[str]) -> list[PatentNumber]:
    read = [read_application_number(each) for each in typed]
    problems = [each for each in read if isinstance(each, FieldProblem)]
    if problems:
        raise BadInput(problems)
    return [each for each in read if isinstance(each, PatentNumber)]


@patents.command("show")
@click.argument("number")
@click.option("--as-known-on", default="", help="Day whose knowledge counts. Default: today.")
@as_json_option
@in_registry
def show(number: str, as_known_on: str, as_json: bool) -> None:
    """Tell what is known of the patent NUMBER (its document's number will do), and since when."""
    day = _day("as_known_on", as_known_on) or clock.today()
    found = _patent(number)
    told = timeline_of(found.id)
    if told is None:
        raise NotFound(NO_PATENT, number=number)
    if as_json:
        print_json(timeline_json(found, told, day))
    else:
        tell_timeline(found, told, day)


def _patent(typed: str) -> Patent:
    reading = parse(typed)
    if isinstance(reading, NumberProblem):
        problem = FieldProblem("number", typed, reading.reason, "", dict(reading.values))
        raise BadInput([problem])
    found = by_number(reading.office, reading.canonical)
    tied = [found] if found else by_publication(reading.text)
    if not tied:
        raise NotFound(NO_PATENT, number=reading.text)
    if len(tied) > 1:
        numbers = ", ".join(each.office + each.number for each in tied)
        raise NotFound(SEVERAL_PATENTS, number=reading.text, patents=numbers)
    return tied[0]


def _day(field: str, text: str) -> date | None:
    """The day of an option; None where it is not given."""
    if not text:
        return None
    day = read_day(text)
    if day is None:
        raise BadInput([FieldProblem(field, text, NO_DAY, ISO_DAY)])
    return day
