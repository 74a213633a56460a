"""The compiled design: faster, and nothing else is different.

The 300 papers of a longer campaign: `python tests/certificates/random_papers.py 300`.
"""

import hashlib
import io
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from random import Random

import pikepdf
import pytest
import segno
from cryptography.hazmat.primitives.asymmetric import rsa
from fontTools.ttLib import TTFont
from paper_reading import conformance, text_of
from random_papers import compare, pixels, random_paper, rare_characters

from certificates.attestation import Outcome
from certificates.compiled import render_signed
from certificates.compiled.errors import Unfit
from certificates.compiled.faces import Face, Subset
from certificates.compiled.papers import CompiledDesign, compiled
from certificates.compiled.qr import rows
from certificates.compiled.tokens import Token
from certificates.design import Design
from certificates.errors import MissingGlyph, PayloadError, SigningError
from certificates.examine import examine
from certificates.fonts import FONTS
from certificates.payload import Payload, PayloadPatent, to_json
from certificates.render import render
from certificates.sign import Signer, sign

AT = datetime(2026, 1, 12, 9, 30, tzinfo=UTC)


def patents(count: int, title: str = "示例一种数控磨床补偿方法") -> tuple[PayloadPatent, ...]:
    return tuple(
        PayloadPatent(f"20201000000{i:02d}.0", title, "invention", i == 0) for i in range(count)
    )


@pytest.fixture(scope="module")
def quick(payload: Payload, design: Design, signer: Signer) -> bytes:
    return compiled(design).write(payload, signer, AT)


@pytest.mark.parametrize("first", range(1, 21, 10))
def test_random_papers_are_the_same_to_the_pixel_as_those_of_the_full_path(
    first: int, signer: Signer
) -> None:
    results = {n: compare(random_paper(n), signer) for n in range(first, first + 10)}
    assert {n: r.differences for n, r in results.items() if r.differences} == {}
    # Else the comparison would say nothing.
    assert sum(result.fits for result in results.values()) >= 5


def test_a_compiled_paper_is_examined_as_genuine_with_its_payload(
    quick: bytes, payload: Payload, signer: Signer
) -> None:
    found = examine(quick, signer.trust)
    assert (found.outcome, found.payload) == (Outcome.GENUINE, payload)


def test_a_compiled_paper_passes_all_three_profiles(
    validator: list[str], quick: bytes, tmp_path: Path
) -> None:
    assert conformance(validator, quick, tmp_path) == ["3a passes", "3u passes", "ua1 passes"]


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

    def without_signature(pdf: bytes) -> bytes:
        begin, end = pdf.index(b"/Contents<"), pdf.index(b"/ByteRange")
        return pdf[:begin] + pdf[end:]

    assert without_signature(again) == without_signature(quick)


def test_a_title_of_two_lines_is_left_to_the_full_path(
    payload: Payload, design: Design, signer: Signer
) -> None:
    paper = replace(payload, patents=patents(2, "示例一种数控磨床主轴热误差补偿方法及系统" * 3))
    with pytest.raises(Unfit, match="too long"):
        compiled(design).write(paper, signer, AT)
    found = render_signed(paper, design, signer, at=AT)
    assert pixels(found) == pixels(render(paper, design))
    assert examine(found, signer.trust).outcome is Outcome.GENUINE


@pytest.mark.parametrize("name", ["示例 产品　甲", "示例  产品", " 示例产品"])
def test_a_name_whose_spaces_html_would_change_is_left_to_the_full_path(
    name: str, payload: Payload, design: Design, signer: Signer
) -> None:
    paper = replace(payload, product_name=name)
    with pytest.raises(Unfit):
        compiled(design).write(paper, signer, AT)
    assert text_of(render_signed(paper, design, signer, at=AT)) == text_of(render(paper, design))


