"""The operator's commands for accounts that are there."""

import pytest
from click.testing import CliRunner
from factories import UserFactory

from registry.accounts import second_factors
from registry.accounts.models import User
from registry.accounts.passwords import verify_password
from registry.accounts.service import actor_of
from registry.commands import main
from registry.extensions import db
from registry.permissions import Role

NEW = "三月的雨 bridge over copper"


@pytest.fixture
def run(app):
    """Runs a command on the test's database, as a process of its own would."""
    environment = {f"REGISTRY_{name}": value for name, value in app.config["REGISTRY"].items()}

    def run_it(*arguments: str, input: str = ""):
        db.session.rollback()
        done = CliRunner().invoke(main, list(arguments), input, environment)
        db.session.rollback()
        return done

    return run_it


def again(user: User) -> User:
    return db.session.get_one(User, user.id, populate_existing=True)


def test_roles_are_given_instead_of_those_before(run):
    user = UserFactory(reviewer=True)
    done = run("user", "roles", user.email.upper(), "--role", "statistician")
    assert (done.exit_code, done.stdout) == (0, f"Changed {user.email.upper()}.\n")
    assert actor_of(again(user)).roles == {Role.STATISTICIAN}


def test_who_has_no_enterprise_cannot_become_an_applicant(run):
    user = UserFactory(reviewer=True)
    done = run("user", "roles", user.email, "--role", "applicant")
    assert done.exit_code == 1 and "need an enterprise" in done.stderr
    assert actor_of(again(user)).roles == {Role.REVIEWER}


def test_another_password_is_given_to_who_has_forgotten_theirs(run):
    user = UserFactory()
    done = run("user", "password", user.email, "--password-stdin", input=f"{NEW}\n")
    assert done.exit_code == 0, done.stderr
    assert verify_password(again(user).password, NEW)


def test_a_password_that_is_guessed_first_is_refused(run):
    user = UserFactory()
    before = user.password
    done = run("user", "password", user.email, "--password-stdin", input="password1234\n")
    assert done.exit_code == 1 and "guessed first" in done.stderr
    assert "password1234" not in done.stderr and again(user).password == before


def test_an_account_is_closed_and_opened_again(run):
    user = UserFactory()
    assert run("user", "close", user.email).exit_code == 0
    assert again(user).active is False
    assert run("user", "open", user.email).exit_code == 0
    assert again(user).active is True


def test_who_has_lost_every_factor_begins_anew(run, with_app):
    user = UserFactory(reviewer=True)
    with_app(user)
    assert run("user", "forget-second-factor", user.email).exit_code == 0
    assert not second_factors.has_factor(user.id)


@pytest.mark.parametrize(
    "command", [["close"], ["open"], ["forget-second-factor"], ["roles", "--role", "operator"]]
)
def test_an_address_without_account_is_told(run, command):
    done = run("user", *command, "nobody@example.org")
    assert done.exit_code == 1
    assert done.stderr == "Error: There is no account for nobody@example.org.\n"
