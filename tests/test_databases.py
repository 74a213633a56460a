"""The databases that the other tests are given."""

from pathlib import Path

import pytest
from databases import POSTGRESQL, empty_database, postgres_server, sqlite_url
from sqlalchemy import create_engine, inspect, make_url, text
from sqlalchemy.exc import OperationalError

NO_SERVER = "no PostgreSQL server to test on"


def test_the_database_of_a_test_answers(database: str) -> None:
    engine = create_engine(database)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    engine.dispose()


def test_two_databases_asked_for_are_two_and_both_begin_empty(
    database: str, tmp_path: Path
) -> None:
    kind = make_url(database).get_backend_name()
    with (
        empty_database(kind, tmp_path, "one") as first,
        empty_database(kind, tmp_path, "one") as second,
    ):
        engines = [create_engine(first), create_engine(second)]
        with engines[0].begin() as connection:
            connection.execute(text("CREATE TABLE thing (id INTEGER)"))
        assert [inspect(engine).get_table_names() for engine in engines] == [["thing"], []]
        for engine in engines:
            engine.dispose()


def test_chinese_text_sorts_the_same_on_both_databases(database: str) -> None:
    engine = create_engine(database)
    words = text(
        "SELECT w FROM (SELECT '青岛' AS w UNION SELECT '济南' UNION SELECT 'Z') t ORDER BY w"
    )
    with engine.connect() as connection:
        assert list(connection.scalars(words)) == ["Z", "济南", "青岛"]
    engine.dispose()


def test_two_files_in_one_folder_have_two_names(tmp_path: Path) -> None:
    assert sqlite_url(tmp_path) != sqlite_url(tmp_path)


@pytest.mark.skipif(postgres_server() is None, reason=NO_SERVER)
def test_a_postgresql_database_is_gone_afterwards_although_a_client_is_still_in_it(
    tmp_path: Path,
) -> None:
    with empty_database(POSTGRESQL, tmp_path, "one") as url:
        engine = create_engine(url)
        forgotten = engine.connect()
        assert forgotten.scalar(text("SELECT 1")) == 1
    forgotten.invalidate()
    with pytest.raises(OperationalError, match="does not exist"):
        create_engine(url).connect()
