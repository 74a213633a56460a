"""The commands of the operator who keeps the registry sound: check, back up, restore."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from flask_babel import gettext

from registry.integrity.backup import back_up
from registry.integrity.invariants import INVARIANTS
from registry.integrity.report import Findings, Remark, Report
from registry.integrity.restore import restore
from registry.integrity.verify import verify

Command = Callable[..., Any]
_folder = click.Path(file_okay=False, path_type=Path)
_json = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")


def attach(main: click.Group, in_registry: Callable[[Command], Command]) -> None:
    """Add ``audit verify``, ``backup`` and ``restore`` to the command line.

    ``in_registry`` is what runs a command in the application of the environment's settings.
    """
    audit = click.Group("audit", help="The independent check of everything that is stored.")
    audit.command("verify")(_json(in_registry(verify_all)))
    main.add_command(audit)
    main.command("backup")(click.argument("folder", type=_folder)(in_registry(back_up_to)))
    main.command("restore")(click.argument("folder", type=_folder)(in_registry(restore_from)))


def verify_all(as_json: bool) -> None:
    """Check that everything stored fits together; exit code 1 if anything does not."""
    _answer(verify(), as_json)


def back_up_to(folder: Path) -> None:
    """Write database and papers to the new FOLDER, while the registry goes on working."""
    manifest = back_up(folder)
    said = gettext("%(count)s files are in %(folder)s.", count=len(manifest.files), folder=folder)
    click.echo(said)


def restore_from(folder: Path) -> None:
    """Fill an empty registry from the backup in FOLDER and check it; never over another."""
    _answer(restore(folder), as_json=False)


def _answer(report: Report, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False, indent=1))
    else:
        for findings in report.findings:
            _tell(findings)
        click.echo(gettext("Everything fits.") if report.sound else gettext("Not sound."))
    sys.exit(report.exit_code)


def _tell(findings: Findings) -> None:
    says = next(each.says for each in INVARIANTS if each.name == findings.invariant)
    mark = "✗" if findings.fault_count else "✓"
    click.echo(f"{mark} {findings.invariant} ({findings.rows}): {gettext(says)}")
    for count, remarks, kind in (
        (findings.fault_count, findings.faults, "✗"),
        (findings.notice_count, findings.notices, "·"),
    ):
        for remark in remarks:
            click.echo(f"    {kind} {_sentence(remark)}")
        if count > len(remarks):
            more = gettext("and %(count)s more", count=count - len(remarks))
            click.echo(f"    {kind} {more}")


def _sentence(remark: Remark) -> str:
    where = " ".join(part for part in (remark.table, remark.row) if part)
    text = gettext(remark.template).format_map(remark.values)
    return f"{where}: {text}" if where else text
