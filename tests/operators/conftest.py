"""What the tests of the operator's pages share."""

from collections.abc import Callable

import pytest
from factories import UserFactory
from flask import Flask
from flask.testing import FlaskClient

from registry.accounts.models import User


@pytest.fixture
def operator(app: Flask) -> User:
    user: User = UserFactory(operator=True)
    return user


@pytest.fixture
def browser(operator: User, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    """In which the operator is signed in."""
    return sign_in(operator)
