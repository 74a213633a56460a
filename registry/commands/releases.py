"""The commands of the releases: prepared, published, shown, checked, put into words."""

import hashlib
import sys
from pathlib import Path

import click
from flask_babel import gettext

from registry.accounts.service import actor_of, find_user
from registry.commands.frame import as_json_option, in_registry, main, print_json
from registry.errors import NotFound
from registry.permissions import Actor
from registry.statistics.bulletin.blocks import Language
from registry.statistics.bulletin.printing import bulletin_pdf
from registry.statistics.bulletin.queries import findings_of
from registry.statistics.releases import queries, service
from registry.statistics.releases.checking import Checked, check
from registry.statistics.releases.content import ReleaseStatus
from registry.statistics.releases.forms import wanted
from registry.statistics.releases.models import Release
from registry.statistics.releases.schemas import to_json
from registry.transaction import unit_of_work

_by = click.option("--by", "email", required=True, help="E-mail of the account that acts.")


@main.group("release")
def release_group() -> None:
    """Statistical releases: prepare, publish, show, check, bulletin."""


@release_group.command("prepare")
@click.argument("name")
@click.option("--data-year", default="", help="Default: the newest that has figures.")
@click.option("--as-of", required=True, help="A day that is over.")
@click.option(
    "--status", default="provisional", type=click.Choice([each.value for each in ReleaseStatus])
)
@_by
@in_registry
def prepare_one(name: str, data_year: str, as_of: str, status: str, email: str) -> None:
    """Freeze the figures of a day; says the key under which they wait to be published."""
    asked = wanted(name, data_year, as_of, status)
    with unit_of_work():
        made = service.prepare(
            _actor(email), asked.name, asked.data_year, asked.as_of, asked.status
        )
        said = made.id, made.content_sha256
    click.echo(gettext("Prepared as %(key)s, SHA-256 %(hash)s.", key=said[0], hash=said[1]))


@release_group.command("publish")
@click.argument("release")
@_by
@in_registry
def publish_one(release: str, email: str) -> None:
    """Let a prepared release out, as another person than the one who prepared it."""
    with unit_of_work():
        number = service.publish(_actor(email), queries.named(release)).number
    click.echo(gettext("Published as %(number)s.", number=number))


@release_group.command("show")
@click.argument("release", default="")
@click.option("--staff", is_flag=True, help="With what the public does not see.")
@as_json_option
@in_registry
def show(release: str, staff: bool, as_json: bool) -> None:
    """One release by number or key, or the list of all."""
    if not release:
        for each in [*queries.published(), *queries.waiting()]:
            click.echo(_line(each))
        return
    found = queries.named(release)
    if as_json:
        print_json(to_json(queries.content_of(found, for_staff=staff)))
    else:
        hidden, cells = queries.hidden_count(found)
        click.echo(_line(found))
        click.echo(
            gettext("%(hidden)s of %(all)s cells are confidential.", hidden=hidden, all=cells)
        )


@release_group.command("bulletin")
@click.argument("release")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--language", default=Language.ZH.value, type=click.Choice([each.value for each in Language])
)
@in_registry
def bulletin(release: str, out: Path, language: str) -> None:
    """The statistical bulletin of a release, by number or key, as PDF."""
    pdf = bulletin_pdf(findings_of(queries.named(release)), Language(language))
    try:
        out.write_bytes(pdf)
    except OSError as error:
        raise click.ClickException(f"{out}: {error.strerror}") from error
    digest = hashlib.sha256(pdf).hexdigest()
    click.echo(gettext("Written to %(file)s, SHA-256 %(hash)s.", file=str(out), hash=digest))


@release_group.command("check")
@as_json_option
@in_registry
def check_all(as_json: bool) -> None:
    """Make every release again from the ledger and compare; exit code 1 where one differs."""
    found = [check(each) for each in [*queries.published(), *queries.waiting()]]
    if as_json:
        print_json([_plain(each) for each in found])
    else:
        for each in found:
            click.echo(f"{_line(each.release)}: {_verdict(each)}")
    sys.exit(0 if all(each.sound for each in found) else 1)


def _actor(email: str) -> Actor:
    user = find_user(email)
    if user is None:
        raise NotFound("There is no account {email}.", email=email[:80])
    return actor_of(user)


def _line(release: Release) -> str:
    out = queries.publication_of(release)
    number = out.number if out else f"({release.id})"
    return f"{number} {release.name} {release.data_year} {release.as_of} {release.status.value}"


def _verdict(checked: Checked) -> str:
    if checked.sound:
        return str(gettext("as it was published"))
    place = checked.first_difference or gettext("the release itself")
    return str(gettext("differs, first at %(place)s", place=place))


def _plain(checked: Checked) -> dict[str, object]:
    return {
        "release": checked.release.id,
        "kept": checked.kept,
        "same": checked.same,
        "first_difference": checked.first_difference,
    }
