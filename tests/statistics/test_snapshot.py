"""Totals from the snapshot: the same as by SQL and as by a recount, wherever it was taken."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from histories import FIRST_DAY
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_decisions import check_totals, filings, live, nothing_kept, steps
from told_in_columns import check_columns, tell_at


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    filed=filings,
    happened=steps,
    look=st.integers(-2, 130),
    taken=st.lists(st.integers(0, 40), max_size=2),
)
def test_the_snapshot_and_its_tail_say_what_sql_and_a_recount_say(
    app: Flask, folder: Path, filed: list[Any], happened: list[Any], look: int, taken: list[int]
) -> None:
    with nothing_kept():
        cases, _ = live(filed, happened)
        tell_at(taken)
        day = FIRST_DAY + timedelta(days=look)
        check_totals(cases, day)
        check_columns(day)
