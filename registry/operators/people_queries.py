"""Accounts, looked up and read from a form."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, or_, select

from registry.accounts.models import RoleRow, User
from registry.accounts.reading import read_person
from registry.accounts.service import NewAccount
from registry.enterprises.queries import by_credit_code
from registry.extensions import db
from registry.money import N_
from registry.permissions import ENTERPRISE_ROLES, Role
from registry.single_values import Typed

PER_PAGE = 50


def found_people(words: str, role: str, page: int) -> tuple[Sequence[User], int]:
    """A page of the accounts, by address, and how many there are in all."""
    query = select(User)
    if words:
        query = query.where(
            or_(
                User.email.contains(words.lower(), autoescape=True),
                User.name.contains(words, autoescape=True),
            )
        )
    if role:
        query = query.where(User.roles.any(RoleRow.name == role))
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    ordered = query.order_by(User.email).offset((page - 1) * PER_PAGE).limit(PER_PAGE)
    return db.session.scalars(ordered).all(), total


def read_account(
    values: Mapping[str, str], roles: frozenset[Role], credit_code: str, password: str
) -> NewAccount:
    """A new account as it was typed; BadInput with every problem."""
    typed = Typed({**values, "credit_code": credit_code})
    email, name = read_person(typed)
    if not roles:
        problem, expected = N_("No role is chosen."), N_("Tick at least one.")
        typed.wrong("roles", problem, expected)
    enterprise_id = _enterprise_id(typed, roles)
    typed.finish()
    return NewAccount(email, name, password, roles, enterprise_id)


def _enterprise_id(typed: Typed, roles: frozenset[Role]) -> int | None:
    code = typed.given("credit_code").upper()
    if not code:
        if roles & ENTERPRISE_ROLES:
            problem = N_("This role needs an enterprise.")
            expected = N_("Write the credit code of an enterprise of this registry.")
            typed.wrong("credit_code", problem, expected)
        return None
    if not roles & ENTERPRISE_ROLES:
        problem = N_("Only people of an enterprise have one.")
        expected = N_("Leave it empty, or tick a role of an enterprise.")
        typed.wrong("credit_code", problem, expected)
        return None
    found = by_credit_code(code)
    if found is None:
        problem = N_("This registry has no enterprise of this credit code.")
        expected = N_("Write its 18 characters as the filing has them.")
        typed.wrong("credit_code", problem, expected)
    return found.id if found else None
