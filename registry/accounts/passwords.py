"""Passwords: what makes one good enough, and their argon2id hashes."""

import base64
import hmac
import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from zxcvbn import zxcvbn

from registry.config import setting
from registry.errors import BadInput, FieldProblem
from registry.money import N_

SHORTEST, LONGEST = 12, 128
# Fewer guesses than this find it: the common ones, and what follows a pattern. Of a hundred million
# guesses an attacker who is slowed down to ten a quarter of an hour makes none in a lifetime.
GUESSES = 10**8
# What is longer than the estimate takes in is judged by its beginning.
_ESTIMATED = 72
_LANES = 4


def normal(password: str) -> str:
    """The password as it is hashed: the same characters in the same form from every keyboard."""
    return unicodedata.normalize("NFC", password)


def hash_password(password: str) -> str:
    """The hash to store: argon2id over an HMAC keyed with the PASSWORD_SALT."""
    return _hasher().hash(_keyed(password))


def verify_password(stored: str | None, password: str) -> bool:
    """Whether it is the password; without a stored hash as slow, and never."""
    nobodys = _dummy(*_cost())
    try:
        extract_parameters(stored or nobodys)
        return _hasher().verify(stored or nobodys, _keyed(password)) and bool(stored)
    except (VerifyMismatchError, InvalidHashError):
        # What else argon2 raises, for want of memory or threads, is no wrong password.
        return False


def outdated(stored: str) -> bool:
    """Whether the hash was made at another cost than today's."""
    return _hasher().check_needs_rehash(stored)


def check_new(password: str, *personal: str, field: str = "password") -> None:
    """Raise BadInput unless it can be taken: long enough, and not one that is guessed.

    ``personal`` are words that who knows the person would try: the name, the address.
    """
    problem = _problem(normal(password), personal)
    if problem is not None:
        said, expected, values = problem
        raise BadInput([FieldProblem(field, "", said, expected, values)])


def _problem(password: str, personal: tuple[str, ...]) -> tuple[str, str, dict[str, str]] | None:
    if len(password) < SHORTEST:
        values = {"length": str(len(password)), "shortest": str(SHORTEST)}
        return (
            N_("It has {length} characters."),
            N_("Take at least {shortest}: a sentence of several words is easy to remember."),
            values,
        )
    if len(password) > LONGEST:
        values = {"length": str(len(password)), "longest": str(LONGEST)}
        return N_("It has {length} characters."), N_("Take at most {longest}."), values
    if any(unicodedata.category(each) in ("Cc", "Cs") for each in password):
        return (
            N_("It holds a control character, such as a tabulator."),
            N_("Take what can be typed on every keyboard."),
            {},
        )
    if guessed(password, *personal):
        return (
            N_("It is one of those that are guessed first: a common password or a pattern."),
            N_("Take several words that do not belong together, or let your browser propose one."),
            {},
        )
    return None


def guessed(password: str, *personal: str) -> bool:
    """Whether it is common, a pattern, or made of what is known of the person."""
    known = [part for word in personal for part in (word, *word.replace("@", ".").split("."))]
    estimate = zxcvbn(password[:_ESTIMATED], user_inputs=[part for part in known if part])
    return bool(estimate["guesses"] < GUESSES)


def _keyed(password: str) -> bytes:
    # Who has the hashes alone, without the key, cannot try a single guess.
    key = setting("PASSWORD_SALT").encode()
    return base64.b64encode(hmac.digest(key, normal(password).encode(), "sha512"))


def _cost() -> tuple[int, int]:
    return int(setting("ARGON2_MEMORY_KIB")), int(setting("ARGON2_PASSES"))


def _hasher() -> PasswordHasher:
    memory, passes = _cost()
    return PasswordHasher(time_cost=passes, memory_cost=memory, parallelism=_LANES)


@lru_cache(maxsize=4)
def _dummy(memory: int, passes: int) -> str:
    """A hash at this cost that nobody's password has."""
    hasher = PasswordHasher(time_cost=passes, memory_cost=memory, parallelism=_LANES)
    return hasher.hash(b"nobody's")
