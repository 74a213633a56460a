"""What every test may ask for."""

from collections.abc import Callable, Iterator

import psycopg
import pysqlite3
import pytest
from databases import POSTGRESQL, SQLITE, VARIABLE, available, empty_database, postgres_server
from flask import Flask
from flask.testing import FlaskClient
from prepared import TODAY, Prepared, prepare

from registry import clock
from registry.accounts import sessions
from registry.accounts.models import User
from registry.extensions import db
from registry.transaction import unit_of_work


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=(SQLITE, POSTGRESQL),
        help="test on this database only (default: on all that can be reached)",
    )


def chosen_databases(config: pytest.Config) -> list[str]:
    """The databases of this run. Asking for one that is not there is an error, not a skip."""
    chosen = config.getoption("--database")
    if chosen is None:
        return available()
    if chosen not in available():
        raise pytest.UsageError(f"--database={chosen} needs a server: {VARIABLE} names none")
    return [chosen]


def pytest_report_header(config: pytest.Config) -> str:
    described = {SQLITE: f"SQLite {pysqlite3.sqlite_version}", POSTGRESQL: "no PostgreSQL"}
    server = postgres_server()
    if server is not None:
        with psycopg.connect(server.set(drivername=POSTGRESQL).render_as_string(False)) as found:
            version = found.info.parameter_status("server_version")
        described[POSTGRESQL] = f"PostgreSQL {version}"
    return "databases: " + ", ".join(described[kind] for kind in chosen_databases(config))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test that reaches the fixture `database`, directly or not, runs on each of them."""
    if "database" in metafunc.fixturenames:
        kinds = chosen_databases(metafunc.config)
        metafunc.parametrize("database", kinds, indirect=True, scope="session")


@pytest.fixture(scope="session")
def database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The SQLAlchemy URL of a database that begins empty and is this worker's for the session.

    A test that needs one empty for itself takes `empty_database` of databases.py.
    """
    folder = tmp_path_factory.mktemp("database")
    worker = getattr(request.config, "workerinput", {"workerid": "main"})["workerid"]
    with empty_database(request.param, folder, worker) as url:
        yield url


@pytest.fixture(scope="session")
def prepared(database: str, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """The application on a migrated database with codes and programme, once for each database."""
    return prepare(database, tmp_path_factory.mktemp("registry"))


@pytest.fixture(autouse=True)
def a_day_in_the_round() -> Iterator[None]:
    """Every test lives on a day on which round 2025 takes filings, unless it sets another."""
    with clock.at(TODAY):
        yield


@pytest.fixture
def app(prepared: Prepared) -> Iterator[Flask]:
    """The application, its database as after set-up: codes, programme, and nothing else."""
    prepared.restore()
    with prepared.app.app_context():
        yield prepared.app
        db.session.remove()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that nobody has signed in with."""
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask) -> Callable[[User], FlaskClient]:
    """Gives a browser in which this person is signed in."""

    def browser_of(user: User) -> FlaskClient:
        with unit_of_work():
            token = sessions.begin(user, "Firefox", second_factor=False)
        browser = app.test_client()
        with browser.session_transaction() as session:
            session[sessions.TOKEN] = token
        return browser

    return browser_of
