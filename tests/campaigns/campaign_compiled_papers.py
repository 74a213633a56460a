"""Ten thousand compiled papers in one process: memory and time stay where they were.

`make campaign ONLY=compiled_papers`, or `pytest tests/campaigns/campaign_compiled_papers.py -s`. It
takes two minutes. The papers are made in a process of their own that has loaded nothing else, as
this one has the whole registry in memory, and every test.
"""

import multiprocessing
import os
import time
from dataclasses import dataclass
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median

from conftest import Campaign

from bench.papers import SIGNED_AT, papers
from certificates.compiled import render_signed, warm
from certificates.design import load_design
from certificates.payload import from_json
from certificates.sign import development_signer

PAPERS, LOT = 10_000, 1_000
MOST_BYTES, MOST_MEMORY = 100_000, 200


@dataclass(frozen=True)
class Lot:
    """A thousand papers: milliseconds of one, memory behind them in MB, bytes of the greatest.

    `own` is what the process shares with no other and with no file, `whole` all that is in memory,
    the pages of the fonts included that have been read.
    """

    milliseconds: float
    own: float
    whole: float
    greatest: int


def memory() -> tuple[float, float]:
    """MB of this process that are in memory now: its own, and all."""
    whole, shared = map(int, Path("/proc/self/statm").read_text().split()[1:3])
    page = os.sysconf("SC_PAGE_SIZE") / 1e6
    return (whole - shared) * page, whole * page


def make(folder: Path, told: Connection) -> None:
    """Make the papers, telling of each lot."""
    design, signer = load_design("patent_intensive_product", 2), development_signer(folder)
    warm(design)
    fresh = papers(from_json(design.sample), 8)
    for _ in range(PAPERS // LOT):
        spent, sizes = [], []
        for paper in islice(fresh, LOT):
            start = time.process_time()
            sizes.append(len(render_signed(paper, design, signer, SIGNED_AT)))
            spent.append(time.process_time() - start)
        told.send(Lot(1000 * median(spent), *memory(), max(sizes)))


def test_ten_thousand_papers_take_no_more_memory_and_time_than_the_first(
    tmp_path: Path, campaign: Campaign
) -> None:
    told, telling = multiprocessing.Pipe(duplex=False)
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=make, args=(tmp_path, telling))
    process.start()
    telling.close()
    lots: list[Lot] = []
    for _ in range(PAPERS // LOT):
        lots.append(told.recv())
        print(lots[-1], flush=True)
    process.join()
    times, own = [lot.milliseconds for lot in lots], [lot.own for lot in lots]
    wrong = {
        "a paper is too large": max(lot.greatest for lot in lots) >= MOST_BYTES,
        "too much memory": max(lot.whole for lot in lots) >= MOST_MEMORY,
        "memory grows": own[-1] >= 1.05 * own[1],
        "time grows": median(times[-3:]) >= 1.2 * median(times[1:4]),
    }
    campaign.record(
        what="compiled certificates of eight patents, signed, in one process",
        how_many=PAPERS,
        failures=[name for name, is_so in wrong.items() if is_so],
        first=f"{times[0]:.2f} ms, {own[0]:.0f} MB own, {lots[0].whole:.0f} MB in all",
        last=f"{times[-1]:.2f} ms, {own[-1]:.0f} MB own, {lots[-1].whole:.0f} MB in all",
    )
