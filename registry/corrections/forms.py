"""The corrected amounts, and the decision on them."""

from typing import Self

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than stubs

from registry.applications.ledger import AMOUNTS
from registry.applications.workflow import CorrectionAction
from registry.errors import BadInput, FieldProblem
from registry.money import MoneyError, N_, fen_to_decimal_text, parse_yuan
from registry.reviews.forms import SeenForm

_NEVER_BELOW_ZERO = ("output_value", "sales_revenue", "export_value")
_DECISIONS = {
    CorrectionAction.ACCEPT: _l("Accept: the corrected amounts count from today on"),
    CorrectionAction.REFUSE: _l("Refuse: what counted goes on counting"),
}


class CorrectionForm(SeenForm):
    """The four amounts in yuan, as they should have been, and why; they stay as typed."""

    output_value = StringField(_l("Output value"))
    sales_revenue = StringField(_l("Sales revenue"))
    export_value = StringField(_l("Export value"))
    profit = StringField(_l("Profit"))
    reason = TextAreaField(_l("Reason of the correction"))

    @classmethod
    def of(cls, amounts: dict[str, int]) -> Self:
        """The form with the amounts that count now."""
        return cls(
            formdata=None, data={name: fen_to_decimal_text(amounts[name]) for name in AMOUNTS}
        )

    def given(self) -> dict[str, int]:
        """Name → fen; BadInput with every amount that cannot be read."""
        self.check_fields()
        read: dict[str, int] = {}
        problems: list[FieldProblem] = []
        for name in AMOUNTS:
            typed = str(self[name].data or "").strip()
            try:
                read[name] = parse_yuan(typed)
            except MoneyError as error:
                values = dict(error.values)
                problems.append(FieldProblem(name, typed, error.problem, error.expected, values))
            else:
                if read[name] < 0 and name in _NEVER_BELOW_ZERO:
                    problem = N_("This amount is below zero.")
                    expected = N_("Only the profit may be below zero.")
                    problems.append(FieldProblem(name, typed, problem, expected))
        if problems:
            raise BadInput(problems)
        return read


class DecideForm(SeenForm):
    """Accepted or refused, and why."""

    decision = RadioField(_l("Decision on the correction"), coerce=str, validate_choice=False)
    reason = TextAreaField(_l("Reason"))

    def offer(self) -> None:
        """Put the decisions into the list."""
        self.decision.choices = [
            SelectChoice(each.value, label) for each, label in _DECISIONS.items()
        ]

    def chosen(self) -> CorrectionAction:
        """The decision; BadInput where none is chosen."""
        self.offer()
        self.check_fields()
        given = str(self.decision.data or "")
        if given not in [each.value for each in _DECISIONS]:
            problem, expected = N_("Nothing of the list is chosen."), N_("Choose one of the list.")
            raise BadInput([FieldProblem("decision", given[:40], problem, expected)])
        return CorrectionAction(given)
