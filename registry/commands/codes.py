"""The commands about code lists."""

from datetime import date
from pathlib import Path

import click
from flask_babel import gettext

from registry.codes.loading import TableProblems, load_industries
from registry.commands.frame import existing_file, in_registry, main
from registry.plain_text import LineError
from registry.transaction import unit_of_work

SHOWN = 20


@main.group()
def codes() -> None:
    """Code lists of the operator: the national classification of industries, GB/T 4754."""


@codes.command("load")
@click.argument("file", type=existing_file)
@click.option("--edition", required=True, help="As the table is called, e.g. GB/T 4754-2017.")
@click.option(
    "--valid-from",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day from which rows are in force that state none.",
)
@in_registry
def load(file: Path, edition: str, valid_from: date | None) -> None:
    """Load a table of classes from FILE (CSV or XLSX): code, name, level, valid_from, valid_to,
    successor, headings in English or Chinese. All of it or nothing."""
    since = date.fromisoformat(valid_from.strftime("%Y-%m-%d")) if valid_from else None
    try:
        with unit_of_work():
            done = load_industries(file, edition, since)
    except TableProblems as error:
        for line, problem in error.problems[:SHOWN]:
            told = problem.text(gettext)
            click.echo(f"{file.name}:{line}: {problem.field}: {problem.given}: {told}", err=True)
        if len(error.problems) > SHOWN:
            more = len(error.problems) - SHOWN
            click.echo(gettext("and %(count)s more", count=more), err=True)
        raise
    except LineError as error:
        raise click.UsageError(f"--edition: {error}") from error
    click.echo(
        gettext(
            "%(added)s classes added, %(changed)s changed, %(unchanged)s as they were.",
            added=done.added,
            changed=done.changed,
            unchanged=done.unchanged,
        )
    )
