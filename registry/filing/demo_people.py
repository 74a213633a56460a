"""The people of the demonstration: invented, each with the account that the role needs."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from registry.accounts.models import User
from registry.accounts.service import SYSTEM, NewAccount, actor_of, add_user
from registry.enterprises.models import Enterprise
from registry.permissions import Actor, Role
from registry.transaction import unit_of_work

# In the open on purpose: these accounts exist in demonstrations only.
PASSWORD = "example-password-2025"  # nosec B105  # of the demo alone
# An account costs a slow hash; more than so many enterprises share the operator's hand.
MOST_APPLICANTS = 200

_STAFF = (
    ("operator", "示例操作员", Role.OPERATOR),
    ("examiner", "示例审查员", Role.REVIEWER),
    ("certifier", "示例认定员", Role.REVIEWER),
    ("statistician", "示例统计员", Role.STATISTICIAN),
)


@dataclass(frozen=True, slots=True)
class Account:
    """An account to sign in with, for the list of them."""

    email: str
    name: str
    role: Role


@dataclass(slots=True)
class People:
    """Who acts in the demonstration."""

    operator: Actor
    examiner: Actor
    certifier: Actor
    accounts: list[Account]
    applicants: dict[int, Actor] = field(default_factory=dict)

    def applicant(self, enterprise: Enterprise) -> Actor:
        """Who applies for an enterprise: its own account, or without one somebody on its behalf."""
        known = self.applicants.get(enterprise.id)
        if known is None:
            number = len(self.applicants) + 1
            name = f"{enterprise.name}申报员"
            known = self._add(f"applicant{number:02d}", name[:80], Role.APPLICANT, enterprise.id)
            self.applicants[enterprise.id] = known
            if number == 1:
                _account(
                    self.accounts, "reader", "示例企业查阅员", Role.ENTERPRISE_READER, enterprise.id
                )
        return known

    def _add(self, word: str, name: str, role: Role, enterprise_id: int) -> Actor:
        if len(self.applicants) >= MOST_APPLICANTS:
            return Actor(self.operator.user_id, name, frozenset({role}), enterprise_id)
        return actor_of(_account(self.accounts, word, name, role, enterprise_id))

    def add_applicants(self, enterprises: Iterable[Enterprise]) -> None:
        """Give every enterprise its account."""
        for enterprise in enterprises:
            self.applicant(enterprise)


def hire() -> People:
    """Make the accounts of the staff."""
    accounts: list[Account] = []
    with unit_of_work():
        actors = {
            word: actor_of(_account(accounts, word, name, role, None))
            for word, name, role in _STAFF
        }
    return People(actors["operator"], actors["examiner"], actors["certifier"], accounts)


def _account(
    accounts: list[Account], word: str, name: str, role: Role, enterprise_id: int | None
) -> User:
    email = f"{word}@example.org"
    # Who files for a small firm also looks after its accounts.
    also = {Role.ENTERPRISE_ADMINISTRATOR} if role is Role.APPLICANT else set()
    new = NewAccount(email, name, PASSWORD, frozenset({role, *also}), enterprise_id)
    user = add_user(SYSTEM, new)
    accounts.append(Account(email, name, role))
    return user
