"""The commands that bring the database up to date and add accounts."""

import sys
from dataclasses import replace

import click
from flask_babel import gettext
from flask_migrate import upgrade as migrate_database

from registry.accounts.passwords import SHORTEST
from registry.accounts.service import SYSTEM, NewAccount, add_user
from registry.codes.service import load_codes
from registry.commands.frame import in_registry, main
from registry.commands.search import build_what_is_missing
from registry.enterprises.queries import by_credit_code
from registry.errors import NotFound
from registry.permissions import Role
from registry.programme.service import load_programme
from registry.transaction import unit_of_work


@main.command()
@in_registry
def upgrade() -> None:
    """Bring the database to the newest version and fill in codes and programme."""
    migrate_database()
    with unit_of_work():
        added = load_codes() | load_programme()
    build_what_is_missing()
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
    password = read_password(password_stdin)
    given = NewAccount(email, name, password, frozenset(Role(r) for r in roles))
    with unit_of_work():
        enterprise_id = _enterprise_id(enterprise) if enterprise else None
        add_user(SYSTEM, replace(given, enterprise_id=enterprise_id))
    click.echo(gettext("Added %(email)s.", email=email))


def read_password(from_stdin: bool) -> str:
    """A password that is typed, twice, or read from a pipe; UsageError for one too short."""
    if from_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = click.prompt(gettext("Password"), hide_input=True, confirmation_prompt=True)
    if len(password) < SHORTEST:
        told = gettext("A password has at least %(count)s characters.", count=SHORTEST)
        raise click.UsageError(told)
    return password


def _enterprise_id(credit_code: str) -> int:
    found = by_credit_code(credit_code)
    if found is None:
        raise NotFound("There is no enterprise {credit_code}.", credit_code=credit_code)
    return found.id
