"""Signed files cut short, with something appended, updated, mixed up: none is accepted."""

import io
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pikepdf
import pytest
from campaign_bit_flips import one_file
from forgeries import UPDATES, forged, with_revision
from many_examinations import Examiner, by_all, by_parser, examine_all
from random_papers import AT, design_of, random_paper

from certificates.attestation import Outcome
from certificates.compiled.papers import compiled
from certificates.examine import examine, examine_isolated
from certificates.sign import Signer

SEED = 20_260_112
MIXED, APPENDED, ISOLATED = 20_000, 3_000, 400
Files = tuple[bytes, Signer]


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return one_file(tmp_path_factory.mktemp("authority"))


def shortened(pdf: bytes, length: int) -> bytes:
    return pdf[:length]


def appended(pdf: bytes, change: tuple[int, int]) -> bytes:
    """With 1 to 4,000 bytes behind its end: one value, any values, or a part of itself."""
    kind, seed = change
    random = Random(seed)
    length = random.randint(1, 4_000)
    if kind == 0:
        return pdf + bytes([seed % 256]) * (length if seed > 255 else 1)
    if kind == 1:
        return pdf + random.randbytes(length)
    first = random.randrange(len(pdf))
    return pdf + pdf[first : first + length]


def mixed_up(pdf: bytes, seed: int) -> bytes:
    """With a stretch of it removed, repeated, exchanged with another, overwritten or turned."""
    random = Random(seed)
    length = min(int(2 ** random.uniform(0, 14)), len(pdf) - 1)
    first = random.randrange(len(pdf) - length)
    other = random.randrange(len(pdf) - length)
    part = pdf[first : first + length]
    ways: tuple[Callable[[], bytes], ...] = (
        lambda: b"",
        lambda: part + part,
        lambda: pdf[other : other + length],
        lambda: random.randbytes(length),
        lambda: part[::-1],
        lambda: random.randbytes(random.randint(1, 64)) + part,
    )
    changed = pdf[:first] + random.choice(ways)() + pdf[first + length :]
    # A reversed or exchanged stretch may be what it was.
    return changed if changed != pdf else pdf + b"\n"


def test_no_shortened_file_is_accepted(campaign: Any, issued: Files) -> None:
    pdf, signer = issued
    lengths = sorted({*range(0, len(pdf), 16), *range(len(pdf) - 3_000, len(pdf))})
    tally = examine_all(pdf, signer.trust, shortened, lengths)
    campaign.record(
        what="signed files cut at every sixteenth byte and at each of the last 3,000",
        how_many=tally.how_many,
        failures=tally.accepted,
        answers=dict(tally.answers),
    )


def test_no_file_with_something_appended_is_accepted(campaign: Any, issued: Files) -> None:
    pdf, signer = issued
    changes = [(kind, number) for kind in range(3) for number in range(APPENDED)]
    tally = examine_all(pdf, signer.trust, appended, changes)
    campaign.record(
        what="signed files with bytes appended",
        how_many=tally.how_many,
        seed=f"0 to {APPENDED - 1}",
        failures=tally.accepted,
        answers=dict(tally.answers),
    )


@pytest.mark.parametrize("examiner", [by_all, by_parser], ids=["examined", "parsed"])
def test_no_mixed_up_file_is_accepted(campaign: Any, issued: Files, examiner: Examiner) -> None:
    pdf, signer = issued
    tally = examine_all(pdf, signer.trust, mixed_up, range(SEED, SEED + MIXED), examiner)
    campaign.record(
        what="signed files with a stretch removed, repeated, exchanged, overwritten or turned",
        how_many=tally.how_many,
        seed=SEED,
        failures=tally.accepted,
        answers=dict(tally.answers),
    )


def test_the_isolated_child_answers_the_same(campaign: Any, issued: Files) -> None:
    pdf, signer = issued
    wrong = []
    for seed in range(SEED, SEED + ISOLATED):
        damaged = mixed_up(pdf, seed)
        if examine_isolated(damaged, signer.trust) != examine(damaged, signer.trust):
            wrong.append(seed)
    campaign.record(
        what="damaged files of which the isolated child says something else",
        how_many=ISOLATED,
        seed=SEED,
        failures=wrong,
    )


def saved_again(pdf: bytes, folder: Path) -> Iterator[tuple[str, bytes]]:
    """The file as other programs write it when nobody meant to change it."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(out)
    yield "saved by pikepdf", out.getvalue()
    (folder / "in.pdf").write_bytes(pdf)
    for option in ("--linearize", "--qdf", "--object-streams=generate"):
        command = ["qpdf", option, "--static-id", folder / "in.pdf", folder / "out.pdf"]
        subprocess.run(command, capture_output=True, check=True)
        yield f"qpdf {option}", (folder / "out.pdf").read_bytes()


def test_no_update_and_no_forgery_is_accepted(campaign: Any, issued: Files, tmp_path: Path) -> None:
    pdf, signer = issued
    paper = random_paper(2)
    other = compiled(design_of(paper)).write(paper, signer, AT)
    tried = {f"update: {name}": with_revision(pdf, change) for name, change in UPDATES.items()}
    tried |= {f"again: {name}": file for name, file in saved_again(pdf, tmp_path)}
    tried |= {f"forged: {name}": file for name, file in forged(pdf, other)}
    assert pdf not in tried.values() and other not in tried.values()
    answers = {name: examine(file, signer.trust).outcome for name, file in tried.items()}
    campaign.record(
        what="updates, files saved again and forgeries that were accepted",
        how_many=len(tried),
        failures=[name for name, answer in answers.items() if answer is Outcome.GENUINE],
        answers={name: answer.value for name, answer in answers.items()},
    )
