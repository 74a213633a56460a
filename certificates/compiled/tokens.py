"""Which words of a paper differ from payload to payload, and which belong to its shape.

A template is filled with tokens in place of the words that differ when a shape is compiled. What
it may do with a token is print it; one that asks for its length, say, would decide by the token and
not by the word, and is answered with an exception. Where it decides by a word all the same, the
paper is left to the full path: for each one the template is filled with its words as well, and the
two must agree.
"""

import re
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any

from certificates.compiled.errors import Unfit
from certificates.fonts import missing_characters
from certificates.payload import Paper

# Fields of the payload and of the view that are printed as they are, or not at all. A field that
# is not named here belongs to the shape: a new one makes more shapes, never a wrong paper.
WORDS = frozenset(
    "number registration_number enterprise_name credit_code region_name product_name model "
    "class_code class_name class_name_en standard authority_name authority_name_en "
    "verification_url title kind kind_en core_count output_value output_value_fen "
    "issued_on issued_on_en valid valid_en valid_from valid_until".split()
)
ADDRESS = "verification_url"
CREATED = "created"
CORE = "core"
# Where the characters of the seal stand follows from how many there are.
_FOLLOWING = frozenset(("x", "y", "turn", "path", CREATED))
# The day in the token of `created`, as HTML and XMP, and as PDF write it.
TOKEN_DAY = ("1901-02-03T00:00:00Z", "19010203000000")
# A drawing of the same form as that of a real QR code, which nothing else resembles.
QR_TOKEN = "M90001 90002h1v1h-1z"  # nosec B105  # a code that no certificate has
# Letters for tokens: those of Latin words, and those of Chinese ones, both rare in a design.
_LATIN = "ĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦ"
_CHINESE = range(0x9F90, 0x4E00, -1)
_LETTER = re.compile(r"[A-Za-zÀ-ſΑ-Ωα-ω]")
_FIGURES = range(9999, 9000, -1)
_PLAIN = re.compile(r"[^\s]+(?: [^\s]+)*")
# An address with nothing in it that a reader of addresses would write in another way.
_PLAIN_ADDRESS = re.compile(r"https?://[a-z0-9.:-]+(?:/[A-Za-z0-9_~-]+(?:\.[A-Za-z0-9_~-]+)*)*/?")


class Token:
    """Stands for one word; whatever a template does but printing it raises TypeError."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __html__(self) -> str:
        """Give the text as it is to be written into HTML."""
        return self.text

    def strip(self) -> "Token":
        """Tell whether there is a word: there always is one where a token stands."""
        return self


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one payload in a fixed order, and the shape that they are set in.

    `shape` can be the key of a dictionary; payloads of one shape have equally many words.
    `core`
    tells for each patent whether it is a core patent, `path` is the outline of the QR code,
    `created` the moment from which the file is dated.
    """

    shape: tuple[object, ...]
    words: tuple[str, ...]
    core: tuple[bool, ...]
    path: str
    created: str

    @property
    def scripts(self) -> tuple[str, ...]:
        """The scripts of the words, on which the heights of lines may depend."""
        return tuple(map(script, self.words))


def wording(paper: Paper, view: Any) -> Wording:
    """Tell words from shape; raise Unfit for a word that HTML would not print as it is."""
    shape: list[object] = []
    words: list[str] = []
    for part in (paper, view):
        _collect(part, shape, words)
    core = tuple(row.core for row in view.patents)
    return Wording(tuple(shape), tuple(words), core, view.qr.path, view.created)


def _collect(part: Any, shape: list[object], words: list[str]) -> None:
    for name in field_names(type(part)):
        value = getattr(part, name)
        if name in WORDS and _is_word(name, value):
            words.append(_plain(name, str(value)))
            shape.append(name)
        elif name in _FOLLOWING or name == CORE:
            continue
        elif isinstance(value, (list, tuple)):
            shape.append(len(value))
            if name != "patents" or not isinstance(part, Paper):
                for item in value:
                    _collect(item, shape, words)
        elif type(value) not in _PLAIN_TYPES and is_dataclass(value):
            _collect(value, shape, words)
        else:
            shape.append(value)


# A quick answer to whether a value has fields of its own.
_PLAIN_TYPES = frozenset((str, int, float, bool))
_NAMES: dict[type, tuple[str, ...]] = {}


def field_names(kind: type) -> tuple[str, ...]:
    """Give the names of the fields of a dataclass, which `fields` would collect anew each time."""
    if kind not in _NAMES:
        _NAMES[kind] = tuple(field.name for field in fields(kind))
    return _NAMES[kind]


def _is_word(name: str, value: object) -> bool:
    return name in WORDS and isinstance(value, (str, int, date)) and value != ""


def script(word: str) -> str:
    """Name the scripts of a word in the order of their first letters: `a`, `1`, `汉`, `汉1a`.

    Figures count as one: they take after what stands before them.
    """
    return "".join(dict.fromkeys(map(_script, word.replace(" ", ""))))


def _script(letter: str) -> str:
    if _LETTER.match(letter):
        return "a"
    return "1" if letter.isascii() else "汉"


def _plain(name: str, value: str) -> str:
    plain = _PLAIN_ADDRESS if name == ADDRESS else _PLAIN
    if not plain.fullmatch(value):
        raise Unfit(f"The field {name} is not printed as it stands.")
    return value


class Tokens:
    """Gives out tokens that stand nowhere in a design, in the script of the words they are for.

    A token is no wider than its word, as far as that can be, so that it fits where the word does.
    """

    def __init__(self, taken: str) -> None:
        """Take all the text of the design, of which no token may be a part."""
        self._latin = (a + b for a in _LATIN for b in _LATIN if a + b not in taken)
        self._figures = (str(n) for n in _FIGURES if str(n) not in taken)
        chinese = (chr(code) for code in _CHINESE if chr(code) not in taken)
        self._chinese = (c for c in chinese if not missing_characters(c))
        self.texts: list[str] = []

    def give(self, word: str, *, address: bool = False) -> str:
        """Give the next token."""
        try:
            token = self._address() if address else self._script(word)
        except StopIteration:
            raise Unfit("The paper has more words than there are tokens.") from None
        self.texts.append(token)
        return token

    def _address(self) -> str:
        return f"https://token.example/{len(self.texts):03d}"

    def _script(self, word: str) -> str:
        given = {"a": self._latin, "1": self._figures, "汉": self._chinese}
        return "".join(next(given[letter]) for letter in script(word))


class Tokenizer:
    """Copies payload and view with tokens for words.

    Says of no patent that it is a core patent but of the one at position `other` in the list.
    """

    def __init__(self, tokens: Tokens, other: int | None = None) -> None:
        self.tokens = tokens
        self.other = other

    def copy(self, part: Any) -> SimpleNamespace:
        """Copy a dataclass, deep, for a template to print."""
        found = {}
        for name in field_names(type(part)):
            if name != "patents" or not isinstance(part, Paper):
                found[name] = self._copy(name, getattr(part, name))
        return SimpleNamespace(**found)

    def _copy(self, name: str, value: Any) -> object:
        if _is_word(name, value):
            return Token(self.tokens.give(str(value), address=name == ADDRESS))
        if name == "path":
            return QR_TOKEN
        if name == CREATED:
            return TOKEN_DAY[0]
        if isinstance(value, (list, tuple)):
            return [self._row(index, item) for index, item in enumerate(value)]
        return self.copy(value) if is_dataclass(value) else value

    def _row(self, index: int, item: Any) -> SimpleNamespace:
        row = self.copy(item)
        if hasattr(row, CORE):
            row.core = index == self.other
        return row
