"""What every command stands on: the group, the application, errors as one sentence."""

import json
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click
from flask import Flask
from flask_babel import gettext
from sqlalchemy.exc import DBAPIError, IntegrityError

from registry.answers import AT_THE_SAME_TIME
from registry.app import create_app
from registry.config import ConfigurationError
from registry.errors import BadInput, RegistryError
from registry.extensions import db

C = TypeVar("C", bound=Callable[..., Any])

existing_file = click.Path(exists=True, dir_okay=False, path_type=Path)
existing_folder = click.Path(exists=True, file_okay=False, path_type=Path)
any_folder = click.Path(file_okay=False, path_type=Path)
as_json_option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")


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
        except IntegrityError as error:
            raise click.ClickException(gettext(AT_THE_SAME_TIME)) from error
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


def print_json(data: Any) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=1))
