"""The power is cut while the registry works; what was not synchronised is dropped, or half kept.

Or its disk is full. Once here; two hundred times in a campaign.
"""

from collections.abc import Iterator
from random import Random

import pytest
from power import Disk, as_usually_advised, usable
from test_crashes import whole_way

SEED = 2025
# Enough for a few acts.
ROOM = 500_000


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Disk]:
    """A registry on SQLite on a disk that forgets."""
    if why := usable():
        pytest.skip(why)
    yield Disk(tmp_path_factory.mktemp("power"))


def test_when_the_power_is_cut_all_that_was_acknowledged_is_there(disk: Disk) -> None:
    cut = disk.cut_while(whole_way, Random(SEED), SEED)
    assert cut.wrong == []
    assert cut.acknowledged


def test_when_the_disk_is_full_nothing_is_half_done_and_all_that_was_acknowledged_is_there(
    disk: Disk,
) -> None:
    cut = disk.fill_while(whole_way, ROOM)
    assert cut.wrong == []
    assert cut.acknowledged


def test_trap_with_the_usual_advice_for_sqlite_a_power_cut_takes_what_was_acknowledged(
    disk: Disk,
) -> None:
    """WAL with synchronous=NORMAL: nothing waits for the disk, and what was promised is gone."""
    cut = disk.cut_while(as_usually_advised, Random(SEED), 0)
    assert cut.acknowledged
    assert cut.gone
