"""The commands of the facts behind the figures: checked against what was decided, told in columns."""

import sys

import click
from flask_babel import gettext

from registry.commands.frame import as_json_option, in_registry, main, print_json
from registry.money import format_yuan
from registry.statistics.snapshot import nightly, store
from registry.statistics.snapshot.check import Amounts, Checked, Difference, check
from registry.statistics.snapshot.stays import Unfit


@main.group("statistics")
def statistics_group() -> None:
    """The facts behind the figures: check them, tell them in columns."""


@statistics_group.command("check")
@as_json_option
@in_registry
def check_facts(as_json: bool) -> None:
    """Work out from applications and certificates what should count, and compare it with what
    counts; exit code 1 and the first difference where it does not agree to the fen."""
    found = check()
    if as_json:
        print_json(_plain(found))
    else:
        for line in _lines(found):
            click.echo(line)
    sys.exit(0 if found.sound else 1)


@statistics_group.command("snapshot")
@click.option("--rebuild", is_flag=True, help="From the ledger alone, not from the older snapshot.")
@in_registry
def take_snapshot(rebuild: bool) -> None:
    """Tell the ledger in columns, so that totals come at once; do it every night."""
    try:
        taken = nightly.take(rebuild=rebuild)
    except Unfit as reason:
        what = gettext("The ledger cannot be told in columns; the database answers alone.")
        raise click.ClickException(f"{what} ({reason})") from reason
    click.echo(
        gettext(
            "%(count)s entries of the ledger in %(path)s, %(added)s of them new.",
            count=taken.count,
            added=taken.added,
            path=store.path(),
        )
    )


def _lines(found: Checked) -> list[str]:
    lines = [
        gettext(
            "%(applications)s applications, %(compared)s places of the ledger compared.",
            applications=found.applications,
            compared=found.compared,
        )
    ]
    if found.difference:
        lines.append(_difference(found.difference))
    if found.columns is None:
        lines.append(gettext("There is no snapshot; the database answers alone."))
    elif not found.columns:
        lines.append(
            "✗ "
            + gettext(
                "The snapshot does not say what the ledger says."
                " Run 'registry statistics snapshot --rebuild'."
            )
        )
    if found.sound:
        lines.append(gettext("Everything fits."))
    return lines


def _difference(first: Difference) -> str:
    sentence: str = gettext(
        "Product %(product)s (application %(application)s), data year %(year)s, %(stage)s, from"
        " %(effective)s, known on %(known)s: decided %(decided)s; counted %(found)s.",
        product=first.product,
        application=first.application,
        year=first.data_year,
        stage=first.stage.value,
        effective=first.effective_on,
        known=first.known_on,
        decided=_amounts(first.decided),
        found=_amounts(first.found),
    )
    return f"✗ {sentence}"


def _amounts(amounts: Amounts) -> str:
    """How many times it counts, and the four amounts in yuan."""
    return f"{amounts[0]:+d} × ({', '.join(format_yuan(each) for each in amounts[1:])})"


def _plain(found: Checked) -> dict[str, object]:
    first = found.difference
    return {
        "sound": found.sound,
        "applications": found.applications,
        "compared": found.compared,
        "snapshot": found.columns,
        "first_difference": first
        and {
            "product": first.product,
            "application": first.application,
            "data_year": first.data_year,
            "stage": first.stage.value,
            "effective_on": first.effective_on.isoformat(),
            "known_on": first.known_on.isoformat(),
            "decided": list(first.decided),
            "counted": list(first.found),
        },
    }
