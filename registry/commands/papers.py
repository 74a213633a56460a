"""The commands about papers: verify one, make those that are missing."""

import sys
from pathlib import Path

import click
from flask_babel import gettext
from rich.console import Console

from registry import clock
from registry.certification.batch import Issued
from registry.certification.batch import issue as issue_missing
from registry.certification.keys import key_notice
from registry.certification.paper import missing_papers
from registry.certification.service import request_missing_notices
from registry.certification.verification import Verdict, Verification, verify_file, verify_number
from registry.commands.frame import (
    application,
    as_json_option,
    existing_folder,
    in_registry,
    main,
    print_json,
    within,
)
from registry.filing import demo_folder
from registry.filing.report import ConsoleNarrator
from registry.words import name_of

# Two write papers as fast as one disk takes them; more is for whoever has the cores.
JOBS = 2


@main.command()
@click.argument("what")
@click.option("--demo", "folder", type=existing_folder, help="Ask what a demonstration left there.")
@as_json_option
def verify(what: str, folder: Path | None, as_json: bool) -> None:
    """Say what a paper is, by its file or its number; exit code 0 only if it is ours and valid.

    WHAT is a PDF file, or the number of a certificate or registration.
    """
    app = application(demo_folder.settings(folder) if folder else None)
    within(app, _verify, what, as_json)


def _verify(what: str, as_json: bool) -> None:
    file = Path(what)
    found = verify_file(file.read_bytes()) if file.is_file() else verify_number(what)
    reason = _reason(found)
    if as_json:
        number = found.paper.number if found.paper else None
        print_json({"verdict": found.verdict.value, "number": number, "reason": reason})
    else:
        click.echo(f"{gettext(name_of(found.verdict))}: {reason}")
    sys.exit(0 if found.verdict is Verdict.VALID else 1)


def _reason(found: Verification) -> str:
    parts = [
        gettext(part).format_map(found.values) for part in (found.reason, found.remark) if part
    ]
    return " ".join(parts).replace("。 ", "。")


@main.command()
@click.option("--round", "round_year", type=int, help="Only the papers of this round.")
@click.option("--jobs", type=click.IntRange(1), default=JOBS, help="How many processes.")
@in_registry
def issue(round_year: int | None, jobs: int) -> None:
    """Make the papers that are missing: after a crash, an error, or many decisions at once.

    It can be interrupted and run again at any time. With REGISTRY_BROKER_URL set the Celery
    workers make them.
    """
    _tell_about_the_key()
    request_missing_notices(round_year)
    narrator = ConsoleNarrator(Console(stderr=True))
    with narrator.progress(gettext("Making papers"), len(missing_papers(round_year))) as step:
        done = issue_missing(round_year, jobs, step)
    click.echo(gettext("%(count)s papers made.", count=done.made))
    _tell_what_is_left(done)


def _tell_about_the_key() -> None:
    notice = key_notice(clock.today())
    if notice is not None and notice.days:
        click.echo(notice.text(gettext), err=True)


def _tell_what_is_left(done: Issued) -> None:
    if done.waiting:
        click.echo(gettext("%(count)s papers are still with the workers.", count=done.waiting))
    for reason in done.hindrances:
        click.echo(reason, err=True)
    if done.hindrances:
        said = gettext("%(count)s papers cannot be made.", count=len(done.hindrances))
        raise click.ClickException(said)
