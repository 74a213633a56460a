"""The commands of the operator who keeps the registry sound: check, back up, restore."""

import sys
from dataclasses import asdict
from pathlib import Path

import click
from flask_babel import gettext

from registry.audit.checkpoints import place, write_checkpoint
from registry.audit.proofs import prove
from registry.commands.frame import any_folder, as_json_option, in_registry, main, print_json
from registry.config import setting
from registry.errors import RegistryError
from registry.integrity.backup import back_up
from registry.integrity.encryption import new_identity
from registry.integrity.invariants import INVARIANTS
from registry.integrity.report import Findings, Remark, Report
from registry.integrity.restore import restore
from registry.integrity.verify import verify


@main.group()
def audit() -> None:
    """The independent check of everything that is stored."""


@audit.command("verify")
@as_json_option
@in_registry
def verify_all(as_json: bool) -> None:
    """Check that everything stored fits together; exit code 1 if anything does not."""
    _answer(verify(), as_json)


@audit.command("checkpoint")
@in_registry
def check_point() -> None:
    """Say, outside of the database and signed, how far the trail has come."""
    entries = write_checkpoint("command")
    said = gettext("%(file)s speaks of %(count)s entries.", count=entries, file=place())
    click.echo(said)


@audit.command("prove")
@click.argument("entry", type=click.IntRange(min=1))
@in_registry
def prove_entry(entry: int) -> None:
    """Show, in JSON, that ENTRY of the trail stands in the newest checkpoint."""
    print_json(asdict(prove(entry)))


@main.command("backup")
@click.argument("folder", type=any_folder)
@click.option(
    "--encrypt-to",
    "keys",
    multiple=True,
    metavar="KEY",
    help="A public key of age that shall open it, age1…; may be given again. Else those of"
    " REGISTRY_BACKUP_RECIPIENTS; with none the files lie open.",
)
@in_registry
def back_up_to(folder: Path, keys: tuple[str, ...]) -> None:
    """Write database and papers to the new FOLDER, while the registry goes on working."""
    try:
        write_checkpoint("backup")
    except RegistryError as error:
        # Whatever is wrong with the trail, there is to be a backup.
        click.echo(error.text(gettext), err=True)
    manifest = back_up(folder, keys or setting("BACKUP_RECIPIENTS").split())
    said = gettext("%(count)s files are in %(folder)s.", count=len(manifest.files), folder=folder)
    click.echo(said)


@main.command("backup-key")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@in_registry
def make_key(file: Path) -> None:
    """Write a new private key to FILE and say its public half, to encrypt backups to.

    Keep FILE apart from the backups and from this machine: what it opened nobody opens without it.
    """
    click.echo(new_identity(file))


@main.command("restore")
@click.argument("folder", type=any_folder)
@click.option(
    "--identity",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file with the private key of an encrypted backup.",
)
@in_registry
def restore_from(folder: Path, identity: Path | None) -> None:
    """Fill an empty registry from the backup in FOLDER and check it; never over another."""
    _answer(restore(folder, identity), as_json=False)


def _answer(report: Report, as_json: bool) -> None:
    if as_json:
        print_json(report.as_dict())
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
