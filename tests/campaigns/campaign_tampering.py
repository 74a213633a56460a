"""Ten thousand random tamperings with the trail on each database: every one of them is found.

Of every kind that tests/integrity/trail_tampering.py knows: edit,
delete, insert, swap, truncate, recompute the chain from a row on, go back to an older trail. What
is tampered with is under the last checkpoint, and whoever tampers knows our code and stops at no
trigger, but has not the key of the checkpoints.
"""

import random
import sys
from collections import Counter
from pathlib import Path

from flask import Flask
from lengths import length

from registry.audit.checkpoints import write_checkpoint
from registry.integrity.invariants import INVARIANTS
from registry.integrity.verify import examine

sys.path.insert(0, str(Path(__file__).parents[1] / "integrity"))
from disarming import disarmed  # noqa: E402
from trail_tampering import TAMPERINGS  # noqa: E402
from world import play  # noqa: E402

EACH = length("TAMPERINGS")
SEED = 2025
OF_THE_TRAIL = [each for each in INVARIANTS if each.name in ("chain", "checkpoints")]


def test_every_random_tampering_with_the_trail_is_found(app: Flask, campaign) -> None:
    play()
    write_checkpoint("command")
    chance, missed, kinds = random.Random(SEED), [], Counter[str]()
    with disarmed() as connection:
        for _ in range(EACH):
            tampering = chance.choice(TAMPERINGS)
            savepoint = connection.begin_nested()
            done = tampering(connection, chance)
            kinds[tampering.__name__] += 1
            if examine(connection, OF_THE_TRAIL).sound:
                missed.append(done)
            savepoint.rollback()
        sound = examine(connection, OF_THE_TRAIL).faults() == []
    assert sound, "what was taken back is not sound"
    campaign.record(
        what="random tamperings with the trail, each found by `registry audit verify`",
        how_many=EACH,
        seed=SEED,
        failures=missed,
        kinds=dict(sorted(kinds.items())),
    )
