"""The ``registry`` command line."""

from flask import Flask
from flask.cli import FlaskGroup


def register_commands(app: Flask) -> None:
    """Put the registry's own commands on the application."""


def main() -> None:
    """The entry of ``registry``."""
    FlaskGroup(create_app=None)()
