"""PDF objects as WeasyPrint made them, split into what stays and what has a token in it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

import pydyf

from certificates.compiled.tokens import TOKEN_DAY

_STRING = re.compile(rb"\((?:[^\\()]|\\.)*\)|<feff[0-9a-f]*>", re.DOTALL)
_DAY = re.compile("|".join(TOKEN_DAY))

Word = int | None


class Finder:
    """Finds the tokens of one filled template in the text of its paper."""

    def __init__(self, tokens: Sequence[str]) -> None:
        longest_first = map(re.escape, sorted(tokens, key=len, reverse=True))
        self._pattern = re.compile(f"({'|'.join((*longest_first, _DAY.pattern))})")
        self._numbers: dict[str, Word] = {token: n for n, token in enumerate(tokens)}
        self._numbers |= dict.fromkeys(TOKEN_DAY)

    def holds(self, text: str) -> bool:
        """Tell whether there is a token in a text."""
        return self._pattern.search(text) is not None

    def split(self, text: str) -> tuple[str | Word, ...]:
        """Split a text at its tokens: constants and numbers of words, None for the day."""
        parts = self._pattern.split(text)
        return tuple(
            self._numbers[part] if place % 2 else part for place, part in enumerate(parts) if part
        )


@dataclass(frozen=True, slots=True)
class Template:
    """Bytes and, between them, texts: each text is made of words (by number) and constants.

    `encode` writes a text into bytes. None stands for the day of the file, in the spelling at the
    index `spelling`.
    """

    parts: tuple[bytes | tuple[str | Word, ...], ...]
    encode: Callable[[str], bytes]
    spelling: int

    def fill(self, words: Sequence[str], days: tuple[str, str]) -> bytes:
        """Put words in place of the tokens."""
        day = days[self.spelling]
        return b"".join(
            [
                part
                if isinstance(part, bytes)
                else self.encode(
                    "".join(
                        [day if w is None else words[w] if isinstance(w, int) else w for w in part]
                    )
                )
                for part in self.parts
            ]
        )


def of_dictionary(data: bytes, finder: Finder) -> Template | None:
    """Find the tokens in the strings of a dictionary; None where there is none."""
    parts: list[bytes | tuple[str | Word, ...]] = []
    end = 0
    for found in _STRING.finditer(data):
        text = _decode(found[0])
        if finder.holds(text):
            parts += [data[end : found.start()], finder.split(text)]
            end = found.end()
    parts.append(data[end:])
    return Template(tuple(parts), pdf_string, 1) if len(parts) > 1 else None


def of_xml(data: bytes, finder: Finder) -> Template:
    """Find the tokens in the text of an XML packet."""
    return Template((finder.split(data.decode()),), _xml_bytes, 0)


def pdf_string(text: str) -> bytes:
    """Write a text string as WeasyPrint does."""
    data: bytes = pydyf.String(text).data
    return data


def _decode(raw: bytes) -> str:
    if raw.startswith(b"<feff"):
        return bytes.fromhex(raw[5:-1].decode("ascii")).decode("utf-16-be")
    return re.sub(rb"\\(.)", rb"\1", raw[1:-1]).decode("latin-1")


def _xml_bytes(text: str) -> bytes:
    return text.encode()


def xml_words(words: Sequence[str]) -> list[str]:
    """Give words as XML text writes them."""
    # All at once, as that takes a tenth of the time; no word has the separator in it.
    return escape("\n".join(words)).split("\n")


def joined(item: pydyf.Stream) -> bytes:
    """Give the content of a stream as pydyf writes it."""
    return b"\n".join([_line(part) for part in item.stream])


def _line(part: Any) -> bytes:
    if isinstance(part, bytes):
        return part
    return part.data if isinstance(part, pydyf.Object) else str(part).encode("ascii")
