"""The ``registry`` command line."""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial, wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click
from flask import Flask
from flask_babel import gettext
from flask_migrate import upgrade as migrate_database
from rich.console import Console
from sqlalchemy.exc import DBAPIError
from werkzeug.serving import run_simple

from registry.accounts.service import SYSTEM, NewAccount, add_user
from registry.app import create_app
from registry.certification.paper import make_missing_papers, missing_papers
from registry.certification.verification import Verdict, verify_file
from registry.codes.service import load_codes
from registry.config import ConfigurationError
from registry.enterprises.queries import by_credit_code
from registry.errors import BadInput, NotFound, RegistryError
from registry.extensions import db
from registry.filing import demo_folder
from registry.filing.demo import example, package_files, run_demo
from registry.filing.package import PackageFiles
from registry.filing.report import (
    ConsoleNarrator,
    demo_json,
    load_json,
    number_json,
    number_line,
    show_end,
    show_problems,
    show_totals,
)
from registry.filing.service import LoadResult, NothingStored, load
from registry.integrity.commands import attach as attach_integrity
from registry.patents.numbers import NumberProblem, parse
from registry.permissions import Role
from registry.programme.service import load_programme
from registry.statistics.forms import question
from registry.statistics.queries import totals as compute_totals
from registry.statistics.schemas import to_json
from registry.transaction import unit_of_work
from registry.words import name_of

C = TypeVar("C", bound=Callable[..., Any])

_file = click.Path(exists=True, dir_okay=False, path_type=Path)
_folder = click.Path(file_okay=False, path_type=Path)
_json = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")

NO_DATABASE = {"DATABASE_URL": "sqlite:///:memory:"}
SHORTEST_PASSWORD = 12


@click.group()
def main() -> None:
    """Registry and certification system for patent-intensive products 专利密集型产品."""


def in_registry(command: C) -> C:
    """Run a command in the application of the environment's settings; what can be expected to go
    wrong ends in one sentence and exit code 1."""

    @wraps(command)
    def run(*args: Any, **options: Any) -> Any:
        return within(application(), command, *args, **options)

    return cast(C, run)


def application(overrides: dict[str, str] | None = None) -> Flask:
    """The application; a setting that cannot be used ends the command."""
    try:
        return create_app(overrides)
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error


def within(app: Flask, command: Callable[..., Any], *args: Any, **options: Any) -> Any:
    """Call something in an application, its errors put as one sentence in its language."""
    with app.app_context():
        try:
            return command(*args, **options)
        except RegistryError as error:
            raise click.ClickException(_sentence(error)) from error
        except DBAPIError as error:
            what = gettext("The database cannot be used; has 'registry upgrade' been run?")
            raise click.ClickException(f"{what} ({error.orig})") from error
        finally:
            db.session.remove()
            db.engine.dispose()


def _sentence(error: RegistryError) -> str:
    problems = error.problems if isinstance(error, BadInput) else []
    parts = [f"{p.field}: {p.given}: {p.text(gettext)}" for p in problems]
    return "\n".join(parts) if parts else error.text(gettext)


def _print_json(data: Any) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=1))


@main.command()
@click.argument("source", required=False, type=_folder)
@click.option("--out", required=True, type=_folder, help="Folder to write to; begun anew.")
@_json
def demo(source: Path | None, out: Path, as_json: bool) -> None:
    """Play the whole main job on the filing package in SOURCE (default: the shipped example)."""
    # The folder is looked at in an application without a database, for one with makes the folder.
    files = within(application(NO_DATABASE), _prepare, source or example(), out)
    within(application(demo_folder.settings(out)), _demo, files, out, as_json)


def _prepare(source: Path, out: Path) -> PackageFiles:
    files = package_files(source)
    demo_folder.begin_anew(out)
    return files


def _demo(files: PackageFiles, out: Path, as_json: bool) -> None:
    console = Console(stderr=as_json)
    result = run_demo(files, out, ConsoleNarrator(console))
    if as_json:
        _print_json(demo_json(result))
        return
    for each in result.totals:
        show_totals(console, each)
    show_end(console, result)


@main.command("load")
@click.option("--enterprises", required=True, type=_file)
@click.option("--patents", required=True, type=_file)
@click.option("--applications", required=True, type=_file)
@click.option("--links", required=True, type=_file)
@click.option("--strict", is_flag=True, help="Store nothing if any row cannot be taken.")
@_json
@in_registry
def load_package(strict: bool, as_json: bool, **files: Path) -> None:
    """Load a filing package (four files, CSV or XLSX); exit code 1 if rows were not taken."""
    console = Console(stderr=True)
    show = partial(ConsoleNarrator(console).progress, gettext("Loading"))
    try:
        with unit_of_work():
            result = load(SYSTEM, PackageFiles(**files), strict=strict, progress=show)
    except NothingStored as error:
        result = error.result
        _tell_load(result, console, as_json)
        raise
    _tell_load(result, console, as_json)
    if result.problems:
        sys.exit(1)


