"""The commands that play the demonstration, load filing packages, and serve the pages."""

import sys
from functools import partial
from pathlib import Path

import click
from flask_babel import gettext
from rich.console import Console
from werkzeug.serving import run_simple

from registry.accounts.service import SYSTEM
from registry.commands.frame import (
    any_folder,
    application,
    as_json_option,
    existing_file,
    existing_folder,
    in_registry,
    main,
    print_json,
    within,
)
from registry.filing import demo_folder
from registry.filing.demo import example, package_files, run_demo
from registry.filing.package import PackageFiles
from registry.filing.report import (
    ConsoleNarrator,
    demo_json,
    load_json,
    show_end,
    show_problems,
    show_totals,
)
from registry.filing.service import LoadResult, NothingStored, load
from registry.transaction import unit_of_work

NO_DATABASE = {"DATABASE_URL": "sqlite:///:memory:"}


@main.command()
@click.argument("source", required=False, type=any_folder)
@click.option("--out", required=True, type=any_folder, help="Folder to write to; begun anew.")
@as_json_option
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
        print_json(demo_json(result))
        return
    for each in result.totals:
        show_totals(console, each)
    show_end(console, result)


@main.command("load")
@click.option("--enterprises", required=True, type=existing_file)
@click.option("--patents", required=True, type=existing_file)
@click.option("--applications", required=True, type=existing_file)
@click.option("--links", required=True, type=existing_file)
@click.option("--strict", is_flag=True, help="Store nothing if any row cannot be taken.")
@as_json_option
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
        print_json(load_json(result))
        return
    show_problems(console, result)
    click.echo(", ".join(f"{name}: {count}" for name, count in result.counts.items()))


@main.command()
@click.option("--port", default=8000, show_default=True)
@click.option(
    "--demo", "folder", type=existing_folder, help="Serve what a demonstration left there."
)
def serve(port: int, folder: Path | None) -> None:
    """Open the web pages on this machine, for development; in production run gunicorn wsgi:app."""
    app = application(demo_folder.settings(folder) if folder else None)
    click.echo(f"http://127.0.0.1:{port}")
    run_simple("127.0.0.1", port, app, use_reloader=False, threaded=True)
