"""The parts of compiled papers: QR codes, cut down faces, tokens."""

import io
from random import Random

import pytest
import segno
from fontTools.ttLib import TTFont

from certificates.compiled.errors import Unfit
from certificates.compiled.faces import Face, Subset
from certificates.compiled.tokens import Token
from certificates.fonts import FONTS
from certificates.qr import rows


def test_a_token_can_be_printed_and_nothing_else() -> None:
    token = Token("x")
    with pytest.raises(TypeError):
        len(token)  # type: ignore[arg-type]  # that is what is tried
    with pytest.raises(TypeError):
        assert token > token  # type: ignore[operator]  # that is what is tried


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
