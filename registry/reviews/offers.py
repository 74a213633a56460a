"""What a person could do to an application now, as far as that can be told beforehand.

The workflow table gives the actions of the status and the permission; the conditions that depend
on nothing the person has still to write are asked too. A reason that speaks against an action is
shown, not hidden.
"""

from dataclasses import dataclass

from registry.applications.conditions import CONDITIONS, Attempt
from registry.applications.models import Application
from registry.applications.workflow import TRANSITIONS, Action, Condition, actions_from
from registry.errors import Conflict, RegistryError
from registry.permissions import Actor, Permission, check

# These depend on what the person writes; they are asked when the form comes in.
_WRITTEN = frozenset(
    {
        Condition.REASON_GIVEN,
        Condition.REGISTRATION_JUSTIFIED,
        Condition.CERTIFICATION_JUSTIFIED,
    }
)


@dataclass(frozen=True, slots=True)
class Offer:
    """An action, and what speaks against it now (None: nothing that is known)."""

    action: Action
    obstacle: RegistryError | None


def offers(actor: Actor, application: Application) -> tuple[Offer, ...]:
    """The staff's actions of the status that the actor is permitted, in the table's order."""
    permitted = (
        (action, TRANSITIONS[action].permission) for action in actions_from(application.status)
    )
    return tuple(
        Offer(action, _obstacle(actor, application, action))
        for action, needed in permitted
        if needed is not Permission.APPLY and actor.may(needed)
    )


def check_offer(actor: Actor, application: Application, action: Action) -> None:
    """Raise what speaks against the action: Refused or Conflict."""
    check(actor, TRANSITIONS[action].permission)
    if action not in actions_from(application.status):
        raise Conflict(
            "An application that is {status} cannot be changed by “{action}”.",
            status=application.status.value,
            action=action.value,
        )
    obstacle = _obstacle(actor, application, action)
    if obstacle is not None:
        raise obstacle


def _obstacle(actor: Actor, application: Application, action: Action) -> RegistryError | None:
    attempt = Attempt(application, actor)
    for condition in TRANSITIONS[action].conditions:
        if condition in _WRITTEN:
            continue
        try:
            CONDITIONS[condition](attempt)
        except RegistryError as obstacle:
            return obstacle
    return None
