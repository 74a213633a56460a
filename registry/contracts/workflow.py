"""What becomes of a contract that a party has recorded, as one table. Pure.

A recorded contract waits for a reviewer and counts once it is confirmed. A correction is a record
of its own; its confirmation replaces what it corrects.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from registry.permissions import Permission


class ContractKind(StrEnum):
    """What a contract does with a patent. A pledge is security for a debt and none of these."""

    EXCLUSIVE = "exclusive_licence"
    """独占许可: the licensee alone may use it."""
    SOLE = "sole_licence"
    """排他许可: the licensee and the holder may use it."""
    PLAIN = "plain_licence"
    """普通许可: others may be licensed too."""
    TRANSFER = "transfer"


class Side(StrEnum):
    """On which side of the contract a party stands."""

    GRANTOR = "grantor"
    """Who licenses or transfers."""
    GRANTEE = "grantee"
    """Who is licensed, or to whom it is transferred."""


class ContractStatus(StrEnum):
    """Where a recorded contract stands."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    """Checked by a reviewer; the only status that counts."""
    MATCHED = "matched"
    """The other party's record of a contract that counts already."""
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    CANCELLED = "cancelled"


class ContractAction(StrEnum):
    """What can be done to a recorded contract; the verbs of its trail."""

    RECORD = "record"
    WITHDRAW = "withdraw"
    CONFIRM = "confirm"
    MATCH = "match"
    REFUSE = "refuse"
    REPLACE = "replace"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class ContractTransition:
    """One row of the table."""

    source: ContractStatus
    target: ContractStatus
    permission: Permission
    needs_reason: bool = False


S, A, P = ContractStatus, ContractAction, Permission
CONTRACT_TRANSITIONS: Mapping[ContractAction, ContractTransition] = {
    A.WITHDRAW: ContractTransition(S.WAITING, S.WITHDRAWN, P.APPLY),
    A.CONFIRM: ContractTransition(S.WAITING, S.CONFIRMED, P.EXAMINE),
    A.MATCH: ContractTransition(S.WAITING, S.MATCHED, P.EXAMINE),
    A.REFUSE: ContractTransition(S.WAITING, S.REFUSED, P.EXAMINE, needs_reason=True),
    # Follows from the confirmation of the correction; nobody asks for it by itself.
    A.REPLACE: ContractTransition(S.CONFIRMED, S.REPLACED, P.EXAMINE),
    A.CANCEL: ContractTransition(S.CONFIRMED, S.CANCELLED, P.EXAMINE, needs_reason=True),
}


def decisions_from(status: ContractStatus) -> tuple[ContractAction, ...]:
    """What a reviewer can decide in a status, in the table's order."""
    return tuple(
        action
        for action, row in CONTRACT_TRANSITIONS.items()
        if row.source is status and row.permission is P.EXAMINE and action is not A.REPLACE
    )
