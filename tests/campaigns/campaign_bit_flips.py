"""Every single bit of signed files, turned over: none accepted, none without an answer.

All eight bits of every byte, or a part of them at random where a file has more than the campaign has
time for (FLIPS in lengths.py), go through the whole examiner, of a file of each level: signed only,
time-stamped, and stamped to last. What the examiner sees at its first look it does not parse; so of
a signed file the parser gets the flips too: all bits of what it reads to find its way (objects,
tables, data, the field of the signature), and some of those inside streams that only a drawing uses
(faces, frame, pages, colours).
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from lengths import length
from loopback_authority import NOW, loopback
from many_examinations import by_parser, examine_all
from random_papers import AT, design_of, random_paper

from certificates.attestation import Outcome
from certificates.compiled import render_signed
from certificates.compiled.papers import compiled
from certificates.examine import examine
from certificates.payload import Paper
from certificates.sign import Signer, development_signer

SEED = 20_260_112
# Of the bytes that only a drawing uses the parser gets one in so many, one bit of each.
SPARED = 8
_STREAM = re.compile(rb"obj\s*<<(.*?)>>\s*stream\r?\n", re.DOTALL)
_LENGTH = re.compile(rb"/Length (\d+)(?! \d+ R)")
# Streams of these types are read by the examiner: tables, objects, metadata, the attached data.
_READ = (b"/XRef", b"/ObjStm", b"/Metadata", b"/EmbeddedFile")


def one_paper() -> Paper:
    """A certificate with one patent."""
    paper = random_paper(1)
    return replace(paper, patents=paper.patents[:1])


def one_file(folder: Path) -> tuple[bytes, Signer]:
    """It, as it is issued."""
    signer, paper = development_signer(folder), one_paper()
    return compiled(design_of(paper)).write(paper, signer, AT), signer


def file_of(level: str, folder: Path) -> tuple[bytes, Signer]:
    """It, signed at a level, and stamped by an authority on loopback where the level says so."""
    if level == "signed":
        return one_file(folder)
    with loopback(folder) as served:
        owner, paper = served.signer(long_term=True), one_paper()
        stamping = served.stamping(long_term=level == "stamped to last")
        design = design_of(paper)
        return render_signed(paper, design, replace(owner, stamping=stamping), at=NOW), owner


def drawn_only(pdf: bytes) -> set[int]:
    """The places inside streams that the examiner never opens."""
    places: set[int] = set()
    for found in _STREAM.finditer(pdf):
        length = _LENGTH.search(found[1])
        if length is None or any(kind in found[1] for kind in _READ):
            continue
        first, last = found.end(), found.end() + int(length[1])
        if pdf[last : last + 20].lstrip().startswith(b"endstream"):
            places.update(range(first, last))
    return places


def flipped(pdf: bytes, change: tuple[int, int]) -> bytes:
    place, bit = change
    damaged = bytearray(pdf)
    damaged[place] ^= 1 << bit
    return bytes(damaged)


def flips(pdf: bytes, drawn: set[int]) -> Iterator[tuple[int, int]]:
    """What the parser gets."""
    random = Random(SEED)
    for place in range(len(pdf)):
        if place not in drawn:
            yield from ((place, bit) for bit in range(8))
        elif place % SPARED == 0:
            yield place, random.randrange(8)


def bits_of(size: int, most: int) -> tuple[Iterator[tuple[int, int]], int | str]:
    """All bits of a file, or as many of them as are wanted, at random; and the seed of those."""
    bits = range(8 * size)
    chosen = bits if len(bits) <= most else Random(SEED).sample(bits, most)
    return (divmod(bit, 8) for bit in chosen), "every bit" if chosen is bits else SEED


@pytest.mark.parametrize("level", ["signed", "stamped", "stamped to last"])
def test_no_flipped_bit_is_accepted(campaign: Any, tmp_path: Path, level: str) -> None:
    pdf, signer = file_of(level, tmp_path)
    assert examine(pdf, signer.trust).outcome is Outcome.GENUINE
    most = length("FLIPS")
    chosen, seed = bits_of(len(pdf), most)
    tally = examine_all(pdf, signer.trust, flipped, chosen)
    assert tally.how_many == min(most, 8 * len(pdf))
    campaign.record(
        what=f"bits of one file ({level}) turned over, accepted or left without an answer",
        how_many=tally.how_many,
        seed=seed,
        failures=tally.accepted,
        bytes_of_the_file=len(pdf),
        answers=dict(tally.answers),
    )


def test_no_flipped_bit_is_accepted_where_the_first_look_is_left_out(
    campaign: Any, tmp_path: Path
) -> None:
    pdf, signer = one_file(tmp_path)
    assert by_parser(pdf, signer.trust) == Outcome.GENUINE.value
    drawn = drawn_only(pdf)
    tally = examine_all(pdf, signer.trust, flipped, flips(pdf, drawn), by_parser)
    campaign.record(
        what="bits of one signed file turned over that the parser and the checks behind it accept",
        how_many=tally.how_many,
        seed=SEED,
        failures=tally.accepted,
        bytes_of_the_file=len(pdf),
        bytes_only_drawn=len(drawn),
        answers=dict(tally.answers),
    )
