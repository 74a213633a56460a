"""What is filled in to change a certificate, to decide on a proposal, to have a paper again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import Length

from registry import clock
from registry.certification.reasons import reasons_for
from registry.certification.service import missing_reason
from registry.certification.workflow import CertificateAction, CertificateStatus
from registry.errors import BadInput, FieldProblem
from registry.money import N_
from registry.reviews.forms import LONGEST, SeenForm, read_page

_FITS = [Length(max=LONGEST, message=_l("At most 4000 characters fit here."))]


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


class ReasonForm(SeenForm):
    """A reason in words."""

    reason = TextAreaField(_l("Reason"), _FITS)

    def given_reason(self) -> str:
        """The reason; BadInput with what the fields' own checks found."""
        self.check_fields()
        return (self.reason.data or "").strip()


class ChangeForm(ReasonForm):
    """The reason's code and words, which the enterprise and the public read."""

    # The service knows which codes there are today and says so; the list is only offered.
    reason_code = SelectField(_l("Reason code"), validate_choice=False, default="")

    def offer(self, action: CertificateAction, *, english: bool) -> None:
        """Put the codes of the action into the list, EXAMPLE ones so marked."""
        offered = [
            (each.code, _offered(each.name_en if english else each.name, example=each.example))
            for each in reasons_for(action, clock.today())
        ]
        self.reason_code.choices = [("", gettext("Choose a reason code")), *offered]


def _offered(name: str, *, example: bool) -> str:
    return f"{name} · {gettext('EXAMPLE')}" if example else name


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


class ProposalForm(SeenForm):
    """What the person who decides on a proposal writes to the staff."""

    note = TextAreaField(_l("Note for the staff"), _FITS)

    def given_note(self) -> str:
        """The note; BadInput with what the field's own checks found."""
        self.check_fields()
        return (self.note.data or "").strip()
