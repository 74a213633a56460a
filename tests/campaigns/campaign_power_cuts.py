"""The power cut again and again while the registry works on SQLite, database and papers alike.

The disk is a file system in user space that drops what was not synchronised, or keeps a random part
of it in any order, some writes torn (tests/integrity/lossy_disk.py). Everything that was
acknowledged is there afterwards, and `registry audit verify` finds nothing. The same work with
the usual advice, WAL with synchronous=NORMAL, loses what it had promised.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from conftest import Campaign
from lengths import length

sys.path.insert(0, str(Path(__file__).parents[1] / "integrity"))
from power import Cut, Disk, as_usually_advised, usable  # noqa: E402
from test_crashes import whole_way  # noqa: E402

SEED = 2025
# How often the obvious variant is tried: it loses nearly every time.
OBVIOUS = max(1, length("POWER_CUTS") // 10)
# A quarter as many disks fill up, with room for so many bytes.
FULL, ROOM = max(1, length("POWER_CUTS") // 4), (20_000, 1_500_000)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """A registry on a disk that forgets."""
    if why := usable():
        pytest.skip(why)
    yield Disk(tmp_path)


def said_of(cuts: list[Cut]) -> dict[str, int]:
    """How much there was in all, and how much of it is gone."""
    whole = Counter[str]()
    for cut in cuts:
        whole["acknowledged"] += cut.acknowledged
        whole["gone"] += len(cut.gone)
        whole["cuts_that_lost"] += bool(cut.gone)
    return dict(whole)


def test_the_power_cut_loses_nothing_that_was_acknowledged(disk: Disk, campaign: Campaign) -> None:
    chance = Random(SEED)
    # Every fourth drops all that was not synchronised; the others keep what chance keeps.
    seeds = [turn if turn % 4 else 0 for turn in range(length("POWER_CUTS"))]
    cuts = [disk.cut_while(whole_way, chance, seed) for seed in seeds]
    campaign.record(
        what="power cuts while applications go from draft to certificate",
        how_many=len(cuts),
        seed=SEED,
        failures=[f"{place}: {each}" for place, cut in enumerate(cuts) for each in cut.wrong],
        database="sqlite",
        **said_of(cuts),
    )


def test_a_full_disk_loses_nothing_and_leaves_nothing_half_done(
    disk: Disk, campaign: Campaign
) -> None:
    chance = Random(SEED)
    cuts = [disk.fill_while(whole_way, chance.randrange(*ROOM)) for _ in range(FULL)]
    campaign.record(
        what="disks that are full while applications go from draft to certificate",
        how_many=len(cuts),
        seed=SEED,
        failures=[f"{place}: {each}" for place, cut in enumerate(cuts) for each in cut.wrong],
        database="sqlite",
        **said_of(cuts),
    )


def test_trap_with_the_usual_advice_the_power_cut_takes_what_was_acknowledged(
    disk: Disk, campaign: Campaign
) -> None:
    chance = Random(SEED)
    cuts = [disk.cut_while(as_usually_advised, chance, 0) for _ in range(OBVIOUS)]
    lost = said_of(cuts)
    campaign.record(
        what="power cuts with synchronous=NORMAL, which must be seen to lose",
        how_many=len(cuts),
        seed=SEED,
        failures=0 if lost["gone"] else 1,
        database="sqlite",
        **lost,
    )
