"""What is filled in to prepare a release, and which release and table an address asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, SelectField, StringField

from registry.errors import BadInput, FieldProblem
from registry.money import N_
from registry.statistics.breakdowns import Breakdown
from registry.statistics.forms import question
from registry.statistics.releases.content import ReleaseContent, ReleaseStatus, Table
from registry.statistics.releases.wording import STATUSES


@dataclass(frozen=True, slots=True)
class Wanted:
    """The release that somebody wants to prepare."""

    name: str
    data_year: int
    as_of: date
    status: ReleaseStatus


def wanted(name: str, data_year: str, as_of: str, status: str) -> Wanted:
    """Read what was given as text; BadInput names every field that cannot be taken."""
    problems: list[FieldProblem] = []
    known = set(ReleaseStatus)
    if status not in known:
        problem = N_("A release is provisional, revised or final.")
        expected = N_("Choose provisional, revised or final.")
        problems.append(FieldProblem("status", status[:40], problem, expected))
    try:
        asked = question(data_year.strip(), as_of.strip())
    except BadInput as error:
        raise BadInput([*error.problems, *problems]) from error
    if problems:
        raise BadInput(problems)
    return Wanted(name, asked.data_year, asked.as_of, ReleaseStatus(status))


class PrepareForm(FlaskForm):  # type: ignore[misc]  # the extension is untyped
    """Name, data year, day and status."""

    name = StringField(_l("Name of the release"))
    data_year = StringField(_l("Data year"))
    as_of = StringField(_l("As of"))
    status = SelectField(
        _l("Status of the figures"),
        choices=[(each.value, STATUSES[each]) for each in ReleaseStatus],
    )

    def wanted(self) -> Wanted:
        """What was filled in."""
        fields = (self.name, self.data_year, self.as_of, self.status)
        return wanted(*(str(field.data or "") for field in fields))

    def show(self, problems: list[FieldProblem]) -> None:
        """Have the fields show what is wrong with them."""
        fields: dict[str, Field] = self._fields
        for problem in problems:
            field = fields[problem.field]
            field.errors = [*field.errors, problem.text(gettext)]

    def listed(self) -> list[tuple[str, str, str]]:
        """Field id, label and message of every problem."""
        fields: dict[str, Field] = self._fields
        return [
            (field.id, str(field.label.text), str(message))
            for field in fields.values()
            for message in field.errors
        ]


def chosen_table(content: ReleaseContent, given: Mapping[str, str]) -> Table:
    """The table that ``table`` names by its breakdowns, with commas; the whole when absent.
    BadInput for one that the release does not have."""
    words = [word for word in given.get("table", "").split(",") if word]
    known = {level.value for level in Breakdown}
    if all(word in known for word in words):
        found = content.table(*(Breakdown(word) for word in words))
        if found is not None:
            return found
    problem = N_("The release has no such table.")
    expected = N_("Choose one of its tables.")
    raise BadInput([FieldProblem("table", ",".join(words)[:40], problem, expected)])
