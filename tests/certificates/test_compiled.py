"""The compiled design: faster, and nothing else is different.

That it is the same to the pixel is in `test_compiled_pixels`.
"""

import hashlib
import io
import os
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from random import Random

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from paper_comparison import pixels
from paper_reading import conformance, text_of
from random_papers import AT, patents, rare_characters, with_css

from certificates.attestation import Outcome
from certificates.compiled import render_signed, warm
from certificates.compiled.papers import CompiledDesign, compiled
from certificates.design import Design
from certificates.engine import Engine
from certificates.errors import CertificateError, PayloadError, SigningError
from certificates.examine import examine
from certificates.levels import Stamping
from certificates.payload import Payload, to_json
from certificates.render import render
from certificates.sign import Signer, sign
from certificates.timestamps import Authority


@pytest.fixture(scope="module")
def quick(payload: Payload, design: Design, signer: Signer) -> bytes:
    return compiled(design).write(payload, signer, AT)


def test_a_compiled_paper_is_examined_as_genuine_with_its_payload(
    quick: bytes, payload: Payload, signer: Signer
) -> None:
    found = examine(quick, signer.trust)
    assert (found.outcome, found.payload) == (Outcome.GENUINE, payload)


def test_a_compiled_paper_passes_all_three_profiles(
    validator: list[str], quick: bytes, tmp_path: Path
) -> None:
    assert conformance(validator, quick, tmp_path) == ["3a passes", "3u passes", "ua1 passes"]


@pytest.mark.parametrize("count", [1, 8, 30, 60])
def test_compiled_papers_with_few_and_many_patents_conform_and_are_made_again_alike(
    count: int,
    validator: list[str],
    payload: Payload,
    design: Design,
    signer: Signer,
    tmp_path: Path,
) -> None:
    """One and thirty patents with a withheld value, one and sixty without the EXAMPLE mark."""
    paper = replace(
        payload,
        patents=patents(count),
        output_value_fen=None if count in (1, 30) else 1,
        examples=count in (8, 30),
    )
    pdf = compiled(design).write(paper, signer, AT)
    assert conformance(validator, pdf, tmp_path) == ["3a passes", "3u passes", "ua1 passes"]
    assert qpdf_finds_no_fault(pdf, tmp_path)
    assert without_signature(compiled(design).write(paper, signer, AT)) == without_signature(pdf)


def qpdf_finds_no_fault(pdf: bytes, folder: Path) -> bool:
    if not shutil.which("qpdf"):
        return True
    file = folder / "checked.pdf"
    file.write_bytes(pdf)
    return subprocess.run(["qpdf", "--check", file], capture_output=True).returncode == 0


def without_signature(pdf: bytes) -> bytes:
    begin, end = pdf.index(b"/Contents<"), pdf.index(b"/ByteRange")
    return pdf[:begin] + pdf[end:]


def test_the_second_paper_of_a_shape_is_compiled_and_the_first_goes_the_full_path(
    payload: Payload, design: Design, signer: Signer
) -> None:
    other = with_css(design, "")
    made = [render_signed(payload, other, signer, AT) for _ in range(2)]
    # The full path signs in a second revision.
    assert [pdf.count(b"%%EOF") for pdf in made] == [2, 1]


def test_a_warm_design_compiles_the_first_paper(
    payload: Payload, design: Design, signer: Signer
) -> None:
    other = with_css(design, "")
    warm(other, [len(payload.patents)])
    assert render_signed(payload, other, signer, AT).count(b"%%EOF") == 1


def test_a_signature_that_is_to_be_stamped_is_left_to_the_full_path(
    payload: Payload, design: Design, signer: Signer
) -> None:
    """There is no such authority, which only who asks it can find out."""
    stamping = Stamping(Authority("http://127.0.0.1:9/", ()))
    with pytest.raises(CertificateError):
        render_signed(payload, design, replace(signer, stamping=stamping), AT)


def test_a_process_that_is_forked_from_a_drawing_one_draws_the_same(
    payload: Payload, design: Design
) -> None:
    expected = hashlib.sha256(render(payload, design)).digest()
    with ThreadPoolExecutor(1) as pool:
        drawing = pool.submit(render, payload, design)
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.write(writing, hashlib.sha256(render(payload, design)).digest())
            os._exit(0)
        os.waitpid(child, 0)
        assert os.read(reading, 32) == expected
        assert hashlib.sha256(drawing.result()).digest() == expected


def test_pinning_the_fonts_leaves_the_environment_alone(design: Design) -> None:
    before = dict(os.environ)
    Engine(design.css, design.drawings)
    assert dict(os.environ) == before


def test_a_compiled_paper_of_two_pages_with_rare_characters_passes_all_three_profiles(
    validator: list[str], payload: Payload, design: Design, signer: Signer, tmp_path: Path
) -> None:
    name = "示例" + "".join(rare_characters()[-12:])
    paper = replace(payload, patents=patents(20), product_name=name)
    pdf = compiled(design).write(paper, signer, AT)
    assert conformance(validator, pdf, tmp_path) == ["3a passes", "3u passes", "ua1 passes"]
    assert name in text_of(pdf)


