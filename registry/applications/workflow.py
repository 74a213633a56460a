"""The way of an application, as one table: status × action → status, by whom, on what conditions.

Buttons, checks, audit verbs, the tests of every status × action × role, and the diagram in docs/
all read it. Pure: no database, no Flask.
"""

from dataclasses import dataclass
from enum import StrEnum

from registry.permissions import Permission


class Status(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    REGISTERED = "registered"
    PUBLIC_NOTICE = "public_notice"
    CERTIFIED = "certified"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What can be done to an application."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    RETURN = "return"
    REGISTER = "register"
    REJECT = "reject"
    ANNOUNCE = "announce"
    CERTIFY = "certify"
    REFUSE = "refuse"


class Condition(StrEnum):
    """What must hold besides status and permission; ``conditions.py`` has a function for each."""

    OF_OWN_ENTERPRISE = "of_own_enterprise"
    OF_NO_ENTERPRISE = "of_no_enterprise"
    ROUND_ACCEPTS = "round_accepts"
    REASON_GIVEN = "reason_given"
    REGISTRATION_JUSTIFIED = "registration_justified"
    CERTIFICATION_JUSTIFIED = "certification_justified"
    CERTIFICATION_SOUGHT = "certification_sought"
    NOTICE_OVER = "notice_over"
    FOUR_EYES = "four_eyes"
    NO_OBJECTION = "no_objection"
    COUNTED = "counted"
    NOT_EXAMINED_BY = "not_examined_by"


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table."""

    action: Action
    sources: frozenset[Status]
    target: Status
    permission: Permission
    conditions: tuple[Condition, ...]


def _row(
    action: Action,
    sources: set[Status],
    target: Status,
    permission: Permission,
    *conditions: Condition,
) -> Transition:
    return Transition(action, frozenset(sources), target, permission, conditions)


S, C, P = Status, Condition, Permission
_TABLE = (
    _row(
        Action.SUBMIT,
        {S.DRAFT, S.RETURNED},
        S.SUBMITTED,
        P.APPLY,
        C.OF_OWN_ENTERPRISE,
        C.ROUND_ACCEPTS,
    ),
    _row(
        Action.WITHDRAW,
        {S.DRAFT, S.SUBMITTED, S.RETURNED, S.REGISTERED, S.PUBLIC_NOTICE},
        S.WITHDRAWN,
        P.APPLY,
        C.OF_OWN_ENTERPRISE,
    ),
    _row(Action.RETURN, {S.SUBMITTED}, S.RETURNED, P.EXAMINE, C.OF_NO_ENTERPRISE, C.REASON_GIVEN),
    _row(
        Action.REGISTER,
        {S.SUBMITTED},
        S.REGISTERED,
        P.EXAMINE,
        C.OF_NO_ENTERPRISE,
        C.REGISTRATION_JUSTIFIED,
    ),
    _row(Action.REJECT, {S.SUBMITTED}, S.REJECTED, P.EXAMINE, C.OF_NO_ENTERPRISE, C.REASON_GIVEN),
    _row(
        Action.ANNOUNCE,
        {S.REGISTERED},
        S.PUBLIC_NOTICE,
        P.EXAMINE,
        C.OF_NO_ENTERPRISE,
        C.CERTIFICATION_SOUGHT,
        C.CERTIFICATION_JUSTIFIED,
    ),
    _row(
        Action.CERTIFY,
        {S.PUBLIC_NOTICE},
        S.CERTIFIED,
        P.CERTIFY,
        C.OF_NO_ENTERPRISE,
        C.CERTIFICATION_SOUGHT,
        C.FOUR_EYES,
        C.NOTICE_OVER,
        C.NO_OBJECTION,
        C.CERTIFICATION_JUSTIFIED,
    ),
    _row(
        Action.REFUSE,
        {S.REGISTERED, S.PUBLIC_NOTICE},
        S.REGISTERED,
        P.CERTIFY,
        C.OF_NO_ENTERPRISE,
        C.CERTIFICATION_SOUGHT,
        C.REASON_GIVEN,
    ),
)
TRANSITIONS: dict[Action, Transition] = {row.action: row for row in _TABLE}

# In these the enterprise may change what it declares.
EDITABLE = frozenset({S.DRAFT, S.RETURNED})
# In these the registered output of the data year counts.
REGISTERED = frozenset({S.REGISTERED, S.PUBLIC_NOTICE, S.CERTIFIED})


def actions_from(status: Status) -> tuple[Action, ...]:
    """The actions that the table knows in a status, in the table's order."""
    return tuple(row.action for row in _TABLE if status in row.sources)


class CorrectionStatus(StrEnum):
    """Where an enterprise's correction of figures that count already stands."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class CorrectionAction(StrEnum):
    """What can be done to a correction; the verbs of its trail."""

    ASK = "ask"
    ACCEPT = "accept"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class CorrectionTransition:
    """One row of the table of corrections; a correction begins with ``ASK``, from nothing."""

    source: CorrectionStatus | None
    target: CorrectionStatus
    permission: Permission
    conditions: tuple[Condition, ...]


W, X = CorrectionStatus.WAITING, CorrectionAction
_ASKED = (C.OF_OWN_ENTERPRISE, C.COUNTED, C.REASON_GIVEN)
_DECIDED = (C.OF_NO_ENTERPRISE, C.NOT_EXAMINED_BY)
CORRECTION_TRANSITIONS: dict[CorrectionAction, CorrectionTransition] = {
    X.ASK: CorrectionTransition(None, W, P.APPLY, _ASKED),
    X.ACCEPT: CorrectionTransition(W, CorrectionStatus.ACCEPTED, P.CERTIFY, (*_DECIDED, C.COUNTED)),
    X.REFUSE: CorrectionTransition(
        W, CorrectionStatus.REFUSED, P.CERTIFY, (*_DECIDED, C.REASON_GIVEN)
    ),
    X.WITHDRAW: CorrectionTransition(
        W, CorrectionStatus.WITHDRAWN, P.APPLY, (C.OF_OWN_ENTERPRISE,)
    ),
}
