"""Whether a compiled shape draws what the full path draws, asked before its first paper is written.

The places of words are found by a model of lines: what is longer moves what stands beside it. A
design may be laid out otherwise, say with boxes as wide as their text. So the first payload that
fits a shape is drawn by WeasyPrint as well, and every text, every line and area, and every object
of the document must be where the shape has it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pydyf

from certificates.compiled.capture import Capture
from certificates.compiled.content import outline
from certificates.compiled.drawn import Drawn
from certificates.compiled.errors import Unfit
from certificates.compiled.field import add_field
from certificates.compiled.objects import Finder, joined, xml_words
from certificates.compiled.rows import Placed, place_all
from certificates.compiled.shape import Shape, days_of
from certificates.compiled.tokens import QR_TOKEN, Wording

_TEXT = re.compile(rb"BT\n.*?ET", re.DOTALL)
# In pixels; WeasyPrint's own sums in another order differ by less.
_EQUAL = 1e-3


@dataclass(frozen=True, slots=True)
class Proof:
    """What is known of a paper of tokens besides its shape, until the shape is checked.

    `texts` are all texts in the order of drawing, `plain` the objects without a word in them.
    """

    texts: tuple[tuple[str, tuple[float, ...], int | None], ...]
    bones: dict[int, bytes]
    plain: dict[int, bytes]


def bones(pdf: pydyf.PDF) -> dict[int, bytes]:
    """Give what the content streams draw besides text."""
    return {
        item.number: _TEXT.sub(b"", joined(item))
        for item in pdf.objects
        if isinstance(item, pydyf.Stream) and "Contents" not in item.extra and _is_drawing(item)
    }


def _is_drawing(item: pydyf.Stream) -> bool:
    kind = item.extra.get("Type")
    return "Filter" not in item.extra and (kind in (None, "/XObject")) and b"BT" in item.stream


def check(shape: Shape, proof: Proof, wording: Wording, real: Drawn) -> None:
    """Raise Unfit where the shape and the document of a payload differ."""
    words = shape.filled.words(wording)
    pieces, _ = place_all(shape.rows, words)
    if not _same_texts(proof, pieces, words, real.capture):
        raise Unfit("Words stand elsewhere than the compiled shape has them.")
    known = {key: _with_qr(data, wording.path) for key, data in proof.bones.items()}
    if bones(real.pdf) != known:
        raise Unfit("A word changes what is drawn besides text.")
    add_field(real.pdf)
    for item in real.pdf.objects:
        if not _same_object(shape, proof, words, wording, item):
            raise Unfit(f"A word changes the object {item.number} of the document.")


def _with_qr(data: bytes, path: str) -> bytes:
    return data.replace(outline(QR_TOKEN), outline(path))


def _same_texts(
    proof: Proof, pieces: dict[int, Placed], words: Sequence[str], real: Capture
) -> bool:
    if len(proof.texts) != len(real.texts):
        return False
    for (text, matrix, number), (said, place, _) in zip(proof.texts, real.texts, strict=True):
        if number is not None:
            piece = pieces[number]
            text, matrix = piece.slot.said(words), (*matrix[:4], piece.x, piece.slot.y)
        moved = max(abs(a - b) for a, b in zip(matrix, place, strict=True))
        if text != said or moved > _EQUAL:
            return False
    return True


def _same_object(
    shape: Shape, proof: Proof, words: Sequence[str], wording: Wording, item: Any
) -> bool:
    days = days_of(wording.created)
    if item.number in shape.templates:
        return shape.templates[item.number].fill(words, days) == bytes(item.data)
    if item.number in proof.plain:
        return proof.plain[item.number] == bytes(item.data)
    if item.number == shape.numbers.metadata:
        return shape.metadata.fill(xml_words(words), days) == joined(item)
    return True


def nothing() -> Finder:
    """Give a finder for a document without tokens."""
    return Finder(())
