"""A paper of tokens taken apart into a shape."""

from typing import Any

import pydyf

from certificates.compiled.capture import Piece, TokenLine
from certificates.compiled.checking import Proof, bones
from certificates.compiled.content import Content, split_content
from certificates.compiled.drawn import Drawn, draw
from certificates.compiled.errors import Unfit
from certificates.compiled.faces import Face
from certificates.compiled.field import add_field
from certificates.compiled.file import Prefix, dense
from certificates.compiled.filling import Filled
from certificates.compiled.letters import Letters
from certificates.compiled.objects import Finder, Template, joined, of_dictionary, of_xml
from certificates.compiled.rows import RECTANGLE, LinkBox, Row, Slot
from certificates.compiled.shape import Numbers, Shape
from certificates.compiled.typesetting import Typesetters
from certificates.engine import Engine


class Compiler:
    """Compiles the shapes of one design; what shapes share is kept here."""

    def __init__(self, engine: Engine, attachment: str, paper_type: str) -> None:
        """Take the name of the attached file, and what the metadata call the paper."""
        self._engine, self._attachment, self._type = engine, attachment, paper_type
        self._faces: dict[str, Face] = {}
        self._typesetters = Typesetters()

    def compile(self, filled: Filled) -> tuple[Shape, Proof]:
        """Compile a shape; raise Unfit where the design does what is not known here."""
        finder = filled.finder()
        drawn = self.draw(filled.html, finder)
        other = bones(drawn.pdf)
        dissection = _Dissection(drawn, filled, finder, self._faces, self._typesetters)
        shape = dissection.shape()
        return shape, Proof(tuple(drawn.capture.texts), other, dissection.plain)

    def draw(self, html: str, finder: Finder) -> Drawn:
        """Have WeasyPrint draw a paper, with the marks of the tokens that are found."""
        return draw(self._engine, html, self._attachment, self._type, finder)


class _Dissection:
    """One drawn paper while it is being taken apart."""

    def __init__(
        self,
        drawn: Drawn,
        filled: Filled,
        finder: Finder,
        faces: dict[str, Face],
        setters: Typesetters,
    ) -> None:
        self._drawn, self._filled, self._finder, self._setters = drawn, filled, finder, setters
        self._pdf = drawn.pdf
        self._signature = add_field(self._pdf)
        self._letters = Letters(self._pdf, drawn.faces, faces)
        self._links: dict[int, LinkBox] = {}
        self.plain: dict[int, bytes] = {}

    def shape(self) -> Shape:
        """Put the shape together; `plain` then holds the objects without a word in them."""
        rows = tuple(self._row(line) for line in self._drawn.capture.lines)
        contents, streams = self._streams()
        templates = self._dictionaries()
        attached, metadata = self._one("/EmbeddedFile"), self._one("/Metadata")
        entries = {k: v for k, v in attached.extra.items() if k not in ("Params", "Filter")}
        return Shape(
            filled=self._filled,
            rows=rows,
            contents=contents,
            letterings=self._letters.letterings,
            templates=templates,
            metadata=of_xml(metadata.stream[0], self._finder),
            attachment=pydyf.Dictionary(entries).data[2:-2],
            numbers=Numbers(
                self._pdf.catalog.number,
                self._pdf.info.number,
                attached.number,
                metadata.number,
                self._signature,
            ),
            prefix=Prefix(self.plain, streams, self._signature + 1),
        )

    def _one(self, kind: str) -> Any:
        found = [item for item in self._pdf.objects if _is_stream(item, kind)]
        if len(found) != 1:
            raise Unfit(f"The paper has {len(found)} objects of type {kind}.")
        return found[0]

    def _row(self, line: TokenLine) -> Row:
        links = [
            self._link(box.link_annotation, first, last)
            for box, first, last in line.links
            if box.link_annotation
        ]
        slots = tuple(self._slot(piece) for piece in line.pieces)
        return Row(slots, line.share, line.room, line.strut, tuple(links))

    def _slot(self, piece: Piece) -> Slot:
        return Slot(
            piece.number,
            self._finder.split(piece.text),
            self._setters.of(piece.style),
            piece.width,
            piece.line_height,
            piece.height,
            piece.baseline,
            piece.x,
            piece.y,
        )

    def _link(self, annotation: pydyf.Dictionary, first: int, last: int) -> LinkBox:
        x1, y1, x2, y2 = annotation["Rect"]
        annotation["Rect"] = RECTANGLE
        template = of_dictionary(annotation.data, self._finder)
        template = template or Template((annotation.data,), lambda text: b"", 0)
        link = LinkBox(annotation.number, template, (x1, y1, x2, y2), first, last)
        self._links[annotation.number] = link
        return link

    def _streams(self) -> tuple[dict[int, Content], dict[int, bytes]]:
        contents: dict[int, Content] = {}
        streams: dict[int, bytes] = {}
        own = {n for item in self._letters.letterings.values() for n in item.numbers}
        for item in self._pdf.objects:
            if isinstance(item, pydyf.Stream) and item.number not in own:
                if not (_is_stream(item, "/EmbeddedFile") or _is_stream(item, "/Metadata")):
                    self._stream(item, contents, streams)
        return contents, streams

    def _stream(
        self, item: pydyf.Stream, contents: dict[int, Content], streams: dict[int, bytes]
    ) -> None:
        data = joined(item)
        extra = pydyf.Dictionary(item.extra)
        if "Filter" not in extra:
            content = split_content(data, self._letters.renumber)
            if len(content.parts) > 1:
                if extra:
                    raise Unfit("A word is drawn in a group of its own.")
                contents[item.number] = content
                return
            data = dense(content.filled({}))
            extra["Filter"] = "/FlateDecode"
        extra["Length"] = len(data)
        streams[item.number] = b"%b\nstream\n%b\nendstream" % (extra.data, data)

    def _dictionaries(self) -> dict[int, Template]:
        templates: dict[int, Template] = {}
        own = {n for item in self._letters.letterings.values() for n in item.numbers}
        for item in self._pdf.objects:
            written = isinstance(item, pydyf.Stream) or item.number in own | self._links.keys()
            if written or item.free == "f":
                continue
            template = of_dictionary(item.data, self._finder)
            if template:
                templates[item.number] = template
            else:
                self.plain[item.number] = item.data
        return templates


def _is_stream(item: Any, kind: str) -> bool:
    return isinstance(item, pydyf.Stream) and item.extra.get("Type") == kind
