"""What is filled in to change a certificate's status."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import Length

from registry.certification.service import missing_reason
from registry.certification.workflow import CertificateStatus
from registry.errors import BadInput, FieldProblem
from registry.money import N_
from registry.reviews.forms import LONGEST, SeenForm, read_page


@dataclass(frozen=True, slots=True)
class Filter:
    """Which certificates: words in number or names, a status (None: any), a page from 1."""

    words: str
    status: CertificateStatus | None
    page: int


def read_filter(given: Mapping[str, str]) -> Filter:
    """The filter of an address; BadInput names what cannot be taken."""
    problems: list[FieldProblem] = []
    status = given.get("status", "")
    if status and status not in set(CertificateStatus):
        problem = N_("There is no such status.")
        expected = N_("Choose valid, suspended or revoked.")
        problems.append(FieldProblem("status", status, problem, expected))
    page = read_page(given.get("page", "1"), problems)
    if problems:
        raise BadInput(problems)
    words = given.get("q", "").strip()
    return Filter(words, CertificateStatus(status) if status else None, page)


class ChangeForm(SeenForm):
    """The reason, which the enterprise and the public read."""

    reason = TextAreaField(
        _l("Reason"), [Length(max=LONGEST, message=_l("At most 4000 characters fit here."))]
    )

    def given_reason(self) -> str:
        """The reason; BadInput with what the fields' own checks found."""
        self.check_fields()
        return (self.reason.data or "").strip()


class RevocationForm(ChangeForm):
    """The reason and the day from which it holds."""

    effective_on = StringField(_l("Day of effect"))

    def day_of_effect(self) -> date:
        """The day; BadInput when none can be read, with the reason's problem if it has one too."""
        text = (self.effective_on.data or "").strip()
        try:
            if len(text) != len("2025-09-30"):
                raise ValueError(text)
            return date.fromisoformat(text)
        except ValueError:
            problem, expected = N_("This is not a day."), N_("Write it as in 2025-09-30.")
            unread = FieldProblem("effective_on", text, problem, expected)
            raise BadInput([*missing_reason(self.reason.data or ""), unread]) from None
