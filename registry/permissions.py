"""Who may do what: roles, permissions, and the one table that grants them."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import Flask, g

from registry.errors import Refused

A = ParamSpec("A")
R = TypeVar("R")


class Role(StrEnum):
    """What a person is in the registry; a person may have several roles."""

    APPLICANT = "applicant"
    ENTERPRISE_READER = "enterprise_reader"
    ENTERPRISE_ADMINISTRATOR = "enterprise_administrator"
    REVIEWER = "reviewer"
    STATISTICIAN = "statistician"
    OPERATOR = "operator"


class Permission(StrEnum):
    """What a role may be granted."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    READ_OWN = "application.read_own"
    APPLY = "application.apply"
    MANAGE_COLLEAGUES = "colleague.manage"
    READ_APPLICATIONS = "application.read"
    EXAMINE = "application.examine"
    CERTIFY = "application.certify"
    MAINTAIN_CERTIFICATES = "certificate.maintain"
    READ_TOTALS = "statistics.read"
    RELEASE = "statistics.release"
    LOAD = "programme.load"
    MANAGE_ACCOUNTS = "account.manage"
    SET_PROGRAMME = "programme.set"
    READ_TRAIL = "trail.read"


P = Permission
_EVERYONE = frozenset({P.PUBLIC})
_SIGNED_IN = _EVERYONE | {P.SIGNED_IN}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.APPLICANT: _SIGNED_IN | {P.READ_OWN, P.APPLY},
    Role.ENTERPRISE_READER: _SIGNED_IN | {P.READ_OWN},
    Role.ENTERPRISE_ADMINISTRATOR: _SIGNED_IN | {P.READ_OWN, P.MANAGE_COLLEAGUES},
    Role.REVIEWER: _SIGNED_IN
    | {P.READ_APPLICATIONS, P.EXAMINE, P.CERTIFY, P.MAINTAIN_CERTIFICATES, P.READ_TOTALS},
    Role.STATISTICIAN: _SIGNED_IN | {P.READ_TOTALS, P.RELEASE},
    Role.OPERATOR: _SIGNED_IN
    | {P.READ_APPLICATIONS, P.LOAD, P.MANAGE_ACCOUNTS, P.READ_TOTALS, P.RELEASE}
    | {P.SET_PROGRAMME, P.READ_TRAIL},
}

# The roles of people of an enterprise, who see and do what is their enterprise's alone.
ENTERPRISE_ROLES = frozenset(
    {Role.APPLICANT, Role.ENTERPRISE_READER, Role.ENTERPRISE_ADMINISTRATOR}
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an account with its roles and, for people of an enterprise, that enterprise."""

    user_id: int | None
    name: str
    roles: frozenset[Role] = frozenset()
    enterprise_id: int | None = None

    def may(self, permission: Permission) -> bool:
        """Whether one of the roles grants it; everybody has what is public."""
        return permission in _EVERYONE or any(permission in GRANTS[role] for role in self.roles)

    def owns(self, enterprise_id: int) -> bool:
        """Whether the actor is of this enterprise."""
        return self.enterprise_id is not None and self.enterprise_id == enterprise_id


ANONYMOUS = Actor(user_id=None, name="anonymous")


def current_actor() -> Actor:
    """Who sends this request; set for each request by ``accounts``."""
    actor = g.get("actor", ANONYMOUS)
    if not isinstance(actor, Actor):
        raise TypeError("g.actor is set by accounts and by nobody else")
    return actor


def check(actor: Actor, permission: Permission) -> None:
    """Raise Refused unless the actor has the permission."""
    if not actor.may(permission):
        raise Refused("This needs the permission {permission}.", permission=permission.value)


def requires(permission: Permission) -> Callable[[Callable[A, R]], Callable[A, R]]:
    """Declare what a view needs; checked before it runs, and read by ``access_table``."""

    def declare(view: Callable[A, R]) -> Callable[A, R]:
        @wraps(view)
        def checked(*args: A.args, **kwargs: A.kwargs) -> R:
            check(current_actor(), permission)
            return view(*args, **kwargs)

        vars(checked)["permission"] = permission
        return checked

    return declare


def fresh(view: Callable[A, R]) -> Callable[A, R]:
    """Declare that who acts must have proved who they are within the last minutes; asked for
    before the view runs by ``accounts.requests``, and read by ``fresh_endpoints``.

    Stands above ``@requires``: who has not the permission is refused, not asked.
    """
    vars(view)["fresh"] = True
    return view


# Views of the extensions, which cannot carry our declaration.
FOREIGN_VIEWS: dict[str, Permission] = {
    "static": P.PUBLIC,
    "bootstrap.static": P.PUBLIC,
}


def access_table(app: Flask) -> dict[str, Permission]:
    """Endpoint → permission for every view; raises LookupError for one that declares none."""
    table: dict[str, Permission] = {}
    for endpoint, view in app.view_functions.items():
        declared: Any = vars(view).get("permission") or FOREIGN_VIEWS.get(endpoint)
        if not isinstance(declared, Permission):
            raise LookupError(f"the view {endpoint} declares no permission: decorate @requires")
        table[endpoint] = declared
    return table


def fresh_endpoints(app: Flask) -> frozenset[str]:
    """The endpoints that ask once more who it is."""
    return frozenset(
        endpoint for endpoint, view in app.view_functions.items() if vars(view).get("fresh")
    )
