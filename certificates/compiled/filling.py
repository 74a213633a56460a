"""The template filled with tokens, once for a shape.

Whether a patent is a core one is no word but a choice that the template makes, `Yes` or `No`. So
the template is filled once more for each patent with the other choice; where the texts differ a
token is put, and what stands there for either choice is kept.
"""

import re
from dataclasses import dataclass
from html import unescape
from types import SimpleNamespace
from typing import Any

from jinja2 import Template
from jinja2.exceptions import TemplateError

from certificates.compiled.errors import Unfit
from certificates.compiled.tokens import Tokenizer, Tokens, Wording, script
from certificates.design import Design
from certificates.payload import Paper
from certificates.render import _template

_TAG = re.compile(r"(<[^>]*>)")


@dataclass(frozen=True, slots=True)
class Choice:
    """A text that stands there if the patent at `row` is a core one, or if it is not."""

    row: int
    core: str
    other: str


@dataclass(frozen=True, slots=True)
class Filled:
    """HTML with tokens; `choices` are behind the tokens that follow those of the words."""

    html: str
    tokens: tuple[str, ...]
    choices: tuple[Choice, ...]

    @property
    def pattern(self) -> str:
        """A regular expression for any token."""
        return "|".join(map(re.escape, sorted(self.tokens, key=len, reverse=True)))

    def words(self, wording: Wording) -> list[str]:
        """Give the words of a payload in the order of the tokens."""
        chosen = (c.core if wording.core[c.row] else c.other for c in self.choices)
        return [*wording.words, *chosen]


def fill_with_tokens(paper: Paper, view: Any, design: Design) -> Filled:
    """Fill the template; raise Unfit where it does more with a word than print it."""
    template, taken = _template(design), f"{design.template}{design.css}{design.metadata}"
    tokens = Tokens(taken)
    parts = _TAG.split(_render(template, Tokenizer(tokens), paper, view, design))
    choices: list[Choice] = []
    plain = list(parts)
    for row in range(len(view.patents)):
        others = _TAG.split(_render(template, Tokenizer(Tokens(taken), row), paper, view, design))
        for place in _differences(plain, others):
            choice = _choice(row, plain[place], others[place])
            parts[place] = plain[place].replace(choice.other, tokens.give(choice.other))
            choices.append(choice)
    return Filled("".join(parts), tuple(tokens.texts), tuple(choices))


def _render(
    template: Template, tokenizer: Tokenizer, paper: Paper, view: Any, design: Design
) -> str:
    parts: dict[str, SimpleNamespace] = {
        "payload": tokenizer.copy(paper),
        "view": tokenizer.copy(view),
    }
    try:
        return template.render(**parts, design=design.metadata)
    except (TemplateError, TypeError, AttributeError) as error:
        raise Unfit(f"The template decides by a word: {error}") from error


def _differences(one: list[str], other: list[str]) -> list[int]:
    if len(one) != len(other):
        raise Unfit("The template draws a core patent otherwise than another.")
    return [place for place, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]]


def _choice(row: int, other: str, core: str) -> Choice:
    choice = Choice(row, unescape(core).strip(), unescape(other).strip())
    single = choice.other and choice.core and "<" not in other + core
    if not single or script(choice.core) != script(choice.other):
        raise Unfit("The template draws a core patent otherwise than another.")
    return choice
