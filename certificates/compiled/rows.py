"""Lines with words in them: where each piece stands when the words of a payload are set."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from certificates.compiled.capture import Strut
from certificates.compiled.content import number
from certificates.compiled.errors import OtherShape, Unfit
from certificates.compiled.objects import Template, Word
from certificates.compiled.composing import Setting
from certificates.compiled.typesetting import Typesetter

# Points in a pixel of CSS.
_SCALE = 0.75
RECTANGLE = b"%rectangle%"
# Lines that differ by more than this, in pixels, move what stands below them.
_EQUAL = 1e-6
_MOST_KEPT = 4


@dataclass(frozen=True, slots=True)
class Slot:
    """One piece of a line: its text with the words' numbers, its style, and where it began.

    `number` is None for a piece that draws nothing. `height` and `baseline` are those of the text
    as set with tokens; lengths are in pixels.
    """

    number: int | None
    text: tuple[str | Word, ...]
    setter: Typesetter
    width: float
    line_height: float
    height: float
    baseline: float
    x: float
    y: float

    def said(self, words: Sequence[str]) -> str:
        """Give the text with the words of a payload."""
        if len(self.text) == 1:
            (only,) = self.text
            return words[only] if isinstance(only, int) else only or ""
        return "".join([words[w] if isinstance(w, int) else w or "" for w in self.text])

    def reach(self, height: float, baseline: float) -> tuple[float, float]:
        """Give how far the piece reaches above and below its baseline if set that high."""
        above = baseline + (self.line_height - height) / 2
        return above, self.line_height - above


@dataclass(frozen=True, slots=True)
class LinkBox:
    """A link in PDF syntax without its rectangle (left, lower, right, upper, in points).

    The link spans the pieces of its line from `first` to `last`.
    """

    number: int
    template: Template
    rectangle: tuple[float, float, float, float]
    first: int
    last: int

    def fill(self, words: Sequence[str], left: float, right: float) -> bytes:
        """Write the link with its edges so many pixels to the right."""
        x1, y1, x2, y2 = self.rectangle
        corners = (x1 + _SCALE * left, y1, x2 + _SCALE * right, y2)
        rectangle = " ".join(map(number, corners)).encode("ascii")
        data = self.template.fill(words, ("", ""))
        return data.replace(RECTANGLE, b"[%b]" % rectangle, 1)


class Placed(NamedTuple):
    """A piece as set for one payload, and where it begins."""

    slot: Slot
    setting: Setting
    x: float


@dataclass(frozen=True, slots=True)
class Row:
    """A line of pieces, with the links on it."""

    slots: tuple[Slot, ...]
    share: float
    room: float
    strut: Strut
    links: tuple[LinkBox, ...]
    _kept: dict[tuple[str, ...], list[Placed]] = field(default_factory=dict)

    def place(self, words: Sequence[str]) -> tuple[list[Placed], list[tuple[int, bytes]]]:
        """Set the line; give its pieces, and its links by the numbers of their objects.

        Raises Unfit for a line that becomes too long, OtherShape for one of another height.
        """
        texts = tuple([slot.said(words) for slot in self.slots])
        if self.links:
            return self._place(texts, words)
        placed = self._kept.get(texts)
        if placed is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            placed = self._single(texts[0]) if len(texts) == 1 else self._place(texts, words)[0]
            self._kept[texts] = placed
        return placed, []

    def _single(self, text: str) -> list[Placed]:
        """Set a line of one piece, as most are."""
        (slot,) = self.slots
        setting = slot.setter.set(text)
        if setting.height != slot.height or setting.baseline != slot.baseline:
            self._check_height([setting])
        longer = setting.width - slot.width
        if longer > self.room:
            raise Unfit("A word is too long for its line.")
        return [Placed(slot, setting, slot.x - self.share * longer)]

    def _place(
        self, texts: Sequence[str], words: Sequence[str]
    ) -> tuple[list[Placed], list[tuple[int, bytes]]]:
        settings = [slot.setter.set(text) for slot, text in zip(self.slots, texts, strict=True)]
        self._check_height(settings)
        longer = [s.width - slot.width for s, slot in zip(settings, self.slots, strict=True)]
        moves = self._moves(longer)
        placed = [
            Placed(slot, setting, slot.x + move)
            for slot, setting, move in zip(self.slots, settings, moves, strict=True)
        ]
        return placed, [
            (k.number, k.fill(words, moves[k.first], moves[k.last] + longer[k.last]))
            for k in self.links
        ]

    def _moves(self, longer: list[float]) -> list[float]:
        """Give how far each piece stands to the right of where it stood with tokens."""
        total = sum(longer)
        if total > self.room:
            raise Unfit("A word is too long for its line.")
        move, moves = -self.share * total, []
        for extra in longer:
            moves.append(move)
            move += extra
        return moves

    def _check_height(self, settings: list[Setting]) -> None:
        pairs = zip(self.slots, settings, strict=True)
        if all(p.height == s.height and p.baseline == s.baseline for p, s in pairs):
            return
        new = [p.reach(s.height, s.baseline) for p, s in zip(self.slots, settings, strict=True)]
        old = [p.reach(p.height, p.baseline) for p in self.slots]
        if self.strut.plain:
            new, old = [self._greatest(new)], [self._greatest(old)]
        both = zip(chain.from_iterable(new), chain.from_iterable(old), strict=True)
        if any(abs(a - b) > _EQUAL for a, b in both):
            raise OtherShape("A word is higher or lower than its token.")

    def _greatest(self, reaches: list[tuple[float, float]]) -> tuple[float, float]:
        above, below = zip(*reaches, (self.strut.above, self.strut.below), strict=True)
        return max(above), max(below)


def place_all(
    rows: Sequence[Row], words: Sequence[str]
) -> tuple[dict[int, Placed], dict[int, bytes]]:
    """Place every line; give the pieces by their numbers in the order of drawing, and the links."""
    pieces: dict[int, Placed] = {}
    links: dict[int, bytes] = {}
    for row in rows:
        placed, linked = row.place(words)
        for piece in placed:
            if piece.slot.number is not None:
                pieces[piece.slot.number] = piece
        links.update(linked)
    return dict(sorted(pieces.items())), links
