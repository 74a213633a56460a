"""How a person proves that it is they: at the door, and again before what weighs most."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from flask import session as cookie

from registry import clock
from registry.accounts import sessions
from registry.accounts import throttles as limit
from registry.accounts.models import User, UserSession
from registry.accounts.passwords import hash_password, outdated, verify_password
from registry.accounts.second_factors import has_factor, takes_code
from registry.accounts.security_keys import takes_answer
from registry.accounts.service import find_user, normal_address
from registry.extensions import db
from registry.transaction import unit_of_work

_PENDING = "pending"
# So long the second step may take.
PATIENCE = timedelta(minutes=10)
# An address of more characters has no account.
LONGEST_ADDRESS = 254
LONGEST_PROOF = 1024
log = structlog.get_logger()


def check_password(email: str, password: str) -> User | None:
    """The account of address and password; None, after the same time, when either is wrong.

    TooMany when account, sender, or all senders together have tried too often.
    """
    address = normal_address(email)[:LONGEST_ADDRESS]
    limit.check_guess(*_of_account(address), (limit.PASSWORD_OVERALL, ""))
    user = find_user(address)
    right = verify_password(user.password if user else None, password[:LONGEST_PROOF])
    if user is None or not right or not user.active:
        log.info("sign_in_refused")
        return None
    _freshen(user, address, password)
    return user


def await_second_step(user: User, goes_to: str) -> None:
    """Note in the browser's cookie that the password was right."""
    sessions.forget_cookie()
    cookie[_PENDING] = {"user": user.id, "at": clock.now().isoformat(), "to": goes_to}


def awaited() -> tuple[User, str] | None:
    """Whose second step is awaited in this browser, and where they want to go."""
    pending = cookie.get(_PENDING)
    if not isinstance(pending, dict):
        return None
    user = db.session.get(User, pending["user"])
    late = clock.now() - datetime.fromisoformat(pending["at"]) > PATIENCE
    return None if late or user is None or not user.active else (user, str(pending["to"]))


def check_second(user: User, code: str, credential: str) -> bool:
    """Whether the app's digits, a recovery code or a key's answer are right; inside no unit of
    work, for the count stays. TooMany after too many tries."""
    account = (limit.CODE_OF_ACCOUNT, str(user.id))
    limit.check_guess(account, (limit.CODE_OVERALL, ""))
    with unit_of_work():
        if credential:
            right = takes_answer(user.id, credential)
        else:
            right = takes_code(user.id, code[:LONGEST_PROOF])
        if right:
            limit.forget_guesses(account)
    return right


def sign_in(user: User, browser: str, *, second_factor: bool) -> None:
    """Begin a session in this browser."""
    with unit_of_work():
        token = sessions.begin(user, browser, second_factor=second_factor)
    sessions.put_in_cookie(token)
    log.info("signed_in", user_id=user.id, second_factor=second_factor)


def confirm(it: UserSession, given: Mapping[str, str]) -> bool:
    """Have the person prove it once more: by the second factor who has one, by the password who
    has none. What is right counts for the next minutes."""
    user = it.user
    if has_factor(user.id):
        code, credential = given.get("confirm_code", ""), given.get("confirm_credential", "")
        right = check_second(user, code, credential)
    else:
        right = check_password(user.email, given.get("confirm_password", "")) is not None
    if right:
        with unit_of_work():
            found = db.session.get_one(UserSession, it.id)
            found.confirmed_at = clock.now()
            found.second_factor = found.second_factor or has_factor(user.id)
    return right


def _of_account(address: str) -> tuple[tuple[limit.Limit, str], ...]:
    return (limit.PASSWORD_OF_ACCOUNT, address), (limit.PASSWORD_FROM_ADDRESS, limit.sender())


def _freshen(user: User, address: str, password: str) -> None:
    """Begin the count anew, and hash at today's cost what was hashed at another."""
    hashed = hash_password(password) if outdated(user.password) else None
    with unit_of_work():
        limit.forget_guesses((limit.PASSWORD_OF_ACCOUNT, address))
        if hashed is not None:
            db.session.get_one(User, user.id).password = hashed
