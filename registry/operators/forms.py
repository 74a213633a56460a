"""What the operator fills in; what is wrong is found by the readers and shown at its field."""

from collections.abc import Mapping
from typing import Self

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    FileField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than stubs

from registry.accounts.role_ticks import RoleTicks
from registry.errors import Conflict
from registry.money import N_, fen_to_decimal_text
from registry.permissions import Role
from registry.problem_form import ProblemForm
from registry.programme.models import Target
from registry.programme.setting import Contents, TargetInput, contents_of

_GREATEST_VERSION = 9


class _ProgrammeForm(ProblemForm):
    """A form about something that somebody else may change meanwhile."""

    seen = HiddenField()

    def typed(self) -> dict[str, str]:
        """Every field as it was typed; a tick is ``yes``, or nothing."""
        fields: Mapping[str, Field] = self._fields
        return {
            name: ("yes" if each.data else "")
            if isinstance(each, BooleanField)
            else str(each.data or "")
            for name, each in fields.items()
            if not isinstance(each, FileField)
        }

    def seen_version(self) -> int:
        """The version that was on the page; Conflict where the page does not say."""
        given = str(self.seen.data or "")
        if not (given.isascii() and given.isdigit() and len(given) <= _GREATEST_VERSION):
            raise Conflict(N_("Somebody else has changed this meanwhile; look at it again."))
        return int(given)


class RoundForm(_ProgrammeForm):
    """A round."""

    year = StringField(_l("Year"))
    opens_on = StringField(_l("Opens on"))
    filing_by = StringField(_l("Filing deadline"))
    correction_by = StringField(_l("Corrections by"))
    standard = StringField(_l("Standard"))
    notice_days = StringField(_l("Days of public notice"))
    validity_months = StringField(_l("Validity in months"))
    status_max_age_days = StringField(_l("Greatest age of a patent's status in days"))
    is_example = BooleanField(_l("Example data"))
    reference = TextAreaField(_l("Source"))

    @classmethod
    def showing(cls, contents: Contents, seen: int) -> Self:
        """The form with what stands there; what was sent stands before it."""
        shown = {name: "" if value is None else value for name, value in contents.items()}
        return cls(data={**shown, "seen": str(seen)})


class TargetForm(_ProgrammeForm):
    """A target of the plan."""

    indicator = SelectField(
        _l("Indicator"),
        choices=(
            SelectChoice("", _l("Choose")),
            SelectChoice("output_value", _l("Output value")),
            SelectChoice("contract_value", _l("Technology contracts")),
        ),
        validate_choice=False,
    )
    region_code = StringField(_l("Region code"))
    year = StringField(_l("Year"))
    value = StringField(_l("Amount to be reached"))
    reference = TextAreaField(_l("Source"))

    @classmethod
    def showing(cls, target: Target, seen: int) -> Self:
        """The form with what stands there."""
        shown = contents_of(target, TargetInput)
        amount = fen_to_decimal_text(target.value)
        return cls(data={**shown, "value": amount, "seen": str(seen)})


class BenchmarkForm(_ProgrammeForm):
    """A set of benchmarks, in a file or typed, and where it comes from."""

    file = FileField(_l("Table of benchmarks"))
    table = TextAreaField(_l("Or the table as text"))
    reference = TextAreaField(_l("Source of the whole set"))


class RolesForm(_ProgrammeForm):
    """What an account may do, and why that is changed."""

    roles = RoleTicks(tuple(Role))
    reference = StringField(_l("Reason or source"))


class AccountForm(RolesForm):
    """A new account."""

    email = StringField(_l("E-mail address"))
    name = StringField(_l("Name of the person"))
    credit_code = StringField(_l("Credit code of the enterprise"))


class ReasonForm(_ProgrammeForm):
    """Why an account is closed, opened again, or freed of its second factor."""

    reference = StringField(_l("Reason or source"))
