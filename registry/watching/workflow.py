"""What becomes of a warning, as one table: action × status → status. Pure.

The machine opens, proposes, clears and closes; people answer and dismiss. A certificate is
suspended by a person only, who confirms what the machine proposed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from registry.permissions import Permission


class WarningStatus(StrEnum):
    """Where a warning stands."""

    OPEN = "open"
    ANSWERED = "answered"
    PROPOSED = "proposed"
    """The day for the answer is over; the suspension of the certificate is proposed."""
    UPHELD = "upheld"
    """A reviewer has confirmed it: the certificate is suspended for this."""
    DISMISSED = "dismissed"
    CLEARED = "cleared"
    """What it warned of holds no longer."""
    CLOSED = "closed"
    """Nothing rests on the patent any more: the application or certificate has ended."""


class WarningAction(StrEnum):
    """What can be done to a warning; the verbs of its trail."""

    WARN = "warn"
    ANSWER = "answer"
    PROPOSE = "propose"
    UPHOLD = "uphold"
    SETTLE = "settle"
    RECALL = "recall"
    CORRECT = "correct"
    DISMISS = "dismiss"
    CLEAR = "clear"
    CLOSE = "close"


UNFINISHED = frozenset(
    {
        WarningStatus.OPEN,
        WarningStatus.ANSWERED,
        WarningStatus.PROPOSED,
        WarningStatus.UPHELD,
    }
)


@dataclass(frozen=True, slots=True)
class WarningTransition:
    """One row of the table: where it leads from each status, and who may do it."""

    targets: Mapping[WarningStatus, WarningStatus]
    permission: Permission


S, A = WarningStatus, WarningAction
# What the machine does, it does with the operator's permission to load.
_MACHINE = Permission.LOAD
WARNING_TRANSITIONS: Mapping[WarningAction, WarningTransition] = {
    A.ANSWER: WarningTransition(
        {
            S.OPEN: S.ANSWERED,
            S.ANSWERED: S.ANSWERED,
            S.PROPOSED: S.PROPOSED,
            S.UPHELD: S.UPHELD,
        },
        Permission.APPLY,
    ),
    A.PROPOSE: WarningTransition({S.OPEN: S.PROPOSED, S.ANSWERED: S.PROPOSED}, _MACHINE),
    A.UPHOLD: WarningTransition({S.PROPOSED: S.UPHELD}, _MACHINE),
    # A person has decided otherwise: declined what was proposed, or ended the suspension.
    A.SETTLE: WarningTransition({S.PROPOSED: S.DISMISSED, S.UPHELD: S.DISMISSED}, _MACHINE),
    # The rules are met again without the patent: what was proposed is taken back.
    A.RECALL: WarningTransition({S.PROPOSED: S.OPEN}, _MACHINE),
    # The cause is the same, but since another day, or by other words.
    A.CORRECT: WarningTransition({status: status for status in UNFINISHED}, _MACHINE),
    A.DISMISS: WarningTransition(
        {S.OPEN: S.DISMISSED, S.ANSWERED: S.DISMISSED}, Permission.EXAMINE
    ),
    A.CLEAR: WarningTransition(dict.fromkeys(UNFINISHED, S.CLEARED), _MACHINE),
    A.CLOSE: WarningTransition(dict.fromkeys(UNFINISHED, S.CLOSED), _MACHINE),
}


def may_follow(action: WarningAction, status: WarningStatus) -> bool:
    """Whether the table knows the action in a status."""
    row = WARNING_TRANSITIONS.get(action)
    return row is not None and status in row.targets
