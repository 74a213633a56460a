"""How values are shown: the filters and functions of the templates, in the reader's language.

Money comes as fen and is rounded once, here. ``None`` is shown as a dash: not known, not declared.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask import Flask, request
from flask_babel import format_date, format_datetime, get_locale, gettext
from markupsafe import Markup

from registry import money
from registry.applications.workflow import Action
from registry.codes.models import IndustryClass
from registry.eligibility.catalogue import title_of
from registry.eligibility.rule import Answer, Finding
from registry.errors import FieldProblem
from registry.locale import LANGUAGES, language_tag
from registry.messages.queries import unread
from registry.navigation import navigation
from registry.patents.numbers import Kind
from registry.percent import format_percent
from registry.permissions import current_actor
from registry.reviews.reasons import ReasonCode
from registry.words import DECIDED, FIELDS, name_of

UNKNOWN = "—"
_ANSWERS_WORST_FIRST = (Answer.NOT_MET, Answer.UNDETERMINED, Answer.MET)


def register(app: Flask) -> None:
    """Give the templates their filters and functions."""
    filters = (
        yuan, wan, yi, percent, day, moment, called, kind, translated, field_name, class_name,
        decided, reason_name, finding_text, rule_title, problem_text, by_answer,
    )  # fmt: skip
    for function in filters:
        app.add_template_filter(function)
    asked = (navigation, current_actor, page_language, languages, this_page, unread_messages)
    for provider in asked:
        app.add_template_global(provider)


def unread_messages() -> int:
    """How many messages the person who is signed in has not read."""
    return unread(current_actor())


def translated(msgid: str) -> str:
    """A msgid in the reader's language; for msgids that come as values."""
    return str(gettext(msgid)) if msgid else ""


def called(word: StrEnum | None) -> str:
    """The name of a status, role, answer or any other word of ours."""
    return UNKNOWN if word is None else gettext(name_of(word))


def kind(word: str | None) -> str:
    """The name of a kind of patent; empty and foreign kinds are unknown."""
    return called(Kind(word)) if word in set(Kind) else UNKNOWN


def decided(action: Action) -> str:
    """An action as it is called once it has been decided: returned, certified, …"""
    return str(gettext(DECIDED[action]))


def reason_name(code: str) -> str:
    """The name of a reason code as it is stored; a code no longer known stands for itself."""
    return called(ReasonCode(code)) if code in set(ReasonCode) else code


def class_name(industry_class: IndustryClass) -> str:
    """Code and name of a product class."""
    name = industry_class.name if _chinese() else industry_class.name_en
    return f"{industry_class.code} {name}"


def field_name(field: str) -> str:
    """What a field is called on the form; a part of a row by the row's number: ``links-2-typed``."""
    name = field.rpartition("-")[2]
    return gettext(FIELDS[name]) if name in FIELDS else field


def yuan(fen: int | None) -> str:
    """Exact, in yuan."""
    if fen is None:
        return UNKNOWN
    return str(gettext("%(amount)s yuan", amount=money.format_yuan(fen)))


def wan(fen: int | None) -> str:
    """In Chinese in 万元 with two decimals; in English, which has no such unit, in yuan."""
    if fen is None or not _chinese():
        return yuan(fen)
    return f"{money.format_wan(fen)} 万元"


def yi(fen: int | None) -> str:
    """In 亿元, two decimals."""
    if fen is None:
        return UNKNOWN
    return str(gettext("%(amount)s × 100 million yuan", amount=money.format_yi(fen)))


def percent(hundredths: int | None) -> str:
    """Hundredths of a percent as percent: 2550 is 25.5 %."""
    return UNKNOWN if hundredths is None else f"{format_percent(hundredths)} %"


def day(value: date | None) -> Markup | str:
    """A day in the reader's form, with the ISO form for machines."""
    if value is None:
        return UNKNOWN
    return _time(value.isoformat(), format_date(value, _date_pattern()))


def moment(value: datetime | None) -> Markup | str:
    """A moment in the registry's zone, to the minute."""
    if value is None:
        return UNKNOWN
    shown = f"{format_datetime(value, _date_pattern())} {format_datetime(value, 'HH:mm')}"
    return _time(value.isoformat(timespec="seconds"), shown)


def _date_pattern() -> str:
    return "y年M月d日" if _chinese() else "d MMMM y"


def _chinese() -> bool:
    return str(get_locale()).startswith("zh")


def _time(iso: str, shown: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(iso, shown)


def finding_text(finding: Finding) -> str:
    """What a rule found, as a sentence."""
    return finding.text(gettext)


def rule_title(rule_id: str) -> str:
    """The title of a rule."""
    return str(gettext(title_of(rule_id)))


def problem_text(problem: FieldProblem) -> str:
    """What is wrong with a field and what would be right."""
    return problem.text(gettext)


def by_answer(findings: tuple[Finding, ...]) -> list[tuple[Answer, list[Finding]]]:
    """The findings grouped by answer, what needs attention first; empty groups left out."""
    groups = [(each, [f for f in findings if f.answer is each]) for each in _ANSWERS_WORST_FIRST]
    return [(answer, group) for answer, group in groups if group]


def page_language() -> str:
    """The value of the page's ``lang`` attribute."""
    return language_tag(str(get_locale()))


def languages() -> list[dict[str, Any]]:
    """The languages to choose from: locale, own name, tag, and whether it is the page's."""
    current = str(get_locale())
    return [
        {"locale": each, "name": name, "tag": language_tag(each), "current": each == current}
        for each, name in LANGUAGES.items()
    ]


def this_page() -> str:
    """The path to come back to after a change of language: this one if it can be read."""
    rule = request.url_rule
    if rule is None or "GET" not in (rule.methods or ()):
        return "/"
    return request.full_path.rstrip("?") if request.method == "GET" else request.path
