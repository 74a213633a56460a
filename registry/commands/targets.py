"""The command about the plan's targets."""

import click
from flask_babel import gettext

from registry.commands.frame import as_json_option, in_registry, main, print_json
from registry.money import format_yi
from registry.statistics.forms import question
from registry.statistics.target_export import targets_json
from registry.statistics.targets import Targets
from registry.statistics.targets import targets as compute_targets


@main.command()
@click.option("--as-of", default="", help="Day whose knowledge counts. Default: today.")
@as_json_option
@in_registry
def targets(as_of: str, as_json: bool) -> None:
    """The plan's targets: output value, contracts, industrialisation rate."""
    found = compute_targets(question(as_of=as_of).as_of)
    if as_json:
        print_json(targets_json(found))
    else:
        _show(found)


def _show(found: Targets) -> None:
    click.echo(f"{gettext('As of')} {found.as_of.isoformat()} · {found.region.name}")
    for title, points in (
        (gettext("Output value"), found.output),
        (gettext("Technology contracts"), found.contracts),
    ):
        for point in points:
            of_target = (
                f" / {format_yi(point.target.value)} 亿元 = {point.share} %" if point.target else ""
            )
            click.echo(f"{title} {point.year}: {format_yi(point.reached.together)} 亿元{of_target}")
    rate = found.rate.total
    share = "—" if rate.share is None else f"{rate.share} %"
    click.echo(f"{gettext('Industrialisation rate')}: {share} ({rate.used}/{rate.in_force})")