def test_a_compiled_paper_has_one_revision_and_one_signature_over_all_of_it(
    quick: bytes,
) -> None:
    assert quick.count(b"%%EOF") == 1
    assert quick.count(b"/ByteRange") == 1
    with pikepdf.open(io.BytesIO(quick)) as pdf:
        field = pdf.Root.AcroForm.Fields[0]
        start, first, second, rest = (int(n) for n in field.V.ByteRange)
    assert (start, second + rest) == (0, len(quick))
    assert quick[first : first + 1] + quick[second - 1 : second] == b"<>"


def test_flipped_bits_and_appended_bytes_in_a_compiled_paper_are_found(
    quick: bytes, signer: Signer
) -> None:
    random = Random(1)
    outcomes = set()
    for place in random.sample(range(len(quick)), 60):
        damaged = bytearray(quick)
        damaged[place] ^= 1 << random.randrange(8)
        outcomes.add(examine(bytes(damaged), signer.trust).outcome)
    outcomes.add(examine(quick + b"\n", signer.trust).outcome)
    assert Outcome.GENUINE not in outcomes


def test_the_same_payload_gives_the_same_bytes_but_for_the_signature(
    quick: bytes, payload: Payload, design: Design, signer: Signer
) -> None:
    compiled(design).write(replace(payload, product_name="示例另一产品"), signer, AT)
    again = CompiledDesign(design).write(payload, signer, AT)
    assert without_signature(again) == without_signature(quick)


def test_text_from_strangers_is_printed_and_not_obeyed(
    payload: Payload, design: Design, signer: Signer
) -> None:
    name = "<b>示例</b>&amp;(\\){{ 7 * 7 }}"
    pdf = compiled(design).write(replace(payload, product_name=name), signer, AT)
    assert name.replace(" ", "") in text_of(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert name in str(opened.docinfo.Subject)
        assert name in str(opened.open_metadata()["dc:description"])


def test_a_payload_that_breaks_its_schema_is_not_drawn(
    payload: Payload, design: Design, signer: Signer
) -> None:
    with pytest.raises(PayloadError):
        render_signed(replace(payload, patents=()), design, signer, at=AT)


@pytest.mark.parametrize("at", [datetime(2026, 1, 12), datetime(1999, 1, 1, tzinfo=UTC)])
def test_a_moment_at_which_the_certificate_may_not_sign_is_refused(
    at: datetime, payload: Payload, design: Design, signer: Signer
) -> None:
    with pytest.raises(SigningError):
        render_signed(payload, design, signer, at=at)


def test_the_moment_of_signing_is_written_in_universal_time(
    payload: Payload, design: Design, signer: Signer
) -> None:
    at = AT.astimezone(timezone(timedelta(hours=8)))
    with pikepdf.open(io.BytesIO(compiled(design).write(payload, signer, at))) as pdf:
        assert str(pdf.Root.AcroForm.Fields[0].V.M) == "D:20260112093000Z"


def test_an_rsa_key_signs_compiled_papers_too(
    payload: Payload, design: Design, signer: Signer
) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    pdf = compiled(design).write(payload, replace(signer, key=key), AT)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        contents = bytes(opened.Root.AcroForm.Fields[0].V.Contents)
        first, second = (int(n) for n in list(opened.Root.AcroForm.Fields[0].V.ByteRange)[1:3])
    digest = hashlib.sha256(pdf[:first] + pdf[second:]).digest()
    assert digest in contents


def test_an_ordinary_paper_is_smaller_than_100_kilobytes(
    payload: Payload, design: Design, signer: Signer
) -> None:
    pdf = compiled(design).write(replace(payload, patents=patents(8)), signer, AT)
    assert len(pdf) < 100_000


def test_a_compiled_paper_takes_a_small_part_of_the_time_of_the_full_path(
    payload: Payload, design: Design, signer: Signer
) -> None:
    compiled(design).write(payload, signer, AT)
    before = time.process_time()
    for _ in range(5):
        compiled(design).write(payload, signer, AT)
    between = time.process_time()
    sign(render(payload, design), signer, at=AT)
    assert (between - before) / 5 < (time.process_time() - between) / 4


@pytest.mark.skipif(
    subprocess.run(["which", "qpdf"], capture_output=True).returncode != 0,
    reason="apt-get install -y qpdf",
)
def test_qpdf_finds_no_fault_in_a_compiled_paper(quick: bytes, tmp_path: Path) -> None:
    file = tmp_path / "quick.pdf"
    file.write_bytes(quick)
    run = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_attached_data_are_the_payload(quick: bytes, payload: Payload) -> None:
    with pikepdf.open(io.BytesIO(quick)) as pdf:
        assert pdf.Root.AF[0].EF.F.read_bytes() == to_json(payload)


def test_compiling_leaves_the_papers_of_other_threads_alone(
    payload: Payload, design: Design, signer: Signer
) -> None:
    expected = render(payload, design)
    made = CompiledDesign(with_css(design, ""))
    with ThreadPoolExecutor(2) as pool:
        compiling = pool.submit(made.write, payload, signer, AT)
        drawn = [pool.submit(render, payload, design) for _ in range(3)]
        assert [task.result() for task in drawn] == [expected] * 3
        assert pixels(compiling.result()) == pixels(expected)
