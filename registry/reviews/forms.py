"""What a reviewer fills in: the grounds of a decision, who works on it, a note."""

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than stubs
from wtforms.validators import Length

from registry.accounts.models import User
from registry.errors import Conflict, FieldProblem
from registry.money import N_
from registry.problem_form import ProblemForm
from registry.reviews.reasons import Grounds, ReasonCode

LONGEST = 4000
_MOST_PAGES = 10**6


def read_page(text: str, problems: list[FieldProblem]) -> int:
    """The page of a list, from 1; what cannot be taken is added to the problems."""
    if text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= _MOST_PAGES:
        return int(text)
    problem, expected = N_("There is no such page."), N_("Pages count from 1.")
    problems.append(FieldProblem("page", text, problem, expected))
    return 1


class SeenForm(ProblemForm):
    """A form about something that somebody else may change meanwhile."""

    version = HiddenField()

    def check_seen(self, version: int) -> None:
        """Conflict unless this is still the version that the person saw."""
        if self.version.data != str(version):
            raise Conflict("Somebody else has changed this meanwhile; look at it again.")


class DecisionForm(SeenForm):
    """The grounds of a decision."""

    reason_code = SelectField(_l("Reason code"), coerce=str, default=ReasonCode.NONE.value)
    reason = TextAreaField(
        _l("Reason"), [Length(max=LONGEST, message=_l("At most 4000 characters fit here."))]
    )
    note = TextAreaField(
        _l("Note for the staff"),
        [Length(max=LONGEST, message=_l("At most 4000 characters fit here."))],
    )

    def grounds(self) -> Grounds:
        """What was filled in; BadInput with what a field's own checks found."""
        self.check_fields()
        return Grounds(
            ReasonCode(self.reason_code.data),
            (self.reason.data or "").strip(),
            (self.note.data or "").strip(),
        )


class AssignmentForm(SeenForm):
    """To whom an application is given; ``version`` is that of the assignment."""

    reviewer = SelectField(_l("Reviewer"), coerce=str, validate_choice=False)

    def offer(self, people: Sequence[User]) -> None:
        """Put the reviewers into the list."""
        offered = [SelectChoice(each.email, f"{each.name} · {each.email}") for each in people]
        self.reviewer.choices = [SelectChoice("", gettext("Choose a reviewer")), *offered]

    @property
    def seen(self) -> int:
        """The version that the person saw; Conflict for none that there can be."""
        text = self.version.data or ""
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise Conflict("Somebody else has changed this meanwhile; look at it again.")
        return int(text)


class AwayForm(SeenForm):
    """Who stands in for a reviewer, from when until when."""

    reviewer = SelectField(_l("Reviewer"), coerce=str, validate_choice=False)
    from_on = StringField(_l("First day of absence"))
    until_on = StringField(_l("Last day of absence"))

    def offer(self, people: Sequence[User]) -> None:
        """Put the other reviewers into the list."""
        offered = [SelectChoice(each.email, f"{each.name} · {each.email}") for each in people]
        self.reviewer.choices = [SelectChoice("", gettext("Choose a reviewer")), *offered]


class NoteForm(SeenForm):
    """A note of the staff."""

    text = TextAreaField(
        _l("Note for the staff"),
        [Length(max=LONGEST, message=_l("At most 4000 characters fit here."))],
    )
