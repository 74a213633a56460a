"""The file of columns: whole or refused, and never believed of another ledger."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from factories import ApplicationFactory, UserFactory
from flask import Flask
from histories import DATA_YEAR
from hypothesis import given, settings
from hypothesis import strategies as st
from told_in_columns import check_columns

from registry import clock
from registry.applications import ledger
from registry.applications.ledger import Stage
from registry.applications.models import Application
from registry.extensions import db
from registry.statistics.breakdowns import Breakdown
from registry.statistics.catalogue import all_figures
from registry.statistics.queries import totals, totals_by_sql
from registry.statistics.snapshot import store
from registry.statistics.snapshot.columns import Column, Damaged, read, write
from registry.statistics.snapshot.service import standing
from registry.statistics.snapshot.stays import AMOUNTS, KEY, Unfit, paired
from registry.statistics.snapshot.sums import of_groups
from registry.statistics.windows import Ask
from registry.transaction import unit_of_work

SAYS = {"format": "1", "anchor": "一 行 字 = x"}
COLUMNS: dict[str, Column] = {
    "2024/start": np.arange(100, dtype=np.int32),
    "2024/none": np.zeros(0, np.int64),
    "2024/core": np.arange(70) % 3 == 0,
}


def test_a_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    write(tmp_path / "file", SAYS, COLUMNS)
    found = read(tmp_path / "file")
    assert found.says == SAYS
    assert found.columns.keys() == COLUMNS.keys()
    for name, column in COLUMNS.items():
        assert found.columns[name].dtype == column.dtype
        assert np.array_equal(found.columns[name], column)
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_file_with_any_byte_changed_cut_or_added_is_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("columns") / "file"
    write(path, SAYS, COLUMNS)
    whole = path.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    cut = whole[:place]
    flipped = cut + bytes([whole[place] ^ data.draw(st.integers(1, 255))]) + whole[place + 1 :]
    path.write_bytes(data.draw(st.sampled_from([cut, flipped, whole + b"\0"])))
    with pytest.raises(Damaged):
        read(path)


def test_columns_of_objects_are_not_written(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="no columns of"):
        write(tmp_path / "file", {}, {"words": np.array(["a"], object)})
    assert list(tmp_path.iterdir()) == []


def _entry(**changes: int) -> dict[str, int]:
    usual = dict.fromkeys(KEY, 1) | {"sign": 1, "on_day": 10, "stage": 0}
    entry = usual | changes
    return entry | {name: entry[name] * entry["sign"] for name in AMOUNTS}


def _columns(*entries: dict[str, int]) -> dict[str, Column]:
    return {name: np.array([entry[name] for entry in entries], np.int64) for name in entries[0]}


@pytest.mark.parametrize(
    ("entries", "why"),
    [
        ([_entry(sign=-1)], "never added"),
        ([_entry(), _entry(sign=-1, on_day=9)], "before it is added"),
        ([_entry(), _entry(sign=-1, size=2)], "never added"),
        ([_entry(profit=2**53 + 1)], "beyond"),
    ],
    ids=["taken back only", "taken back too early", "taken back elsewhere", "too large"],
)
def test_a_ledger_that_cannot_be_paired_is_not_told_in_columns(
    entries: list[dict[str, int]], why: str
) -> None:
    with pytest.raises(Unfit, match=why):
        paired(_columns(*entries))


def test_amounts_of_a_hundred_trillion_fen_sum_exactly() -> None:
    most, count = 10**14, 400_001
    amounts = np.full(count, most)
    amounts[0] = -most + 1
    found = of_groups(np.zeros(count, np.int64), amounts, 1).whole()
    assert found == [most * (count - 2) + 1]
    assert found[0] > 2**63


def _registered() -> Application:
    made: Application = ApplicationFactory(applicant=UserFactory(), registered=True)
    return made


def _moved(application: Application, to: Stage, day: date) -> None:
    """To the other stage, as a decision would have it, without its papers."""
    one, other = (Stage.REGISTERED, to) if to is Stage.CERTIFIED else (Stage.CERTIFIED, to)
    with clock.at(day), unit_of_work():
        ledger.shift(db.session.merge(application), one, other, "test", day)


def test_what_is_decided_after_the_snapshot_is_merged_from_the_tail(
    app: Flask, folder: Path
) -> None:
    today = clock.today()
    application = _registered()
    _moved(application, Stage.CERTIFIED, today + timedelta(days=20))
    store.take()
    _registered()
    last = today + timedelta(days=40)
    _moved(application, Stage.REGISTERED, last)
    for day in (today, last - timedelta(days=1), last):
        check_columns(day)
    taken = store.take()
    assert (taken.rebuilt, taken.added) == (False, 3)
    check_columns(last)
    assert store.take(rebuild=True).rebuilt
    check_columns(last)


def test_a_page_of_rows_is_the_same_from_the_snapshot_and_by_sql(app: Flask, folder: Path) -> None:
    for _ in range(3):
        _registered()
    store.take()
    day = clock.today()
    for figure in (None, *all_figures()):
        for descending in (False, True):
            ask = Ask(1, figure, descending, 2)
            asked = (DATA_YEAR, day, (Breakdown.REGION, Breakdown.SIZE))
            assert totals(*asked, ask=ask) == totals_by_sql(*asked, ask=ask)


def test_a_snapshot_of_another_ledger_or_a_damaged_one_is_not_believed(
    app: Flask, folder: Path
) -> None:
    _registered()
    taken = store.take()
    assert standing(DATA_YEAR, clock.today()) is not None
    told = read(store.path())
    write(store.path(), {**told.says, "anchor": told.says["anchor"] + "1"}, told.columns)
    assert standing(DATA_YEAR, clock.today()) is None
    write(store.path(), {**told.says, "count": str(taken.count + 1)}, told.columns)
    assert standing(DATA_YEAR, clock.today()) is None
    write(store.path(), {**told.says, "format": "0"}, told.columns)
    assert standing(DATA_YEAR, clock.today()) is None
    store.path().write_bytes(b"nothing of the kind" * 9)
    assert standing(DATA_YEAR, clock.today()) is None
    assert totals(DATA_YEAR, clock.today()).total.registered["products"] == 1
    assert store.take().rebuilt
    assert standing(DATA_YEAR, clock.today()) is not None


def test_within_an_act_the_database_answers(app: Flask, folder: Path) -> None:
    _registered()
    store.take()
    with unit_of_work():
        assert standing(DATA_YEAR, clock.today()) is None
    assert standing(DATA_YEAR, clock.today()) is not None
    db.session.rollback()
