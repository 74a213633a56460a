"""What a reviewer fills in: the filter of the work list, and the grounds of a decision."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, SelectField, TextAreaField
from wtforms.validators import Length

from registry.applications.workflow import Status
from registry.errors import BadInput, Conflict, FieldProblem
from registry.money import N_
from registry.reviews.reasons import Grounds, ReasonCode

LONGEST = 4000
_MOST_PAGES = 10**6

WAITING = (Status.SUBMITTED, Status.REGISTERED, Status.PUBLIC_NOTICE)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which part of the work list: a status (None: all of it) and a page, from 1."""

    status: Status | None
    page: int


def read_filter(given: Mapping[str, str]) -> Filter:
    """The filter of an address; BadInput names what cannot be taken."""
    problems: list[FieldProblem] = []
    status, page = given.get("status", ""), given.get("page", "1")
    if status and status not in WAITING:
        expected = N_("Choose submitted, registered or public_notice.")
        problem = N_("Nothing waits in such a status.")
        problems.append(FieldProblem("status", status, problem, expected))
    place = read_page(page, problems)
    if problems:
        raise BadInput(problems)
    return Filter(Status(status) if status else None, place)


def read_page(text: str, problems: list[FieldProblem]) -> int:
    """The page of a list, from 1; what cannot be taken is added to the problems."""
    if text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= _MOST_PAGES:
        return int(text)
    problem, expected = N_("There is no such page."), N_("Pages count from 1.")
    problems.append(FieldProblem("page", text, problem, expected))
    return 1


class SeenForm(FlaskForm):  # type: ignore[misc]  # the extension is untyped
    """A form about something that somebody else may change meanwhile."""

    version = HiddenField()

    def check_seen(self, version: int) -> None:
        """Conflict unless this is still the version that the person saw."""
        if self.version.data != str(version):
            raise Conflict("Somebody else has changed this meanwhile; look at it again.")

    def check_fields(self) -> None:
        """BadInput with what a field's own checks found."""
        if not self.validate():
            raise BadInput([])

    def show(self, problems: Iterable[FieldProblem]) -> None:
        """Have the fields show the problems that a service found with them."""
        fields: dict[str, Field] = self._fields
        for problem in problems:
            field = fields[problem.field]
            field.errors = [*field.errors, problem.text(gettext)]

    def listed(self) -> list[tuple[str, str, str]]:
        """Field id, label and message of every problem, for the summary at the top."""
        fields: dict[str, Field] = self._fields
        return [
            (field.id, str(field.label.text), str(message))
            for field in fields.values()
            for message in field.errors
        ]


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