def test_text_from_strangers_is_printed_and_not_obeyed(
    payload: Payload, design: Design, signer: Signer
) -> None:
    name = "<b>示例</b>&amp;(\\){{ 7 * 7 }}"
    pdf = compiled(design).write(replace(payload, product_name=name), signer, AT)
    assert name.replace(" ", "") in text_of(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert name in str(opened.docinfo.Subject)
        assert name in str(opened.open_metadata()["dc:description"])


def test_a_character_that_no_face_has_stops_the_paper(
    payload: Payload, design: Design, signer: Signer
) -> None:
    with pytest.raises(MissingGlyph, match="U\\+1F600"):
        render_signed(replace(payload, product_name="示例\N{GRINNING FACE}"), design, signer, at=AT)


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


def with_css(design: Design, css: str) -> Design:
    return replace(design, css=design.css + css)


@pytest.mark.parametrize(
    "css",
    [
        ".enterprise { display: inline-block }",
        ".facts .fact { width: auto }",
        ".product::after { content: '　'; border-bottom: 2mm solid red }",
        ".enterprise { background: #eee; display: table; margin: 0 auto }",
    ],
)
def test_a_layout_that_depends_on_the_words_is_never_drawn_wrongly(
    css: str, payload: Payload, design: Design, signer: Signer
) -> None:
    other = with_css(design, css)
    paper = replace(payload, enterprise_name="示例公司", credit_code="91370100MA0EXAMPL2")
    for one in (payload, paper):
        assert pixels(render_signed(one, other, signer, at=AT)) == pixels(render(one, other))


def test_a_template_that_decides_by_a_word_is_left_to_the_full_path(
    payload: Payload, design: Design, signer: Signer
) -> None:
    asking = "{% if payload.product_name | length > 3 %}长{% endif %}</body>"
    other = replace(design, template=design.template.replace("</body>", asking))
    with pytest.raises(Unfit, match="decides by a word"):
        compiled(other).write(payload, signer, AT)


def test_a_token_can_be_printed_and_nothing_else() -> None:
    token = Token("x")
    with pytest.raises(TypeError):
        len(token)  # type: ignore[arg-type]  # that is what is tried
    with pytest.raises(TypeError):
        assert token > token  # type: ignore[operator]  # that is what is tried


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


def test_qr_codes_are_those_of_segno() -> None:
    random = Random(2)
    letters = "abcdefghijklmnopqrstuvwxyzABCDEF0123456789-_/."
    for length in (0, 1, 17, 40, 60, 85, 88) * 8:
        text = "https://registry.example/verify/" + "".join(random.choices(letters, k=length))
        matrix = segno.make(text, error="m", micro=False, boost_error=False).matrix
        assert rows(text) == ["".join("01"[module] for module in row) for row in matrix]


@pytest.mark.parametrize("text", ["0123456789", "HTTPS://REGISTRY.EXAMPLE/7", "示例"])
def test_a_qr_code_in_a_denser_alphabet_is_left_to_segno(text: str) -> None:
    matrix = segno.make(text, error="m", micro=False, boost_error=False).matrix
    assert rows(text) == ["".join("01"[module] for module in row) for row in matrix]


@pytest.mark.parametrize("letters", ["AÉÅz", "fi½Ǻ"])
def test_a_subset_keeps_the_outlines_and_widths_of_its_face(letters: str) -> None:
    """Accented letters are put together from others, which must come along."""
    path = FONTS / "liberation" / "LiberationSerif-Regular.ttf"
    whole = TTFont(path)
    subset = Subset(Face(path.read_bytes()))
    glyphs = [whole.getGlyphID(whole.getBestCmap()[ord(letter)]) for letter in letters]
    slots = [subset.add(glyph, letter, 0) for glyph, letter in zip(glyphs, letters, strict=True)]
    small = TTFont(io.BytesIO(subset.file()))
    for glyph, slot in zip(glyphs, slots, strict=True):
        old, new = whole.getGlyphName(glyph), small.getGlyphName(slot)
        outline = small["glyf"][new].getCoordinates(small["glyf"])
        expected = whole["glyf"][old].getCoordinates(whole["glyf"])
        assert list(outline[0]) == list(expected[0])
        assert small["hmtx"][new] == whole["hmtx"][old]


def test_one_glyph_for_two_characters_is_left_to_the_full_path() -> None:
    subset = Subset(Face((FONTS / "liberation" / "LiberationSerif-Regular.ttf").read_bytes()))
    subset.add(36, "A", 722)
    with pytest.raises(Unfit, match="drawn like"):
        subset.add(36, "\N{GREEK CAPITAL LETTER ALPHA}", 722)


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
