"""The checks of single fields: our own parsers, whose problem stands at the field as typed."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from flask_babel import gettext
from wtforms import Field, Form, SelectField, StringField, ValidationError

from registry.money import MoneyError, N_, parse_yuan
from registry.patents.numbers import NumberProblem, parse
from registry.percent import PercentError, parse_percent
from registry.plain_text import LineError, read_line

Check = Callable[[Form, Any], None]

NOT_IN_LIST = N_("“{given}” is not in the list. Choose one of the list.")
NO_FOUR_DIGITS = N_("“{given}” is no code of GB/T 4754. Write four digits, as 3453.")
IF_THE_PAPERS_SAY_SO = N_("If the patent's papers say so, write {suggestion}.")
NOT_CHOSEN = N_("Nothing is chosen. Choose one of the list.")


_FOUR_DIGITS = re.compile("[0-9]{4}")


class _Problem(Protocol):
    problem: str
    expected: str
    values: Mapping[str, str]


def said(problem: _Problem) -> str:
    """A parser's problem as one sentence in the reader's language."""
    return f"{gettext(problem.problem)} {gettext(problem.expected)}".format_map(problem.values)


def why_unreadable(problem: NumberProblem) -> str:
    """Why a text is no patent number, and what would be right where that can be told."""
    text = problem.text(gettext)
    if problem.suggestion is None:
        return text
    right = gettext(IF_THE_PAPERS_SAY_SO).format(suggestion=problem.suggestion)
    return f"{text} {right}".replace("。 ", "。")


def number_remark(text: str) -> str:
    """What must be said of a text where a patent number belongs; "" of a readable or empty one."""
    reading = parse(text) if text.strip() else None
    return why_unreadable(reading) if isinstance(reading, NumberProblem) else ""


def amount(form: Form, field: StringField) -> None:
    """Yuan, or nothing: what is not declared yet is found by the rules."""
    if typed(field):
        try:
            parse_yuan(typed(field))
        except MoneyError as error:
            raise ValidationError(said(error)) from None


def percentage(form: Form, field: StringField) -> None:
    """A percentage, or nothing."""
    if typed(field):
        try:
            parse_percent(typed(field))
        except PercentError as error:
            raise ValidationError(said(error)) from None


def line(longest: int, *, required: bool = True) -> Check:
    """One line of text."""

    def check(form: Form, field: StringField) -> None:
        try:
            read_line(field.data or "", longest, required=required)
        except LineError as error:
            raise ValidationError(said(error)) from None

    return check


def four_digits(form: Form, field: StringField) -> None:
    """The code of a class of GB/T 4754, or nothing; whether there is one is for the service."""
    text = typed(field)
    if text and not _FOUR_DIGITS.fullmatch(text):
        raise ValidationError(gettext(NO_FOUR_DIGITS).format(given=text[:40]))


def chosen(form: Form, field: SelectField) -> None:
    """One of the choices, and not the empty one."""
    given = field.data or ""
    if not given:
        raise ValidationError(gettext(NOT_CHOSEN))
    listed(form, field)


def listed(form: Form, field: SelectField) -> None:
    """One of the choices."""
    given = field.data or ""
    choices: Any = field.iter_choices()  # the stubs are older than WTForms 3.3
    values = [choice.value for choice in choices]
    if given not in values:
        raise ValidationError(gettext(NOT_IN_LIST).format(given=given[:40]))


def typed(field: Field) -> str:
    """What was typed, without blanks around it."""
    return str(field.data or "").strip(" \t\r\n")
