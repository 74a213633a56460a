"""A file is what its content says, and what cannot be read to its end is not taken."""

import io
import zipfile

import pikepdf
import pytest
from factories.documents import docx, pdf, picture, saved, xlsx
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from registry.applications.models import DocumentKind
from registry.documents import reading
from registry.documents.isolation import preview_isolated, read_isolated
from registry.documents.reading import DocumentError, kind_of, preview_of
from registry.errors import NotFound

GOOD = {"pdf": pdf(), "png": picture(), "jpeg": picture("JPEG"), "docx": docx(), "xlsx": xlsx()}


def refusal(content: bytes) -> str:
    with pytest.raises(DocumentError) as caught:
        kind_of(content)
    return caught.value.problem


@pytest.mark.parametrize("kind", GOOD)
def test_each_kind_is_known_by_its_content(kind: str) -> None:
    assert kind_of(GOOD[kind]) == DocumentKind(kind)


def test_every_kind_has_its_example() -> None:
    assert set(GOOD) == set(DocumentKind)


@pytest.mark.parametrize("kind", GOOD)
def test_a_file_that_was_cut_off_is_not_taken(kind: str) -> None:
    if kind == "pdf":
        assert refusal(GOOD[kind][:40]) == reading.BROKEN
    else:
        assert refusal(GOOD[kind][: len(GOOD[kind]) // 2]) == reading.BROKEN


@pytest.mark.parametrize(
    "content", [b"MZ\x90\0", b"<html>", b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
)
def test_what_is_none_of_the_kinds_is_named_so(content: bytes) -> None:
    assert refusal(content) == reading.UNKNOWN


def test_a_plain_zip_is_no_office_file() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("a.txt", "a")
    assert refusal(written.getvalue()) == reading.UNKNOWN


def test_a_pdf_with_a_password_is_refused() -> None:
    locked = pikepdf.Encryption(owner="o", user="u")
    assert refusal(pdf(encryption=locked)) == reading.LOCKED
    assert refusal(pdf(encryption=pikepdf.Encryption(owner="o", user=""))) == reading.LOCKED


def test_a_pdf_that_runs_a_script_when_opened_is_refused() -> None:
    made = pikepdf.new()
    made.add_blank_page()
    act = {"/S": pikepdf.Name.JavaScript, "/JS": "app.alert(1)"}
    made.Root.OpenAction = pikepdf.Dictionary(act)
    assert refusal(saved(made)) == reading.ACTIVE


def test_macros_are_refused() -> None:
    types = (
        '<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'
        "</Types>"
    )
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("word/document.xml", "<document/>")
    assert refusal(written.getvalue()) == reading.ACTIVE


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_UNPACKED", 1_000_000)
    assert refusal(docx(bomb="0" * 2_000_000)) == reading.TOO_LARGE
    monkeypatch.setattr(reading, "MOST_PIXELS", 100)
    assert refusal(picture()) == reading.TOO_LARGE
    monkeypatch.setattr(reading, "MOST_PAGES", 2)
    assert refusal(pdf(3)) == reading.TOO_LARGE


def test_a_declaration_of_entities_is_refused() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("[Content_Types].xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    assert refusal(written.getvalue()) == reading.BROKEN


@pytest.mark.parametrize("kind", ["pdf", "png", "jpeg"])
def test_a_preview_is_a_picture_of_our_own(kind: str) -> None:
    with Image.open(io.BytesIO(preview_of(GOOD[kind], kind))) as shown:
        assert shown.format == "PNG"
        assert max(shown.size) <= reading.PREVIEW_PIXELS


def test_the_child_answers_as_the_reader_does() -> None:
    assert read_isolated(GOOD["docx"]) == "docx"
    with pytest.raises(DocumentError) as caught:
        read_isolated(b"MZ")
    assert caught.value.problem == reading.UNKNOWN
    assert preview_isolated(GOOD["pdf"], "pdf").startswith(b"\x89PNG")
    with pytest.raises(NotFound):
        preview_isolated(b"%PDF-broken", "pdf")


@settings(max_examples=150, deadline=None)
@given(
    kind=st.sampled_from(sorted(GOOD)),
    place=st.floats(0, 1),
    put=st.binary(max_size=40),
    cut=st.integers(0, 60),
    end=st.floats(0.2, 1),
)
def test_whatever_happened_to_a_file_it_is_known_or_refused_with_reasons(
    kind: str, place: float, put: bytes, cut: int, end: float
) -> None:
    good = GOOD[kind]
    at = int(place * len(good))
    mangled = (good[:at] + put + good[at + cut :])[: int(end * (len(good) + 1))]
    try:
        assert kind_of(mangled) in set(DocumentKind)
    except DocumentError as error:
        assert error.problem.format_map(error.values) and error.expected
