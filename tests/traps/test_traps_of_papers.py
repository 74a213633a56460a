"""Traps of papers: what the library alone lets pass, beside what ours says of the same file."""

import io
import random
import warnings
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from werkzeug.utils import secure_filename

from certificates.attestation import Outcome
from certificates.design import load_design
from certificates.examine import examine
from certificates.payload import from_json
from certificates.render import render
from certificates.sign import Signer, development_signer, sign
from registry.certification import store

SIGNED_AT = datetime(2026, 1, 12, 9, 30, tzinfo=UTC)
TRIED = 60


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    return development_signer(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def signed(signer: Signer) -> bytes:
    design = load_design("patent_intensive_product", 2)
    return sign(render(from_json(design.sample), design), signer, at=SIGNED_AT)


def obviously_valid(pdf: bytes, signer: Signer) -> bool:
    """The obvious code: the validator's word on the first signature, and nothing else."""
    roots = signer.trust.certificates()
    reader = PdfFileReader(io.BytesIO(pdf), strict=False)
    context = ValidationContext(trust_roots=roots, moment=SIGNED_AT)
    status = validate_pdf_signature(reader.embedded_signatures[0], context)
    return bool(status.intact and status.valid)


def test_trap_the_validator_alone_takes_appended_bytes_for_no_change(
    signed: bytes, signer: Signer
) -> None:
    longer = signed + b"\n% and one thing more\n"
    assert obviously_valid(signed, signer)
    assert obviously_valid(longer, signer)
    assert examine(signed, signer.trust).outcome is Outcome.GENUINE
    assert examine(longer, signer.trust).outcome is not Outcome.GENUINE


def test_trap_the_validator_raises_whatever_it_likes_on_a_damaged_file(
    signed: bytes, signer: Signer
) -> None:
    """Flipped bits in the structure: the obvious code lets several kinds of exceptions out."""
    escaped, chance = set(), random.Random(2025)
    tail = signed.rindex(b"/Contents <")
    for _ in range(TRIED):
        damaged = bytearray(signed)
        for _ in range(12):
            damaged[chance.randrange(tail, len(damaged))] ^= 1 << chance.randrange(8)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                obviously_valid(bytes(damaged), signer)
        except Exception as error:  # that is what is counted
            escaped.add(type(error).__name__)
        assert examine(bytes(damaged), signer.trust).outcome is not Outcome.GENUINE
    assert len(escaped) >= 3, escaped


def test_trap_a_safe_file_name_has_no_chinese_in_it(tmp_path: Path) -> None:
    assert secure_filename("发票.pdf") == secure_filename("证书.pdf") == "pdf"


def test_papers_are_stored_by_what_they_are_and_not_by_a_name(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config["REGISTRY"], "STORE", str(tmp_path / "store"))
    one, other = store.keep("发票".encode()), store.keep("证书".encode())
    assert one != other
    assert store.read(one).decode() == "发票"
