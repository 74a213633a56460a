"""The standing of a million patents on a day, in columns, against the pure function in a loop."""

import random
from datetime import date, timedelta

import numpy as np

from bench.measure import Result, against
from registry.patents.columns import ANSWERS, StandingColumns, columns_of, in_force_on
from registry.patents.number_types import Kind
from registry.patents.status import PatentStatus
from registry.patents.terms import Standing, in_force

DIFFERENT = 20_000
TIMES = 50
COUNT = DIFFERENT * TIMES
SEED = 402
DAY = date(2025, 9, 1)


def run() -> Result:
    """Patents a second, one core. The answers are compared on every one of them first."""
    chance = random.Random(SEED)
    standings = [_standing(chance) for _ in range(DIFFERENT)]
    columns = _repeated(columns_of(standings))
    pure = [ANSWERS.index(in_force(each, DAY).answer) for each in standings]
    if not np.array_equal(in_force_on(columns, DAY).answers, np.tile(pure, TIMES)):
        raise AssertionError("the columns and the pure function differ")

    def ours() -> None:
        in_force_on(columns, DAY)

    def peer() -> None:
        for _ in range(TIMES):
            for each in standings:
                in_force(each, DAY)

    rates = against(ours, peer, count=COUNT, runs=3)
    note = f"peer: terms.in_force in a loop; {COUNT:,} patents in a run"
    return Result("patent_standing", *rates, "patents/s", note)


def _repeated(columns: StandingColumns) -> StandingColumns:
    return StandingColumns(
        *(np.tile(getattr(columns, name), TIMES) for name in StandingColumns.__slots__)
    )


def _standing(chance: random.Random) -> Standing:
    """A patent as a registry has them: most in force, some lapsed, a few unclear."""
    filed_on = date(2000, 1, 1) + timedelta(days=chance.randrange(9_000))
    granted_on = filed_on + timedelta(days=chance.randrange(150, 1_500))
    status = chance.choices(list(PatentStatus), [2, 70, 15, 4, 2, 1, 1, 1, 4])[0]
    lapsed = status is PatentStatus.LAPSED
    return Standing(
        kind=chance.choice(list(Kind)),
        filed_on=filed_on,
        granted_on=None if status is PatentStatus.PENDING else granted_on,
        status=status,
        ended_on=granted_on + timedelta(days=chance.randrange(3_000)) if lapsed else None,
        as_of=date(2025, 9, 1) - timedelta(days=chance.randrange(-30, 400)),
    )
