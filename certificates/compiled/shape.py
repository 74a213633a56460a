"""A compiled shape: what WeasyPrint drew for it, and where the words of a payload go."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from certificates.compiled.content import QR, Content, areas, text_operators
from certificates.compiled.field import Place, put_placeholder
from certificates.compiled.file import FileWriter, Prefix, stream
from certificates.compiled.filling import Filled
from certificates.compiled.letters import Lettering
from certificates.compiled.objects import Template, xml_words
from certificates.compiled.rows import Placed, Row, place_all
from certificates.compiled.tokens import Wording


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of the objects that every paper writes anew in its own way."""

    root: int
    info: int
    attached: int
    metadata: int
    signature: int


@dataclass(frozen=True, slots=True)
class Task:
    """One paper to be written: its words, the canonical JSON, who signs and when.

    `room` is how many bytes the signature takes at most.
    """

    wording: Wording
    attached: bytes
    signer: str
    room: int
    at: datetime


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """Writes the papers of one shape; not safe to share between threads."""

    filled: Filled
    rows: tuple[Row, ...]
    contents: dict[int, Content]
    letterings: dict[int, Lettering]
    templates: dict[int, Template]
    metadata: Template
    attachment: bytes
    numbers: Numbers
    prefix: Prefix

    def write(self, task: Task) -> "Unsigned":
        """Write one paper with room for its signature; raise Unfit if its words do not fit."""
        words = self.filled.words(task.wording)
        pieces, links = place_all(self.rows, words)
        writer = FileWriter(self.prefix)
        self._write_drawn(writer, pieces, task.wording.path)
        for key, link in links.items():
            writer.add(key, link)
        self._write_words(writer, words, task.wording.created)
        self._write_attached(writer, task.attached, task.wording.created)
        number = self.numbers.signature
        place = put_placeholder(writer, number, task.signer, task.at, task.room)
        return Unsigned(self._finish(writer, task), place)

    def _write_drawn(self, writer: FileWriter, pieces: dict[int, Placed], path: str) -> None:
        """Write the content streams, and the faces with the glyphs that were used there."""
        subsets = {key: item.glyphs.copy() for key, item in self.letterings.items()}
        names = {key: item.name for key, item in self.letterings.items()}
        drawn = {
            key: text_operators(piece.setting, piece.x, piece.slot.y, subsets, names)
            for key, piece in pieces.items()
        }
        drawn[QR] = areas(path)
        for key, content in self.contents.items():
            writer.put(key, stream(content.filled(drawn)))
        for key, lettering in self.letterings.items():
            lettering.write(writer, subsets[key])

    def _write_words(self, writer: FileWriter, words: Sequence[str], created: str) -> None:
        days = days_of(created)
        for key, template in self.templates.items():
            writer.add(key, template.fill(words, days))
        packet = self.metadata.fill(xml_words(words), days)
        entries = b"<</Type/Metadata/Subtype/XML/Length %d>>" % len(packet)
        # Plain text, as in the reference.
        writer.put(self.numbers.metadata, b"%b\nstream\n%b\nendstream" % (entries, packet))

    def _write_attached(self, writer: FileWriter, attached: bytes, created: str) -> None:
        checksum = hashlib.md5(attached, usedforsecurity=False).hexdigest().encode("ascii")
        day = days_of(created)[1].encode("ascii")
        entries = b"%b/Params<</CheckSum<%b>/Size %d/CreationDate(D:%bZ)/ModDate(D:%bZ)>>" % (
            self.attachment,
            checksum,
            len(attached),
            day,
            day,
        )
        writer.put(self.numbers.attached, stream(attached, entries))

    def _finish(self, writer: FileWriter, task: Task) -> bytearray:
        first = hashlib.sha256(task.attached).hexdigest()[:32].encode("ascii")
        whole = self.prefix.digest.copy()
        whole.update(task.attached)
        second = whole.hexdigest()[:32].encode("ascii")
        identifiers = (first.hex().encode("ascii"), second)
        return writer.finish(self.numbers.root, self.numbers.info, identifiers)


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A whole file, and the place in it that waits for the signature."""

    file: bytearray
    place: Place


def days_of(created: str) -> tuple[str, str]:
    """Give the moment of creation as XMP and as PDF write it."""
    return created, "".join(c for c in created if c.isdigit())
