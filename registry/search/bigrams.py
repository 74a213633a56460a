"""Text as it is searched: brought to one form, cut into words, and told by pairs of characters.

What is searched for is found where it is contained, character by character, in the one form. A
text has a gram for each character, for each pair of neighbours, and a mark for each character
that it has more than once. Pure: strings and integers.
"""

import re
from itertools import pairwise
from unicodedata import is_normalized, normalize

# Between the parts of one text (title and patentee, say); no word reaches over it.
PART = "\n"
# Code points are below 2 to the 21st, so that a gram is an integer of 42 bits.
BITS = 21

_GAP = re.compile(r"[\W_]+")
# From here on, scripts that are written without spaces.
_WIDE = "\u2e80"


def normalise(text: str) -> str:
    """One form of what people write in many: full and half width, capitals, spaces, punctuation.

    Spaces and punctuation are one space between letters or digits and nothing beside Chinese:
    ``ＳＬ－100 型（ 甲 ）`` is ``sl 100型甲``. Traditional characters stay what they are.
    """
    folded = _folded(text)
    while (closed := _GAP.sub(_gap, folded)) != folded:
        # What a gap kept apart may belong together now.
        folded = _folded(closed)
    return folded


def document(texts: tuple[str, ...]) -> str:
    """The texts of one row as they are stored and searched; empty ones are left out."""
    return PART.join(filter(None, map(normalise, texts)))


def words_of(typed: str) -> tuple[str, ...]:
    """The words that all must be contained, each once; none when nothing can be searched for.

    Percent signs and underscores are punctuation like any other.
    """
    found = (normalise(word) for word in normalize("NFKC", typed).split())
    return tuple(dict.fromkeys(filter(None, found)))


def grams_of(word: str) -> list[int]:
    """The grams that a text must have to contain the word; the word has a character at least."""
    if len(word) == 1:
        return [character_gram(word)]
    return list(dict.fromkeys(ord(one) << BITS | ord(other) for one, other in pairwise(word)))


def doubtful_grams_of(word: str) -> list[int]:
    """The marks without which a text that has all grams of the word surely contains it.

    Two neighbouring pairs overlap in one character. Where a text has that character once, they
    stand side by side; only where it is repeated can they stand apart.
    """
    return [ord(character) for character in dict.fromkeys(word[1:-1])]


def character_gram(character: str) -> int:
    """The gram of one character; the mark of a repeated one is its bare code point."""
    return ord(character) << BITS


def _folded(text: str) -> str:
    folded = text if is_normalized("NFKC", text) else normalize("NFKC", text)
    folded = folded.casefold()
    return folded if is_normalized("NFKC", folded) else normalize("NFKC", folded)


def _gap(gap: re.Match[str]) -> str:
    """A space where the characters on both sides are of scripts that know it."""
    start, end, text = gap.start(), gap.end(), gap.string
    between = 0 < start and end < len(text) and max(text[start - 1], text[end]) < _WIDE
    return " " if between else ""
