"""When two names are the same: enterprises and patentees, products and models."""

import re
import unicodedata

_OPENING = str.maketrans(dict.fromkeys("[{〔【〖《〈「『", "("))
_CLOSING = str.maketrans(dict.fromkeys("]}〕】〗》〉」』", ")"))
# The separator inside names is typed in at least these ways.
_DOTS = str.maketrans(dict.fromkeys("•‧・∙⋅●.", "·"))
_SPACES = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")


def fold_name(text: str) -> str:
    """A name reduced to what identifies it, for comparison only, never for display.

    NFKC (full-width forms become ordinary ones), every kind of bracket becomes a round one, dots
    between words become one kind, spaces and letter case do not count.
    """
    wide = unicodedata.normalize("NFKC", text)
    folded = wide.translate(_OPENING).translate(_CLOSING).translate(_DOTS)
    return _SPACES.sub("", folded).casefold()


def same_name(one: str, other: str) -> bool:
    """Whether both name the same; two empty names do not."""
    folded = fold_name(one)
    return folded != "" and folded == fold_name(other)