def _tell_load(result: LoadResult, console: Console, as_json: bool) -> None:
    if as_json:
        _print_json(load_json(result))
        return
    show_problems(console, result)
    click.echo(", ".join(f"{name}: {count}" for name, count in result.counts.items()))


@main.command()
@in_registry
def upgrade() -> None:
    """Bring the database to the newest version and fill in codes and programme."""
    migrate_database()
    with unit_of_work():
        added = load_codes() | load_programme()
    click.echo(", ".join(f"{name}: +{count}" for name, count in added.items()))


@main.group()
def user() -> None:
    """Accounts."""


@user.command("add")
@click.argument("email")
@click.option("--name", required=True)
@click.option(
    "--role",
    "roles",
    required=True,
    multiple=True,
    type=click.Choice([role.value for role in Role]),
)
@click.option("--enterprise", help="Credit code of the enterprise that an applicant acts for.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@in_registry
def add_account(
    email: str, name: str, roles: tuple[str, ...], enterprise: str | None, password_stdin: bool
) -> None:
    """Add an account for EMAIL."""
    if ("applicant" in roles) != bool(enterprise):
        raise click.UsageError(gettext("An applicant, and nobody else, has an --enterprise."))
    password = _password(password_stdin)
    given = NewAccount(email, name, password, frozenset(Role(r) for r in roles))
    with unit_of_work():
        enterprise_id = _enterprise_id(enterprise) if enterprise else None
        add_user(SYSTEM, replace(given, enterprise_id=enterprise_id))
    click.echo(gettext("Added %(email)s.", email=email))


def _password(from_stdin: bool) -> str:
    if from_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = click.prompt(gettext("Password"), hide_input=True, confirmation_prompt=True)
    if len(password) < SHORTEST_PASSWORD:
        told = gettext("A password has at least %(count)s characters.", count=SHORTEST_PASSWORD)
        raise click.UsageError(told)
    return password


def _enterprise_id(credit_code: str) -> int:
    found = by_credit_code(credit_code)
    if found is None:
        raise NotFound("There is no enterprise {credit_code}.", credit_code=credit_code)
    return found.id


@main.command()
@click.argument("file", type=_file)
@_json
@in_registry
def verify(file: Path, as_json: bool) -> None:
    """Say what a certificate's FILE is; exit code 0 only if it is ours, unaltered and valid."""
    found = verify_file(file.read_bytes())
    reason = gettext(found.reason).format_map(found.values)
    if as_json:
        number = found.certificate.number if found.certificate else None
        _print_json({"verdict": found.verdict.value, "number": number, "reason": reason})
    else:
        click.echo(f"{gettext(name_of(found.verdict))}: {reason}")
    sys.exit(0 if found.verdict is Verdict.VALID else 1)


@main.command()
@click.option("--data-year", default="", help="Default: the newest that has figures.")
@click.option("--as-of", default="", help="Day whose knowledge counts. Default: today.")
@click.option("--by", default="", help="region or province, class or major, size; by commas.")
@_json
@in_registry
def totals(data_year: str, as_of: str, by: str, as_json: bool) -> None:
    """Totals of a data year as known on a day."""
    asked = question(data_year, as_of, by)
    found = compute_totals(asked.data_year, asked.as_of, asked.by)
    if as_json:
        _print_json(to_json(found))
    else:
        show_totals(Console(), found)


@main.command()
@in_registry
def issue() -> None:
    """Make the papers of certificates that a crash or an error left without one."""
    narrator = ConsoleNarrator(Console(stderr=True))
    with narrator.progress(gettext("Making papers"), len(missing_papers())) as step:
        made = make_missing_papers(step)
    click.echo(gettext("%(count)s papers made.", count=made))


@main.command()
@click.argument("numbers", nargs=-1, required=True)
@_json
@in_registry
def patent(numbers: tuple[str, ...], as_json: bool) -> None:
    """Read patent NUMBERS and say what is wrong with those that cannot be read."""
    readings = [(typed, parse(typed)) for typed in numbers]
    if as_json:
        _print_json([number_json(typed, reading) for typed, reading in readings])
    else:
        for typed, reading in readings:
            click.echo(number_line(typed, reading))
    sys.exit(1 if any(isinstance(reading, NumberProblem) for _, reading in readings) else 0)


@main.command()
@click.option("--port", default=8000, show_default=True)
@click.option("--demo", "folder", type=_folder, help="Serve what a demonstration left there.")
def serve(port: int, folder: Path | None) -> None:
    """Open the web pages on this machine, for development; in production run gunicorn wsgi:app."""
    app = application(demo_folder.settings(folder) if folder else None)
    click.echo(f"http://127.0.0.1:{port}")
    run_simple("127.0.0.1", port, app, use_reloader=False, threaded=True)


attach_integrity(main, in_registry)
