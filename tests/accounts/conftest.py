"""Accounts as they are on a server: settings of their own, and what people type."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from telephone import digits

from registry import clock
from registry.accounts import second_factors
from registry.accounts.models import User
from registry.accounts.service import actor_of
from registry.extensions import db
from registry.transaction import unit_of_work

SERVER = {"SESSION_IDLE_MINUTES": "60", "SESSION_HOURS": "12", "CONFIRM_MINUTES": "5"}
Set = Callable[..., None]


@pytest.fixture
def settings(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Set:
    """Sets settings for this test."""

    def set_them(**values: str) -> None:
        monkeypatch.setitem(app.config, "REGISTRY", app.config["REGISTRY"] | values)

    return set_them


@pytest.fixture
def as_on_a_server(settings: Set) -> None:
    """Sessions end, and proofs of identity grow old, as by default."""
    settings(**SERVER)


@pytest.fixture
def later() -> Callable[..., object]:
    """Moves the clock of the test on."""

    @contextmanager
    def moved(**by: int) -> Iterator[None]:
        token = clock._set_to.set(clock.now() + timedelta(**by))
        try:
            yield
        finally:
            clock._set_to.reset(token)

    return moved


@pytest.fixture
def with_app() -> Callable[[User], str]:
    """Gives a person an authenticator app; its secret."""

    def add(user: User) -> str:
        secret = second_factors.new_secret()
        with unit_of_work():
            found = db.session.get_one(User, user.id)
            second_factors.add_authenticator(
                actor_of(found), found, secret, digits(secret, periods=-1)
            )
        return secret

    return add
