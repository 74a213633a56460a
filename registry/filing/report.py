"""How the command line shows long work, problems and totals: rich on a terminal, plain elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask_babel import gettext
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from registry.applications.ledger import Stage
from registry.filing.demo import DemoResult, Step
from registry.filing.demo_folder import ACCOUNTS, CERTIFICATES, FINDINGS, REJECTED, TOTALS
from registry.filing.demo_people import PASSWORD
from registry.filing.service import LoadResult
from registry.money import format_yi
from registry.patents.numbers import NumberProblem, Reading
from registry.statistics.breakdowns import TITLES
from registry.statistics.queries import Totals
from registry.words import name_of

# Below this, work is done before a bar could be read.
_WORTH_A_BAR = 20
_SHOWN = 20


class ConsoleNarrator:
    """Tells the steps of the work on the standard error or output of a command."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def heading(self, what: str) -> None:
        """A new chapter."""
        self.console.print(f"\n[bold]{escape(what)}[/bold]")

    def say(self, what: str) -> None:
        """One step that is done."""
        _line(self.console, what)

    @contextmanager
    def progress(self, what: str, total: int) -> Iterator[Step]:
        """A bar while the work goes on, for anything longer."""
        if total < _WORTH_A_BAR or not self.console.is_terminal:
            yield lambda: None
            return
        columns = (
            TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn(),
            TimeElapsedColumn(),
        )  # fmt: skip
        with Progress(*columns, console=self.console, transient=True) as bar:
            task = bar.add_task(escape(what), total=total)
            yield lambda: bar.advance(task)


def show_problems(console: Console, result: LoadResult) -> None:
    """The first problems as file:line: field: value: reason, how many more there are, and the
    headings that nothing asks for."""
    for file, headings in result.ignored.items():
        told = gettext("%(file)s: columns that nothing asks for: %(columns)s")
        _line(console, told % {"file": file, "columns": ", ".join(headings)})
    for problem in result.problems[:_SHOWN]:
        row = problem.as_dict(gettext)
        parts = (f"{row['file']}:{row['line']}", row["field"], row["value"], row["reason"])
        _line(console, ": ".join(str(part) for part in parts if part))
    more = len(result.problems) - _SHOWN
    if more > 0:
        _line(console, gettext("… and %(count)s more", count=more))


def _line(console: Console, text: str) -> None:
    console.print(f"  {escape(text)}", highlight=False, soft_wrap=True)


def load_json(result: LoadResult) -> dict[str, Any]:
    """A load for programs: counts, every problem, ignored headings by file."""
    problems = [problem.as_dict(gettext) for problem in result.problems]
    return {"counts": result.counts, "problems": problems, "ignored": result.ignored}


def demo_json(result: DemoResult) -> dict[str, Any]:
    """A demonstration for programs."""
    return {
        "out": str(result.out),
        "loaded": dict(result.loaded),
        "rejected": len(result.problems),
        "outcomes": {year: dict(done) for year, done in result.outcomes.items()},
        "papers": result.papers,
    }


def show_totals(console: Console, totals: Totals) -> None:
    """The totals of a data year in 亿元, one line for each group, and the way to the target."""
    title = gettext(
        "Data year %(year)s as of %(day)s, output value in 100 million yuan",
        year=totals.data_year,
        day=totals.as_of.isoformat(),
    )
    table = Table(title=title, title_justify="left")
    for breakdown in totals.by:
        table.add_column(str(TITLES[breakdown]))
    stages = [gettext(name_of(stage)) for stage in Stage]
    for head in (*stages, gettext("Together"), gettext("Products")):
        table.add_column(head, justify="right")
    for row in totals.rows:
        table.add_row(*(key.name for key in row.keys), *_figures(row.cell))
    table.add_section()
    blank = [""] * (len(totals.by) - 1) if totals.by else []
    first = [gettext("Total"), *blank] if totals.by else []
    table.add_row(*first, *_figures(totals.total))
    console.print(table)
    _show_progress(console, totals)


def _figures(cell: object) -> list[str]:
    parts = [getattr(cell, name) for name in ("registered", "certified", "together")]
    return [*(format_yi(part["output_value"]) for part in parts), str(parts[2]["products"])]


def _show_progress(console: Console, totals: Totals) -> None:
    progress = totals.progress
    if progress is None:
        return
    console.print(
        "  "
        + gettext(
            "%(region)s, target for %(year)s: %(value)s; reached %(share)s %%",
            region=progress.region_name,
            year=progress.year,
            value=format_yi(progress.value),
            share=progress.share,
        ),
        highlight=False,
    )


def show_end(console: Console, result: DemoResult) -> None:
    """Where everything lies, and with which accounts to look at it."""
    narrator = ConsoleNarrator(console)
    narrator.heading(gettext("Everything lies in %(out)s", out=result.out))
    for name, what in (
        (f"{CERTIFICATES}/", gettext("signed certificates, one PDF for each")),
        (FINDINGS, gettext("what the rules found on every application, and what was decided")),
        (TOTALS, gettext("the totals by prefecture and class")),
        (REJECTED, gettext("the rows that were not stored, and why")),
        (ACCOUNTS, gettext("all accounts")),
    ):
        narrator.say(f"{name:<16}{what}")
    _show_accounts(narrator, result)


def _show_accounts(narrator: ConsoleNarrator, result: DemoResult) -> None:
    if result.people is None:
        return
    narrator.heading(gettext("Accounts, all with the password %(password)s", password=PASSWORD))
    # The staff, an applicant, and a reader of the same enterprise; the others all apply.
    shown = result.people.accounts[:6]
    for account in shown:
        narrator.say(f"{account.email:<28}{gettext(name_of(account.role))}")
    more = len(result.people.accounts) - len(shown)
    if more > 0:
        narrator.say(
            gettext("and %(count)s more applicants, see %(file)s", count=more, file=ACCOUNTS)
        )


def number_line(typed: str, reading: Reading) -> str:
    """A patent number as it was read, or why it could not be, in one line."""
    if isinstance(reading, NumberProblem):
        return f"{typed}: {reading.text(gettext)}"
    kind = gettext(name_of(reading.kind)) if reading.kind else ""
    return f"{typed}: {reading.text} {kind}".rstrip()
