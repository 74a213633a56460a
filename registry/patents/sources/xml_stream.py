"""XML of others, read piece by piece: no document type definitions, flat memory.

A definition can name files and addresses to fetch and entities that grow without end, so none is
accepted. The office's own full-text files name one and put nothing into it; such an empty
declaration is left out before the parser sees it, and nothing is ever fetched for it.
"""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from registry.money import N_
from registry.patents.sources import SourceUnavailable

MAX_RECORD_BYTES = 64_000_000
MAX_DEPTH = 200
_CHUNK = 1 << 16
_LONGEST_PROLOG = 1 << 14

NOT_WELL_FORMED = N_("{file} is no XML that can be read to its end: {why}.")
HAS_DTD = N_("{file} has a document type definition in it; such files are not read.")
TOO_DEEP = N_("{file} nests its elements more than {limit} deep; such files are not read.")
TOO_LARGE = N_("{file}: a single record has more than {limit} MB; such files are not read.")

# Only before the first element, and only if it defines nothing itself: [ ] is empty or missing.
# Possessive, so that a prolog made for it cannot keep the expression busy.
_EMPTY_DOCTYPE = re.compile(
    rb"\A((?:\xef\xbb\xbf)?(?:\s++|<\?(?:(?!\?>).)*+\?>|<!--(?:(?!-->).)*+-->)*+)"
    rb"<!DOCTYPE\s+[^\s<>\[\]]+(?:\s+(?:SYSTEM|PUBLIC\s+(?:\"[^\"<>]*\"|'[^'<>]*'))"
    rb"\s+(?:\"[^\"<>]*\"|'[^'<>]*'))?\s*(?:\[\s*\]\s*)?>",
    re.DOTALL,
)

OnRoot = Callable[[str, dict[str, str]], None]
"""Told the name and the attributes of the outermost element, before anything else is read."""


class _Wanted:
    """What the parser reports to: keeps the elements of wanted names, forgets all others."""

    def __init__(self, names: frozenset[str], file: str, on_root: OnRoot | None) -> None:
        self.done: list[Element] = []
        self._on_root = on_root
        self._names = names
        self._file = file
        self._depth = 0
        self._building: TreeBuilder | None = None
        self._wanted_at = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._depth += 1
        if self._depth == 1 and self._on_root is not None:
            self._on_root(tag, attributes)
        if self._depth > MAX_DEPTH:
            raise SourceUnavailable(TOO_DEEP, file=self._file, limit=MAX_DEPTH)
        if self._building is None and tag in self._names:
            self._building = TreeBuilder()
            self._wanted_at = self._depth
        if self._building is not None:
            self._building.start(tag, attributes)

    def end(self, tag: str) -> None:
        """An element ends; a wanted one is done."""
        if self._building is not None:
            self._building.end(tag)
            if self._depth == self._wanted_at:
                self.done.append(self._building.close())
                self._building = None
        self._depth -= 1

    def data(self, text: str) -> None:
        """Text, in pieces of any length."""
        if self._building is not None:
            self._building.data(text)

    def close(self) -> None:
        """The document is over."""

    @property
    def is_inside(self) -> bool:
        """Whether a wanted element has begun and not ended."""
        return self._building is not None


def elements(
    stream: BinaryIO,
    names: frozenset[str],
    file: str,
    *,
    on_root: OnRoot | None = None,
    on_bytes: Callable[[int], None] | None = None,
) -> Iterator[Element]:
    """Each element of one of these names (``{namespace}local``), as soon as it is complete.

    ``on_root`` is told of the outermost element before anything else, ``on_bytes`` how many bytes
    have been read. Raises SourceUnavailable for what is no XML, or no harmless one.
    """
    wanted = _Wanted(names, file, on_root)
    parser = DefusedXMLParser(target=wanted, forbid_dtd=True)
    read = since_last = 0
    with _told_of(file):
        for chunk in _chunks(stream):
            parser.feed(chunk)
            read += len(chunk)
            since_last = 0 if wanted.done or not wanted.is_inside else since_last + len(chunk)
            if since_last > MAX_RECORD_BYTES:
                limit = MAX_RECORD_BYTES // 1_000_000
                raise SourceUnavailable(TOO_LARGE, file=file, limit=limit)
            yield from wanted.done
            wanted.done.clear()
            if on_bytes is not None:
                on_bytes(read)
        parser.close()
    yield from wanted.done


def root_of(stream: BinaryIO, file: str) -> str:
    """The name (``{namespace}local``) of the outermost element, from the beginning of a document
    only. Raises SourceUnavailable for what is no XML, or no harmless one."""
    roots: list[str] = []
    wanted = _Wanted(frozenset(), file, lambda tag, _: roots.append(tag))
    parser = DefusedXMLParser(target=wanted, forbid_dtd=True)
    with _told_of(file):
        for chunk in _chunks(stream):
            parser.feed(chunk)
            if roots:
                return roots[0]
        parser.close()
    return ""


@contextmanager
def _told_of(file: str) -> Iterator[None]:
    """What the parser finds wrong, as a sentence about the file."""
    try:
        yield
    except DefusedXmlException as error:
        raise SourceUnavailable(HAS_DTD, file=file) from error
    except (ParseError, LookupError, ValueError) as error:
        raise SourceUnavailable(NOT_WELL_FORMED, file=file, why=error) from error


def parsed(content: bytes, names: frozenset[str], file: str) -> list[Element]:
    """``elements`` of a document that is in memory already."""
    return list(elements(io.BytesIO(content), names, file))


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    """The bytes, without an empty document type declaration at their beginning."""
    beginning = stream.read(_LONGEST_PROLOG)
    yield _EMPTY_DOCTYPE.sub(rb"\1", beginning)
    while chunk := stream.read(_CHUNK):
        yield chunk


def text_of(element: Element | None, path: str = ".") -> str:
    """The trimmed text at a path below an element; "" where there is none."""
    if element is None:
        return ""
    return (element.findtext(path) or "").strip()
