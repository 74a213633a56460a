"""veraPDF on a hundred signed papers with names of the world outside; `qpdf --check` on a thousand.

`make campaign ONLY=conformance NAMES=folder`. The papers are made in the way they are issued: by
the compiled design, by the full path where that does not fit. A name with a character that no face
has is refused, which is right, and another paper takes its place.
"""

import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from random_papers import AT, design_of
from real_names import Names, names, paper_with
from verapdf import running

from certificates.attestation import Outcome
from certificates.compiled import render_signed
from certificates.errors import MissingGlyph
from certificates.examine import examine
from certificates.sign import Signer, development_signer

SEED = 20_260_112
BY_VERAPDF, BY_QPDF = 100, 1_000


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    return development_signer(tmp_path_factory.mktemp("authority"))


def papers(
    known: Names, signer: Signer, count: int, refused: list[str]
) -> Iterator[tuple[int, bytes]]:
    """Seed and file of so many papers; what had to be refused is put into the list."""
    seed, made = SEED, 0
    while made < count:
        try:
            paper = paper_with(known, seed)
            yield seed, render_signed(paper, design_of(paper, turn=-1), signer, AT)
            made += 1
        except MissingGlyph as error:
            refused.append(f"{seed}: {error}")
        seed += 1


def test_papers_with_names_of_the_world_outside_pass_all_three_profiles(
    campaign: Any, signer: Signer, tmp_path: Path
) -> None:
    known, refused, judged = names(), list[str](), list[str]()
    with running() as validator:
        for seed, pdf in papers(known, signer, BY_VERAPDF, refused):
            assert examine(pdf, signer.trust).outcome is Outcome.GENUINE
            file = tmp_path / f"{seed}.pdf"
            file.write_bytes(pdf)
            judged += [f"{seed}: {line}" for line in validator.check(file)]
    campaign.record(
        what=f"signed papers (names: {known.source}) that fail PDF/A-3a, PDF/A-3u or PDF/UA-1",
        how_many=BY_VERAPDF,
        seed=SEED,
        failures=[line for line in judged if not line.endswith(" passes")],
        checks=len(judged),
        different_names=len(set(known.all)),
        refused_for_a_missing_character=len(refused),
        refusals=refused[:10],
    )


@pytest.mark.skipif(not shutil.which("qpdf"), reason="apt-get install -y qpdf")
def test_qpdf_finds_no_fault_in_a_thousand_papers(
    campaign: Any, signer: Signer, tmp_path: Path
) -> None:
    known, refused = names(), list[str]()

    def fault_of(made: tuple[int, bytes]) -> str | None:
        file = tmp_path / f"{made[0]}.pdf"
        file.write_bytes(made[1])
        run = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True)
        file.unlink()
        return None if run.returncode == 0 else f"{made[0]}: {run.stdout}{run.stderr}"

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(fault_of, papers(known, signer, BY_QPDF, refused)))
    campaign.record(
        what=f"signed papers (names: {known.source}) in which qpdf --check finds a fault",
        how_many=len(found),
        seed=SEED,
        failures=[fault for fault in found if fault],
        refused_for_a_missing_character=len(refused),
    )
