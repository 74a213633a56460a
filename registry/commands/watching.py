"""The commands of the watching: the pass, and what late words on patents touch."""

import sys

import click
from flask_babel import gettext
from rich.console import Console
from rich.progress import Progress

from registry.commands.frame import as_json_option, in_registry, print_json
from registry.commands.patents import patents
from registry.money import format_yuan
from registry.watching.backdated import Backdated, Touched, backdated
from registry.watching.backdated_export import row_json, total_json
from registry.watching.forms import read_since
from registry.watching.service import recheck
from registry.watching.workflow import WarningAction
from registry.words import name_of


@patents.command("recheck")
@click.option("--all", "whole", is_flag=True, help="Look at everything, not only at changes.")
@as_json_option
@in_registry
def recheck_all(whole: bool, as_json: bool) -> None:
    """Warn of patents in doubt, and propose what follows; exit code 1 if something failed."""
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(gettext("Looking at applications"), total=None)
        found = recheck(
            whole=whole, step=lambda seen, all_: bar.update(task, completed=seen, total=all_)
        )
    if as_json:
        counts = {"looked_at": found.looked_at, "failed": found.failed}
        whole_pass = {"day": found.day.isoformat(), "whole": found.whole}
        print_json(whole_pass | counts | {"done": dict(sorted(found.done.items()))})
    else:
        click.echo(gettext("%(count)s applications looked at.", count=found.looked_at))
        for action in WarningAction:
            if found.done.get(action):
                click.echo(f"{gettext(name_of(action))}: {found.done[action]}")
        if found.failed:
            click.echo(gettext("%(count)s failed; see the log.", count=found.failed), err=True)
    sys.exit(1 if found.failed else 0)


@patents.command("backdated")
@click.option("--since", default="", help="Only what became known on this day or later.")
@as_json_option
@in_registry
def list_backdated(since: str, as_json: bool) -> None:
    """Ends of patents that became known late and touch years that are counted."""
    found = backdated(read_since(since))
    if as_json:
        print_json(
            {
                "since": found.since.isoformat() if found.since else None,
                "rows": [row_json(row) for row in found.rows],
                "totals": [total_json(total) for total in found.totals],
            }
        )
    else:
        _tell(found)


def _tell(found: Backdated) -> None:
    if not found.rows:
        click.echo(gettext("Nothing became known late that touches a counted year."))
    for row in found.rows:
        click.echo(_line(row))
    for total in found.totals:
        said = gettext(
            "Data year %(year)s: %(patents)s patents, %(records)s records; output value registered "
            "%(registered)s yuan, certified %(certified)s yuan",
            year=total.data_year,
            patents=total.patents,
            records=total.records,
            registered=format_yuan(total.registered),
            certified=format_yuan(total.certified),
        )
        click.echo(said)


def _line(row: Touched) -> str:
    record = row.record
    since = row.effective_on.isoformat() if row.effective_on else "—"
    numbers = " ".join(
        each for each in (record.registration_number, record.certificate_number) if each
    )
    known = gettext("known since %(day)s", day=row.known_on.isoformat())
    status = gettext(name_of(row.status))
    return f"{record.data_year} {row.number} {status} {since} ({known}) {numbers} {record.product}"
