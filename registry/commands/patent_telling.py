"""How the command line tells people of patents: readings of files, timelines."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click
from flask_babel import gettext
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from registry.commands.patent_json import iso, known_events
from registry.patents import sources
from registry.patents.events import LegalEvent
from registry.patents.models import Patent
from registry.patents.queries import publications_of
from registry.patents.reading import Asked, Outcome, sentences
from registry.patents.sources import Unreadable
from registry.patents.standing import Told
from registry.patents.telling import answers, remarks, shown_on
from registry.patents.timeline import KnownStanding, Look
from registry.words import name_of

_SHOWN = 20
_DASH = "—"


@contextmanager
def bar_of_bytes(what: str) -> Iterator[sources.Progress]:
    """A bar for the reading of a long file, on a terminal; nothing elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda read, total: None
        return
    columns = (TextColumn("  {task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda read, total: bar.update(task, completed=read, total=total)


def tell_outcome(file: Path, outcome: Outcome, problems: Sequence[Unreadable]) -> None:
    """What reading a file came to; what could not be read on standard error."""
    lines = [line for each in problems for line in sentences(each, gettext)]
    for line in lines[:_SHOWN]:
        click.echo(f"  {line}", err=True)
    if len(lines) > _SHOWN:
        click.echo("  " + gettext("… and %(count)s more", count=len(lines) - _SHOWN), err=True)
    if outcome.finished_at:
        said = gettext("%(file)s was read to its end before; nothing is new.", file=file.name)
    else:
        said = gettext(
            "%(file)s: %(recorded)s records taken, %(unreadable)s not",
            file=file.name,
            recorded=outcome.recorded,
            unreadable=outcome.unreadable,
        )
    click.echo(said)


def tell_asked(asked: Asked) -> None:
    """What asking a service came to; why it stopped on standard error."""
    for number in asked.unknown:
        click.echo(gettext("%(number)s: the service does not know it", number=number.text))
    click.echo(gettext("%(count)s patents were told of.", count=len(asked.found)))
    if asked.stopped_by:
        click.echo(asked.stopped_by.text(gettext), err=True)


def tell_timeline(patent: Patent, told: Told, day: date) -> None:
    """What was known of a patent on a day: who and what, its standing, then what happened."""
    known = told.as_known_on(day)
    console = Console()
    for line in (*_heading(patent, known), *_standing(known, day)):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    events = known_events(told, day)
    if events:
        console.print(_table_of_events(events))
    looks = [each for each in told.looks if each.known_on <= day]
    if looks:
        console.print(_table_of_looks(looks))


def _heading(patent: Patent, known: KnownStanding) -> Iterator[str]:
    kind = gettext(name_of(known.standing.kind)) if known.standing.kind else ""
    yield f"{patent.office}{patent.number}  {kind}  {patent.title}".rstrip()
    documents = ", ".join(publications_of(patent.id))
    holder = known.holdings[-1].patentee or patent.patentee
    for what, value in (
        (gettext("Patentee"), holder),
        (gettext("Filed"), iso(known.standing.filed_on)),
        (gettext("Granted"), iso(known.standing.granted_on)),
        (gettext("Term ends"), iso(known.standing.expires_on)),
        (gettext("Published documents"), documents),
    ):
        yield f"  {what}: {value or _DASH}"


def _standing(known: KnownStanding, day: date) -> Iterator[str]:
    shown = shown_on(known, day)
    values = {
        "day": day.isoformat(),
        "status": gettext(name_of(shown.status)),
        "as_of": iso(shown.as_of) or _DASH,
        "source": shown.source or _DASH,
    }
    yield gettext("As known on %(day)s: %(status)s, as of %(as_of)s, by %(source)s", **values)
    for asked in answers(known, day, gettext):
        yield f"  {asked.when}: {gettext(name_of(asked.answer))}: {asked.reason}"
    for remark in remarks(known, gettext):
        yield f"  {remark}"


def _table_of_events(events: Sequence[LegalEvent]) -> Table:
    heads = (
        gettext("Announced"),
        gettext("In effect"),
        gettext("Known since"),
        gettext("Event"),
        gettext("Details"),
        gettext("Source"),
    )
    table = Table(*heads)
    for event in events:
        days = (event.announced_on, event.effective_on, event.known_on)
        name = gettext(name_of(event.effect))
        details = [event.code, event.holder, event.reference]
        table.add_row(
            *(iso(each) or _DASH for each in days),
            name,
            " ".join(each for each in details if each),
            event.source,
        )
    return table


def _table_of_looks(looks: Sequence[Look]) -> Table:
    heads = (
        gettext("As of"),
        gettext("Known since"),
        gettext("Status"),
        gettext("Ended on"),
        gettext("Source"),
    )
    table = Table(*heads)
    for look in looks:
        status = gettext(name_of(look.status)) if look.status else gettext("no further event")
        ended = iso(look.ended_on) or _DASH
        table.add_row(iso(look.as_of), iso(look.known_on), status, ended, look.source)
    return table
