"""What is typed of an account, and what a page has shown of one."""

import re

from registry.accounts.models import User
from registry.money import N_
from registry.single_values import Typed

LONGEST_NAME, LONGEST_ADDRESS = 80, 254
_ADDRESS = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")


def read_person(typed: Typed) -> tuple[str, str]:
    """E-mail address and name of a new account; what is wrong is noted with ``typed``."""
    email = typed.text("email", LONGEST_ADDRESS)
    if email and not _ADDRESS.fullmatch(email):
        expected = N_("Write an address as in name@example.org.")
        typed.wrong("email", N_("This is no e-mail address."), expected)
    return email, typed.text("name", LONGEST_NAME)


def state_of(user: User) -> str:
    """What a page shows of an account and an act must have seen."""
    return ",".join(sorted(user.held_roles)) + ("" if user.active else " closed")
