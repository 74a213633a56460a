"""WeasyPrint draws a paper of tokens, and what it draws is kept in parts.

The seam is `draw_first_line` in WeasyPrint's `draw.text`: everything that is text comes through
it. Text on a line with a token is left out there, a mark stands in its place, and it is kept where
and in what style it would have stood. Nothing is assumed about the design but what lies in the
boxes that WeasyPrint has laid out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import get_ident
from typing import Any

import weasyprint.draw.text as drawing
from weasyprint.document import Document
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.text.line_break import strut

from certificates.compiled.errors import Unfit
from certificates.compiled.objects import Finder

MARK = b"%%%%piece %d%%%%"
# What a line may come short of the space that it has, in pixels, before it counts as full.
_ROOM = 0.05


@dataclass(slots=True, eq=False)
class Piece:
    """A text box on a line with a token.

    `x` and `y` are the beginning of its baseline, in pixels; `number` is None for a box that draws
    nothing.
    """

    text: str
    style: Any
    width: float
    line_height: float
    height: float
    baseline: float
    number: int | None = None
    x: float = 0.0
    y: float = 0.0


@dataclass(frozen=True, slots=True)
class Strut:
    """How far a line reaches above and below its baseline, in pixels, whatever stands on it.

    `plain` tells that all boxes of the line stand on one baseline, so that its height is the
    greatest of theirs.
    """

    above: float
    below: float
    plain: bool


@dataclass(slots=True, eq=False)
class TokenLine:
    """A line with a token: its pieces from left to right.

    `share` of what the pieces are longer than the tokens goes to the left of them: 0 on a line set
    flush left, 1 flush right, a half in the middle. `room` is by how much they may be longer.
    `strut` is the height of the line without them.
    """

    pieces: list[Piece]
    share: float
    room: float
    strut: "Strut"
    links: list[tuple[Any, int, int]] = field(default_factory=list)


class Capture:
    """The lines with tokens of one document.

    `texts` are all texts that were drawn: what, with which matrix, and as which piece.
    """

    def __init__(self, document: Document, finder: Finder) -> None:
        self._finder = finder
        self.lines: list[TokenLine] = []
        self.texts: list[tuple[str, tuple[float, ...], int | None]] = []
        self._pieces: dict[int, Piece] = {}
        # Two boxes that live at once have two identities; the document keeps them alive.
        self._document = document
        for page in document.pages:
            self._visit(page._page_box, None)

    @contextmanager
    def drawing(self) -> Iterator[None]:
        """Leave out the pieces while the document is being drawn in this block."""
        self._original, self._thread = drawing.draw_first_line, get_ident()
        drawing.draw_first_line = self._draw
        try:
            yield
        finally:
            drawing.draw_first_line = self._original

    def _draw(self, stream: Any, box: Any, overflow: Any, ellipsis: Any, matrix: Any) -> Any:
        begin = len(stream.stream)
        emojis = self._original(stream, box, overflow, ellipsis, matrix)
        if len(stream.stream) == begin or get_ident() != self._thread:
            return emojis
        piece, place = self._pieces.get(id(box)), tuple(matrix.values)
        if piece is not None:
            if emojis or piece.number is not None or place[:4] != (1, 0, 0, -1):
                raise Unfit("A text is drawn in a way that the compiled path does not know.")
            piece.number, piece.x, piece.y = len(self.texts), *place[4:]
            del stream.stream[begin:]
            stream.stream.append(MARK % piece.number)
            # The next text must name its face again.
            stream._current_font = None
        self.texts.append((box.text, place, piece.number if piece else None))
        return emojis

    def _visit(self, box: Any, container: Any) -> None:
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if isinstance(box, boxes.LineBox):
            self._line(box, container)
        for child in getattr(box, "children", ()):
            self._visit(child, box if isinstance(box, boxes.BlockContainerBox) else container)

    def _line(self, line: Any, container: Any) -> None:
        texts: list[Any] = []
        links: list[tuple[Any, int, int]] = []
        only_text = _flatten(line, texts, links)
        if not any(self._finder.holds(text.text) for text in texts):
            return
        last = line is container.children[-1]
        share = _share(line, last)
        if not only_text or not (last or _ends_by_force(line)):
            raise Unfit(
                f"A word stands on a line with other things than text: {[t.text for t in texts]}"
            )
        indent = line.text_indent if line is container.children[0] else 0.0
        room = container.width - indent - line.width - _ROOM
        pieces = [
            Piece(t.text, t.style, t.width, t.margin_height(), t.height, _ascent(t)) for t in texts
        ]
        self._pieces |= {id(text): piece for text, piece in zip(texts, pieces, strict=True)}
        self.lines.append(TokenLine(pieces, share, room, _strut_of(line), links))


def _ascent(box: Any) -> float:
    """Give the baseline from the top of the content, as Pango gives it."""
    return float(box.baseline - box.margin_top)


def _strut_of(line: Any) -> Strut:
    inline = [box for box in line.descendants() if isinstance(box, boxes.InlineBox)]
    struts = [strut(box.style) for box in (line, *inline)]
    plain = all(box.style["vertical_align"] == "baseline" for box in line.descendants())
    above = max(baseline for _, baseline in struts)
    return Strut(above, max(height - baseline for height, baseline in struts), plain)


def _flatten(box: Any, texts: list[Any], links: list[tuple[Any, int, int]]) -> bool:
    """Collect the text boxes of a line; tell whether there is nothing else on it that moves.

    An inline block at the very beginning of a line stays where it is.
    """
    only_text = True
    first = len(texts)
    for child in box.children:
        if isinstance(child, boxes.TextBox):
            texts.append(child)
        elif isinstance(child, boxes.InlineBox):
            only_text &= _flatten(child, texts, links)
        elif isinstance(child, boxes.InlineBlockBox) and not texts:
            only_text &= box.style["text_align_all"] in ("start", "left")
        else:
            only_text = False
    if isinstance(box, boxes.InlineBox) and len(texts) > first:
        links.append((box, first, len(texts) - 1))
    return only_text


def _share(line: Any, last: bool) -> float:
    align, align_last = line.style["text_align_all"], line.style["text_align_last"]
    if last and align_last != "auto":
        align = align_last
    shares = {"start": 0.0, "left": 0.0, "center": 0.5, "end": 1.0, "right": 1.0}
    if last and align == "justify":
        return 0.0
    if align not in shares or line.style["direction"] != "ltr":
        raise Unfit(f"A line is aligned as {align!r}.")
    return shares[align]


def _ends_by_force(line: Any) -> bool:
    """Tell whether a line ends because the design says so, and not because it is full."""
    return any(box.element_tag == "br" for box in line.descendants())
