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
from markupsafe import escape

from certificates.compiled.errors import Unfit
from certificates.compiled.objects import Finder, Word
from certificates.compiled.tokens import QR_TOKEN, Tokenizer, Tokens, Wording, script
from certificates.design import Design
from certificates.payload import Paper
from certificates.render import template_of

_TAG = re.compile(r"(<[^>]*>)")


@dataclass(frozen=True, slots=True)
class Choice:
    """A text that stands there if the patent at `row` is a core one, or if it is not."""

    row: int
    core: str
    other: str


@dataclass(frozen=True, slots=True)
class Filled:
    """HTML with tokens; `choices` are behind the tokens that follow those of the words.

    `parts` are the same HTML, split at the tokens.
    """

    html: str
    tokens: tuple[str, ...]
    choices: tuple[Choice, ...]
    parts: tuple[str | Word, ...]

    def words(self, wording: Wording) -> list[str]:
        """Give the words of a payload in the order of the tokens."""
        chosen = (c.core if wording.core[c.row] else c.other for c in self.choices)
        return [*wording.words, *chosen]

    def with_words(self, wording: Wording) -> str:
        """Give the HTML with the words of a payload in place of the tokens."""
        # All at once, as that takes a tenth of the time; no word has the separator in it.
        words = str(escape("\n".join(self.words(wording)))).split("\n")
        html = "".join(
            [
                part if isinstance(part, str) else wording.created if part is None else words[part]
                for part in self.parts
            ]
        )
        return html.replace(QR_TOKEN, wording.path)

    def finder(self) -> Finder:
        """Give what finds the tokens in a paper."""
        return Finder(self.tokens)


def fill_with_tokens(paper: Paper, view: Any, design: Design) -> Filled:
    """Fill the template; raise Unfit where it does more with a word than print it."""
    template, taken = template_of(design), f"{design.template}{design.css}{design.metadata}"
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
    html, texts = "".join(parts), tuple(tokens.texts)
    return Filled(html, texts, tuple(choices), Finder(texts).split(html))


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
