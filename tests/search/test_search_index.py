"""The index finds exactly what contains the words, whatever was written, folded or rebuilt."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from together import threads

from registry.extensions import db
from registry.search import Hits, Kind, find, matching, put
from registry.search.bigrams import document, words_of
from registry.search.check import Differences, differences
from registry.search.models import SearchBlock, SearchEntry, SearchRecent
from registry.search.service import fold, rebuild, waiting
from registry.transaction import unit_of_work

NAMES = ("青岛海尔集团有限公司", "海尔智家股份有限公司", "青岛啤酒股份有限公司", "SL-100 减速器")
# Few characters, so that pairs are repeated and stand apart as often as together.
WRITTEN = st.text("海尔集团ab1 （", max_size=14)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.integers(1, 12), WRITTEN, WRITTEN),
        st.sampled_from(("fold", "rebuild")),
    ),
    max_size=12,
)


def write(kind: Kind, *names: str) -> None:
    with unit_of_work():
        for row_id, name in enumerate(names, 1):
            put(kind, row_id, name)


def contained(rows: dict[int, tuple[str, ...]], typed: str) -> list[int]:
    """By brute force: the rows whose text contains every word."""
    words = words_of(typed)
    texts = {row_id: document(texts) for row_id, texts in rows.items()}
    return sorted(r for r, text in texts.items() if words and all(word in text for word in words))


def found(typed: str, kind: Kind = Kind.PRODUCT) -> list[int]:
    hits = find(kind, typed, 1000)
    assert hits.total == len(hits.ids)
    assert sorted(db.session.scalars(matching(kind, typed))) == list(hits.ids)
    return list(hits.ids)


def rows_of(rows: dict[int, tuple[str, ...]]) -> Iterator[tuple[int | str, ...]]:
    return ((row_id, *texts) for row_id, texts in sorted(rows.items()))


def take(step: object, rows: dict[int, tuple[str, ...]]) -> None:
    if step == "fold":
        fold(Kind.PRODUCT)
    elif step == "rebuild":
        rebuild(Kind.PRODUCT, rows_of(rows))
    else:
        assert isinstance(step, tuple)
        row_id, *texts = step
        with unit_of_work():
            put(Kind.PRODUCT, row_id, *texts)
        rows[row_id] = tuple(texts)


@pytest.fixture
def both_ways(app: Flask) -> Callable[[Callable[[], None]], None]:
    """Runs a check on what is written: first as it was put in, then folded."""

    def run(check: Callable[[], None]) -> None:
        check()
        for kind in Kind:
            fold(kind)
            assert waiting(kind) == 0
        check()

    return run


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(STEPS, st.lists(st.text("海尔集团ab1 %（", max_size=7), min_size=1, max_size=6))
def test_what_is_found_is_what_plain_containment_finds(app, steps, asked):
    with unit_of_work():
        for model in (SearchEntry, SearchBlock, SearchRecent):
            db.session.execute(delete(model))
    rows: dict[int, tuple[str, ...]] = {}
    for step in steps:
        take(step, rows)
    for typed in asked:
        assert found(typed) == contained(rows, typed), typed
    assert not differences(Kind.PRODUCT, rows_of(rows))


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("海尔", [1, 2]),
        ("有限公司", [1, 2, 3]),
        ("股份有限公司", [2, 3]),
        ("海", [1, 2]),
        ("青岛 公司", [1, 3]),
        ("公司 青岛", [1, 3]),
        ("海尔集团公司", []),
        ("sl", [4]),
        ("Ｓ", [4]),
        ("ＳＬ－100", [4]),
        ("100减速", [4]),
        ("sl100", []),
        ("青岛海尔（集团）", [1]),
        ("%", []),
        ("_", []),
        ("", []),
        ("\\", []),
        ("'", []),
        ("无此", []),
        ("\ud800", []),
        ("海尔" * 50, []),
    ],
)
def test_words_are_found_where_they_are_contained(both_ways, typed, wanted):
    write(Kind.PRODUCT, *NAMES)

    def check() -> None:
        assert found(typed) == wanted

    both_ways(check)


def test_pairs_that_stand_apart_are_not_the_word(both_ways):
    write(Kind.PRODUCT, "海尔与尔集与集团", "海尔集团", "尔集海尔集团")

    def check() -> None:
        assert found("海尔集团") == [2, 3]
        assert found("海尔集") == [2, 3]

    both_ways(check)


def test_no_word_reaches_from_one_text_of_a_row_into_the_next(both_ways):
    with unit_of_work():
        put(Kind.PATENT, 1, "一种电机", "海尔公司")

    def check() -> None:
        assert found("电机海尔", Kind.PATENT) == []
        assert found("电机 海尔", Kind.PATENT) == [1]

    both_ways(check)


def test_each_kind_is_searched_by_itself(both_ways):
    write(Kind.ENTERPRISE, "海尔集团")
    write(Kind.PRODUCT, "电机", "海尔电机")

    def check() -> None:
        assert found("海尔", Kind.ENTERPRISE) == [1]
        assert found("海尔", Kind.PRODUCT) == [2]
        assert found("海尔", Kind.PATENT) == []

    both_ways(check)


def test_a_page_has_its_part_of_the_rows_and_the_count_of_all(both_ways):
    write(Kind.PRODUCT, *[f"海尔{number}" for number in range(25)])

    def check() -> None:
        assert find(Kind.PRODUCT, "海尔", 10) == Hits(tuple(range(1, 11)), 25)
        assert find(Kind.PRODUCT, "海尔", 10, 20) == Hits(tuple(range(21, 26)), 25)
        assert find(Kind.PRODUCT, "海尔", 10, 30) == Hits((), 25)

    both_ways(check)


def test_a_row_is_found_by_its_new_name_and_no_longer_by_the_old_one(both_ways):
    write(Kind.PRODUCT, "旧名字", "海尔")
    fold(Kind.PRODUCT)
    write(Kind.PRODUCT, "新名字")

    def check() -> None:
        assert (found("旧名"), found("新名"), found("海尔")) == ([], [1], [2])

    both_ways(check)


def test_a_row_without_a_text_is_found_by_nothing(both_ways):
    write(Kind.PRODUCT, "海尔", "海尔")
    fold(Kind.PRODUCT)
    write(Kind.PRODUCT, "")
    both_ways(lambda: [] if found("海尔") == [2] else pytest.fail("the row is still found"))


def test_a_row_that_is_put_in_as_it_was_costs_nothing(app):
    write(Kind.PRODUCT, "海尔")
    fold(Kind.PRODUCT)
    write(Kind.PRODUCT, "海 尔")
    assert waiting(Kind.PRODUCT) == 0


def test_what_was_rolled_back_is_not_found(app):
    with pytest.raises(RuntimeError), unit_of_work():
        put(Kind.PRODUCT, 1, "海尔")
        assert found("海尔") == [1]
        raise RuntimeError
    assert found("海尔") == []


def test_a_rebuilt_index_has_what_the_rows_say_and_nothing_else(app):
    write(Kind.PRODUCT, "海尔", "集团")
    assert rebuild(Kind.PRODUCT, [(2, "电机", "海尔"), (7, "电机")]) == 2
    assert (found("海尔"), found("电机"), found("集团")) == ([2], [2, 7], [])
    assert waiting(Kind.PRODUCT) == 0


def test_very_many_rows_are_rebuilt_from_a_query_over_the_same_connection(app):
    count = 25_000
    rebuild(Kind.PRODUCT, ((number, f"海尔{number}") for number in range(1, count + 1)))
    query = select(SearchEntry.row_id, SearchEntry.text).order_by(SearchEntry.row_id)
    source = db.session.execute(query, execution_options={"yield_per": 1000})
    first = next(source)
    db.session.rollback()
    assert tuple(first) == (1, "海尔1")

    def read() -> Iterator[tuple[int | str, ...]]:
        found = db.session.execute(
            query.where(SearchEntry.kind == Kind.PRODUCT), execution_options={"yield_per": 1000}
        )
        yield from (tuple(row) for row in found)

    assert rebuild(Kind.PATENT, read()) == count
    assert find(Kind.PATENT, "尔24999", 5) == Hits((24_999,), 1)
    assert find(Kind.PATENT, "海尔", 1, count - 1) == Hits((count,), count)


def test_those_who_write_while_others_fold_lose_nothing(app):
    def work(worker: int) -> None:
        for turn in range(8):
            if worker == 0:
                fold(Kind.PRODUCT)
                continue
            with unit_of_work():
                put(Kind.PRODUCT, worker, f"海尔{worker}号{turn}")
                put(Kind.PRODUCT, worker * 100 + turn, "集团")
            db.session.rollback()
            assert find(Kind.PRODUCT, "集团", 1000).ids.count(worker * 100 + turn) == 1

    threads(app, 4, work)
    assert found("号7") == [1, 2, 3]
    assert found("号6") == []
    assert len(found("集团")) == 24
    fold(Kind.PRODUCT)
    assert (found("号7"), found("号6"), len(found("集团"))) == ([1, 2, 3], [], 24)


ROWS = ((1, "海尔"), (2, "集团"), (3, "海尔集团"))


@contextmanager
def changed_past_the_service() -> Iterator[None]:
    rebuild(Kind.PRODUCT, ROWS)
    with unit_of_work():
        yield


def test_an_index_that_fits_has_no_differences(app):
    rebuild(Kind.PRODUCT, ROWS)
    assert differences(Kind.PRODUCT, ROWS) == Differences((), ())
    with unit_of_work():
        put(Kind.PRODUCT, 2, "电机")
    assert not differences(Kind.PRODUCT, ((1, "海尔"), (2, "电机"), (3, "海尔集团")))


def test_rows_that_are_not_in_the_index_or_no_rows_any_more_are_named(app):
    rebuild(Kind.PRODUCT, ROWS)
    assert differences(Kind.PRODUCT, [(1, "海尔"), (2, "集国"), (4, "新")]).texts == (2, 3, 4)


def test_a_text_that_was_changed_past_the_service_is_named_twice(app):
    with changed_past_the_service():
        db.session.execute(update(SearchEntry).values(text="尔海").where(SearchEntry.row_id == 1))
    assert differences(Kind.PRODUCT, ROWS) == Differences((1,), (1,))


def test_a_block_that_is_lost_is_noticed(app):
    with changed_past_the_service():
        db.session.execute(delete(SearchBlock))
    assert differences(Kind.PRODUCT, ROWS) == Differences((), (1, 2, 3))


def test_a_mark_that_is_lost_is_noticed(app):
    rebuild(Kind.PRODUCT, ROWS)
    with unit_of_work():
        put(Kind.PRODUCT, 2, "电机")
    with unit_of_work():
        db.session.execute(delete(SearchRecent))
    assert differences(Kind.PRODUCT, ((1, "海尔"), (2, "电机"), (3, "海尔集团"))).grams == (2,)
