"""The operator's commands for an account that is there already: roles, password, closing."""

from collections.abc import Callable

import click
from flask_babel import gettext

from registry.accounts.models import User
from registry.accounts.second_factors import remove_all
from registry.accounts.service import SYSTEM, set_active, set_password, set_roles, user_of
from registry.commands.frame import in_registry
from registry.commands.setting_up import read_password, user
from registry.permissions import Role
from registry.transaction import unit_of_work


@user.command("roles")
@click.argument("email")
@click.option(
    "--role",
    "roles",
    required=True,
    multiple=True,
    type=click.Choice([role.value for role in Role]),
)
@in_registry
def give_roles(email: str, roles: tuple[str, ...]) -> None:
    """Give the account these roles and no others; it is signed out everywhere."""
    _change(email, lambda it: set_roles(SYSTEM, it, frozenset(Role(role) for role in roles)))


@user.command("password")
@click.argument("email")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@in_registry
def give_password(email: str, password_stdin: bool) -> None:
    """Give the account another password; it is signed out everywhere."""
    password = read_password(password_stdin)
    _change(email, lambda it: set_password(SYSTEM, it, password))


@user.command("forget-second-factor")
@click.argument("email")
@in_registry
def forget_second_factor(email: str) -> None:
    """Remove app, keys and recovery codes of who has lost them all."""
    _change(email, lambda it: remove_all(SYSTEM, it.id))


@user.command("close")
@click.argument("email")
@in_registry
def close(email: str) -> None:
    """Close the account; it is signed out everywhere and stays in what it has done."""
    _change(email, lambda it: set_active(SYSTEM, it, False))


@user.command("open")
@click.argument("email")
@in_registry
def open_again(email: str) -> None:
    """Open a closed account again."""
    _change(email, lambda it: set_active(SYSTEM, it, True))


def _change(email: str, change: Callable[[User], None]) -> None:
    with unit_of_work():
        change(user_of(email))
    click.echo(gettext("Changed %(email)s.", email=email))
