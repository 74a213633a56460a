"""The independent check knows the warnings: their moves, and what has been tampered with."""

from datetime import date

from flask import Flask
from watch_situations import (
    AFTER_THE_ANSWER,
    LAPSED,
    LATER,
    certified,
    decide,
    pass_on,
    patents_of,
    tell,
)

from registry.integrity.invariants.watching import MOVES
from registry.integrity.verify import verify
from registry.watching.workflow import UNFINISHED, WARNING_TRANSITIONS


def test_the_check_has_the_moves_of_the_table() -> None:
    table = {
        action.value: {source.value: target.value for source, target in row.targets.items()}
        for action, row in WARNING_TRANSITIONS.items()
    }
    assert MOVES == table
    assert UNFINISHED == {source for row in WARNING_TRANSITIONS.values() for source in row.targets}


def test_after_a_whole_life_of_a_warning_everything_fits_together(app: Flask) -> None:
    application = certified()
    tell(patents_of(application)[0], LAPSED, on=LATER, ended_on=date(2025, 3, 1))
    pass_on(LATER)
    pass_on(AFTER_THE_ANSWER)
    decide(application, "confirm", on=AFTER_THE_ANSWER)
    pass_on(AFTER_THE_ANSWER)
    faults = [each for each in verify().faults() if each[0] in ("watching", "references")]
    assert faults == []
