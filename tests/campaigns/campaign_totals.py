"""Totals against a recount, over a thousand random histories on each database: by SQL, and from a
snapshot that was taken at random moments and merged with what came after."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from conftest import Campaign
from flask import Flask
from histories import FIRST_DAY
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from random_decisions import check_totals, filings, live, nothing_kept, steps
from told_in_columns import ASKED, check_columns, tell_at

from registry.statistics.breakdowns import Breakdown

HISTORIES, SEED = 1_000, 20_260_301


def test_totals_equal_a_recount_of_a_thousand_random_histories(
    app: Flask, campaign: Campaign, tmp_path: Path
) -> None:
    looked = told = 0
    app.config["REGISTRY"]["SNAPSHOT_FOLDER"] = str(tmp_path)

    @seed(SEED)
    @settings(
        max_examples=HISTORIES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        filed=filings,
        happened=steps,
        look=st.integers(-2, 130),
        taken=st.lists(st.integers(0, 40), max_size=2),
        asked=st.sampled_from(ASKED),
    )
    def every_history(
        filed: list[Any],
        happened: list[Any],
        look: int,
        taken: list[int],
        asked: tuple[Breakdown, ...],
    ) -> None:
        nonlocal looked, told
        with nothing_kept():
            cases, _ = live(filed, happened)
            tell_at(taken)
            day = FIRST_DAY + timedelta(days=look)
            check_totals(cases, day)
            check_columns(day, asked=(asked,))
        looked += 1
        told += bool(taken)

    every_history()
    campaign.record(
        what="random histories of decisions, corrections, withdrawals and revocations, recounted as"
        " of a day, by SQL and from a snapshot",
        how_many=looked,
        seed=SEED,
        with_snapshot=told,
    )
