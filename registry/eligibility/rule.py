"""What a rule is, and how it answers: met, not met, or undetermined, with its reason.

A rule is one function in one file of `rules/`:

    @rule("filed_by_deadline", Stage.REGISTRATION, N_("Programme setting: …"), ...)
    def filed_by_deadline(facts: Facts) -> Verdict:
        return met("Filed on {day}, in time.", day=facts.submitted_on)

Messages are English msgids with {placeholders}; the first argument of `met`, `not_met`,
`undetermined` and `N_` is what the translators' catalogue collects, so it is always a literal.
A value whose name ends in `_word` is itself a msgid (and may use the other values); one that ends
in `_words` is a list of them. All other values are data and are shown as they are.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, Literal, Self

from registry.eligibility.facts import Facts, PatentFacts
from registry.eligibility.plain import from_plain, to_plain
from registry.money import N_

Translate = Callable[[str], str]
ApplicationCheck = Callable[[Facts], "Verdict"]
PatentCheck = Callable[[Facts, PatentFacts], "Verdict"]

_BETWEEN_WORDS = "|"


class Answer(StrEnum):
    """The three answers; nothing but `MET` lets an application pass by itself."""

    MET = "met"
    NOT_MET = "not_met"
    UNDETERMINED = "undetermined"


WORST_FIRST = (Answer.NOT_MET, Answer.UNDETERMINED, Answer.MET)
"""The order in which answers count where several meet."""


class Stage(StrEnum):
    """What a rule guards: the formal examination (备案) or the certification (认定)."""

    REGISTRATION = "registration"
    CERTIFICATION = "certification"


def words(msgids: Iterable[str]) -> str:
    """Several msgids as one value; its name must end in `_words`."""
    return _BETWEEN_WORDS.join(msgids)


def untranslated(msgid: str) -> str:
    """The default translation: the English source text itself."""
    return msgid


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule's function answers; `evaluate` makes findings of it.

    `example` is true where a value decided that is the operator's example and not an official
    one: the message must then say EXAMPLE.
    """

    answer: Answer
    message: str
    values: dict[str, str]
    example: bool = False
    citation: str | None = None

    def citing(self, citation: str) -> Self:
        """The same verdict with a citation more exact than the rule's own."""
        return replace(self, citation=citation)

    def by_example(self, is_example: bool = True) -> Self:
        """The same verdict, marked as decided by example data."""
        return replace(self, example=is_example)


def met(template: str, /, **values: object) -> Verdict:
    """The rule holds; the template says by what."""
    return _verdict(Answer.MET, template, values)


def not_met(template: str, /, **values: object) -> Verdict:
    """The rule does not hold; the template says what was found and what would meet it."""
    return _verdict(Answer.NOT_MET, template, values)


def undetermined(template: str, /, **values: object) -> Verdict:
    """The facts do not suffice; the template says which fact is missing."""
    return _verdict(Answer.UNDETERMINED, template, values)


def _verdict(answer: Answer, template: str, values: dict[str, object]) -> Verdict:
    shown = {name: _shown(value) for name, value in values.items()}
    _render(template, shown, untranslated)  # a missing placeholder fails here, not on a page
    return Verdict(answer, template, shown)


def _shown(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (str, int)) and not isinstance(value, bool):
        return str(value)
    raise TypeError(f"a value of a message is text, a whole number or a date, not {value!r}")


def _render(template: str, values: dict[str, str], translate: Translate) -> str:
    def spoken(name: str, value: str) -> str:
        if name.endswith("_word") and value:  # gettext answers "" with its own header
            return _filled(value, values, translate)
        if name.endswith("_words"):
            return translate(N_(", ")).join(translate(one) for one in value.split(_BETWEEN_WORDS))
        if name == "status":
            return translate(value.replace("_", " "))
        return value

    return _filled(
        template, {name: spoken(name, value) for name, value in values.items()}, translate
    )


def _filled(template: str, values: dict[str, str], translate: Translate) -> str:
    """The translated template with its values; a translation that spoils a placeholder must not
    take a page down, so the source text stands in for it."""
    try:
        return translate(template).format_map(values)
    except (KeyError, ValueError, IndexError):
        return template.format_map(values)


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's answer about one application or, with `subject`, about one of its patents.

    `subject` is the patent's number as it was typed.
    """

    rule: str
    stage: Stage
    answer: Answer
    message: str
    values: dict[str, str] = field(hash=False)
    citation: str
    subject: str | None = None
    example: bool = False

    def text(self, translate: Translate = untranslated) -> str:
        """The message in the language of `translate` (gettext), with its values filled in."""
        return _render(self.message, self.values, translate)

    def to_json(self) -> dict[str, Any]:
        """Plain data for `json.dumps`."""
        plain: dict[str, Any] = to_plain(self)
        return plain

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Raises `PlainError` naming the first field that is not as it should be."""
        return from_plain(cls, data)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as `evaluate` runs it: in force for rounds with since <= filing_by < until.

    Exactly one of `on_application` and `on_patent` is set. `all_met` is the message, with
    {count}, of the single finding when every patent meets the rule. Raise `version` when the
    function's answers change for past rounds too (a mistake put right); write a new file with a
    later `since` when the rule itself changes.
    """

    id: str
    stage: Stage
    citation: str
    title: str
    since: date
    until: date | None
    version: int
    all_met: str
    on_application: ApplicationCheck | None = None
    on_patent: PatentCheck | None = None

    @property
    def label(self) -> str:
        """Id, first day and version: what the name of a rule set is made of."""
        return f"{self.id}@{self.since.isoformat()}.{self.version}"

    def in_force(self, on: date) -> bool:
        """Whether the rule applies to a round whose filing deadline is `on`."""
        return self.since <= on and (self.until is None or on < self.until)

    def overlaps(self, other: "Rule") -> bool:
        """Whether both are the same rule and would apply to one and the same day."""
        return (
            self.id == other.id
            and (other.until is None or self.since < other.until)
            and (self.until is None or other.since < self.until)
        )


def rule(
    id: str,
    stage: Stage,
    citation: str,
    *,
    title: str,
    since: date,
    until: date | None = None,
    version: int = 1,
    each: Literal["application", "patent"] = "application",
    all_met: str = "",
) -> Callable[[Callable[..., Verdict]], Rule]:
    """Makes a function a rule: of the facts, or with each="patent" of the facts and one patent.

    `title`, `citation` and `all_met` are msgids, given as `N_("…")`.
    """

    def make(check: Callable[..., Verdict]) -> Rule:
        whole = Rule(id, stage, citation, title, since, until, version, all_met)
        if each == "patent":
            return replace(whole, on_patent=check)
        return replace(whole, on_application=check)

    return make
