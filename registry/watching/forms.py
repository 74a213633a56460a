"""What is filled in about a warning, and what the addresses of the lists ask for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField, TextAreaField

from registry.errors import BadInput, FieldProblem
from registry.money import N_
from registry.paging import page_number
from registry.reviews.forms import SeenForm
from registry.watching.answers import Answer

SORTS = ("open", "answered", "overdue", "proposed")
_NO_DAY = N_("“{given}” is no day.")
_ISO_DAY = N_("Write it as 2025-09-01.")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which part of the work list: a sort (None: all), and a page from 1."""

    sort: str | None
    page: int


def read_filter(given: Mapping[str, str]) -> Filter:
    """The filter of an address; BadInput names what cannot be taken."""
    sort = given.get("sort", "")
    if sort and sort not in SORTS:
        problem = N_("There is no such sort of warnings.")
        expected = N_("Choose open, answered, overdue or proposed.")
        raise BadInput([FieldProblem("sort", sort[:40], problem, expected)])
    return Filter(sort or None, page_number(given))


def read_since(given: str) -> date | None:
    """The day since which something must have become known; None for no limit. BadInput for what
    is no day in ISO form."""
    text = given.strip()
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        values = {"given": text[:40]}
        raise BadInput([FieldProblem("since", text[:40], _NO_DAY, _ISO_DAY, values)])
    return day


class AnswerForm(SeenForm):
    """The answer of an enterprise."""

    text = TextAreaField(_l("Answer"))
    other_patent = StringField(_l("Another patent"))
    says_status_is_wrong = BooleanField(_l("The status that the registry knows is wrong"))
    reference = StringField(_l("Where the right status can be seen"))

    def answer(self) -> Answer:
        """What was filled in; BadInput with what a field's own checks found."""
        self.check_fields()
        return Answer(
            self.text.data or "",
            self.other_patent.data or "",
            bool(self.says_status_is_wrong.data),
            self.reference.data or "",
        )


class DismissForm(SeenForm):
    """Why nothing follows from a warning."""

    reason = TextAreaField(_l("Reason"))

    def given_reason(self) -> str:
        """The reason; BadInput with what a field's own checks found."""
        self.check_fields()
        return self.reason.data or ""
