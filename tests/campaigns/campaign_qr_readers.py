"""Both QR readers on many printed papers at 100 dots an inch."""

from random import Random
from typing import Any

from test_qr_readers import read, with_address

from random_papers import random_paper

SEED, PAPERS = 20_260_112, 100
# An address of 106 characters is the longest that a notice carries in modules of two dots and more.
SHORTEST, LONGEST = 45, 106


def test_both_readers_read_every_address(campaign: Any) -> None:
    random, wrong = Random(SEED), []
    for seed in range(SEED, SEED + PAPERS):
        paper = with_address(random_paper(seed), random, random.randint(SHORTEST, LONGEST))
        found = read(paper, 100)
        if any(texts != [paper.verification_url] for texts in found.values()):
            wrong.append({"seed": seed, "length": len(paper.verification_url)} | found)
    campaign.record(
        what="papers printed at 100 dpi of which a reader does not read the address",
        how_many=PAPERS,
        seed=SEED,
        failures=wrong,
    )
