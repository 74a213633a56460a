"""Signed papers pass PDF/A-3a, PDF/A-3u and PDF/UA-1, and the checks of other PDF tools."""

import io
import shutil
import subprocess
from pathlib import Path

import pikepdf
import pytest
from paper_reading import conformance
from verapdf import Validator

from certificates.design import Design
from certificates.payload import Payload
from certificates.render import render


def test_a_signed_paper_passes_all_three_profiles(
    validator: Validator, signed: bytes, tmp_path: Path
) -> None:
    assert conformance(validator, signed, tmp_path) == ["3a passes", "3u passes", "ua1 passes"]


def test_a_paper_of_many_pages_passes_all_three_profiles(
    validator: Validator, long_payload: Payload, design: Design, tmp_path: Path
) -> None:
    pdf = render(long_payload, design)
    assert conformance(validator, pdf, tmp_path) == ["3a passes", "3u passes", "ua1 passes"]


def test_the_validator_finds_what_is_missing(
    validator: Validator, paper: bytes, tmp_path: Path
) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        del pdf.Root.Lang
        del pdf.Root.OutputIntents
        pdf.save(out)
    found = conformance(validator, out.getvalue(), tmp_path)
    assert [line.split()[1] for line in found] == ["fails", "fails", "fails"]


@pytest.mark.skipif(not shutil.which("qpdf"), reason="apt-get install -y qpdf")
def test_qpdf_finds_no_fault_in_a_signed_paper(signed: bytes, tmp_path: Path) -> None:
    file = tmp_path / "signed.pdf"
    file.write_bytes(signed)
    run = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
