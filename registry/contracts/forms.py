"""What is filled in of a contract, and of a decision on it."""

from collections.abc import Sequence
from datetime import date
from typing import Self

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField, TextAreaField

from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than stubs

from registry.contracts.models import ContractParty, TechnologyContract
from registry.contracts.reading import ContractInput, read_contract
from registry.contracts.workflow import ContractAction, ContractKind, Side
from registry.enterprises.models import Enterprise
from registry.errors import BadInput, Conflict, FieldProblem
from registry.money import N_, fen_to_decimal_text
from registry.patents.numbers import Form, PatentNumber
from registry.problem_form import ProblemForm

_KINDS = (
    SelectChoice("", _l("Choose")),
    SelectChoice(ContractKind.EXCLUSIVE.value, _l("Exclusive licence")),
    SelectChoice(ContractKind.SOLE.value, _l("Sole licence")),
    SelectChoice(ContractKind.PLAIN.value, _l("Plain licence")),
    SelectChoice(ContractKind.TRANSFER.value, _l("Transfer of the right")),
)
_SIDES = (
    SelectChoice("", _l("Choose")),
    SelectChoice(Side.GRANTOR.value, _l("Licensor or assignor")),
    SelectChoice(Side.GRANTEE.value, _l("Licensee or assignee")),
)
_DECISIONS = {
    ContractAction.CONFIRM: _l("Confirm: it counts from today on"),
    ContractAction.MATCH: _l("Match: it is the contract that is confirmed already"),
    ContractAction.REFUSE: _l("Refuse"),
    ContractAction.CANCEL: _l("Cancel: it counts no longer"),
}
FIELDS = (
    "kind",
    "side",
    "partners",
    "others",
    "patents",
    "amount",
    "signed_on",
    "record_number",
)


class ContractForm(ProblemForm):
    """A contract as one of its parties records it; everything stays as typed."""

    kind = SelectField(_l("Kind of contract"), choices=_KINDS, validate_choice=False)
    side = SelectField(_l("Our side of the contract"), choices=_SIDES, validate_choice=False)
    others = TextAreaField(_l("The other side"))
    partners = TextAreaField(_l("Others on our side"))
    patents = TextAreaField(_l("Patents of the contract"))
    amount = StringField(_l("Amount of the contract"))
    signed_on = StringField(_l("Signed on"))
    record_number = StringField(_l("Number of the record"))

    @classmethod
    def for_correction(cls, contract: TechnologyContract) -> Self:
        """The form with what the contract says; what was sent stands before it."""
        return cls(data=_shown(contract))

    def given(self, own: Enterprise, today: date) -> ContractInput:
        """The contract that was filled in; BadInput with every problem."""
        self.check_fields()
        typed = {name: str(self[name].data or "").strip() for name in FIELDS}
        return read_contract(typed, own, today)


class DecideForm(ProblemForm):
    """What a reviewer decides, seen in which version, and why."""

    decision = SelectField(_l("Decision"), validate_choice=False)
    reason = TextAreaField(_l("Reason"))
    version = HiddenField()

    def offer(self, actions: Sequence[ContractAction]) -> None:
        """Let one of these be chosen."""
        choices = [SelectChoice(each.value, _DECISIONS[each]) for each in actions]
        self.decision.choices = [SelectChoice("", gettext("Choose")), *choices]

    def chosen(self, actions: Sequence[ContractAction], version: int) -> ContractAction:
        """The decision; BadInput where none is chosen, Conflict where another version was seen."""
        self.check_fields()
        given = str(self.decision.data or "")
        if given not in set(ContractAction):
            problem, expected = N_("Nothing of the list is chosen."), N_("Choose one of the list.")
            raise BadInput([FieldProblem("decision", given[:40], problem, expected)])
        if self.version.data != str(version) or ContractAction(given) not in actions:
            raise Conflict("Somebody else has changed this contract meanwhile; look at it again.")
        return ContractAction(given)


def _shown(contract: TechnologyContract) -> dict[str, object]:
    """What the fields show of a contract, as it would be typed."""
    own = [each for each in contract.parties if each.enterprise_id == contract.enterprise_id]
    side = own[0].side
    beside = [each for each in contract.parties if each.side is side and each is not own[0]]
    facing = [each for each in contract.parties if each.side is not side]
    return {
        "kind": contract.kind.value,
        "side": side.value,
        "partners": _lines(beside),
        "others": _lines(facing),
        "patents": "\n".join(written(each.office, each.number) for each in contract.patents),
        "amount": fen_to_decimal_text(contract.amount),
        "signed_on": contract.signed_on.isoformat(),
        "record_number": contract.record_number,
    }


def _lines(parties: Sequence[ContractParty]) -> str:
    return "\n".join(", ".join(filter(None, (p.name, p.credit_code))) for p in parties)


def written(office: str, number: str) -> str:
    """A patent's number as people write it, which is read back as the same."""
    if office != "CN":
        return number if number.startswith((office, "PCT/")) else f"{office}{number}"
    return PatentNumber(number, office, Form.APPLICATION, None, number).as_application
