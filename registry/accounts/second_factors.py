"""The second factor: digits of an authenticator app, and recovery codes for who has lost it."""

import base64
import hashlib
import hmac
import secrets

import pyotp
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import delete, func, select, update

from registry import audit, clock
from registry.accounts.models import Authenticator, RecoveryCode, SecurityKey, User, touched
from registry.config import setting
from registry.errors import BadInput, FieldProblem
from registry.extensions import db
from registry.money import N_
from registry.permissions import Actor, Role

STAFF = frozenset({Role.REVIEWER, Role.STATISTICIAN, Role.OPERATOR})
PERIOD = 30
CODES = 10
# Without letters and digits that look alike.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_HALF = 5


def is_required(actor: Actor) -> bool:
    """Whether this person may work only with a second factor."""
    given = setting("SECOND_FACTOR") or ("staff" if setting("ENV") == "production" else "nobody")
    return given == "staff" and bool(actor.roles & STAFF)


def has_factor(user_id: int) -> bool:
    """Whether the account has an app or a key."""
    return authenticator_of(user_id) is not None or bool(keys_of(user_id))


def authenticator_of(user_id: int) -> Authenticator | None:
    """The app of an account."""
    query = select(Authenticator).where(Authenticator.user_id == user_id)
    return db.session.scalars(query).one_or_none()


def keys_of(user_id: int) -> list[SecurityKey]:
    """The keys of an account, the first added first."""
    query = select(SecurityKey).where(SecurityKey.user_id == user_id).order_by(SecurityKey.id)
    return list(db.session.scalars(query))


def new_secret() -> str:
    """A secret for an app, 160 bits, in Base32."""
    return pyotp.random_base32()


def enrolment_address(user: User, secret: str) -> str:
    """What the QR code says to the app."""
    name = setting("AUTHORITY_NAME")
    return str(pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=name))


def add_authenticator(actor: Actor, user: User, secret: str, code: str) -> None:
    """Keep the app, once it shows the right digits; BadInput when it does not."""
    step = _step_of(secret, code, after=-1)
    if step is None:
        raise BadInput([_wrong_code(code)])
    db.session.execute(delete(Authenticator).where(Authenticator.user_id == user.id))
    db.session.add(
        Authenticator(
            user_id=user.id, secret=_encrypted(secret), added_at=clock.now(), last_step=step
        )
    )
    audit.record(actor, "add_factor", "user", user.id, factor="authenticator")


def remove_authenticator(actor: Actor, user_id: int) -> None:
    """Forget the app."""
    db.session.execute(delete(Authenticator).where(Authenticator.user_id == user_id))
    audit.record(actor, "remove_factor", "user", user_id, factor="authenticator")


def takes_code(user_id: int, typed: str) -> bool:
    """Whether these are the app's digits or a recovery code; either is good once."""
    code = "".join(typed.split()).replace("-", "").lower()
    if code.isascii() and code.isdigit():
        return _takes_digits(user_id, code)
    return _takes_recovery(user_id, code)


def new_recovery_codes(actor: Actor, user_id: int) -> list[str]:
    """Ten new codes, to be shown once; the old ones are void."""
    codes = [_code() for _ in range(CODES)]
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    for code in codes:
        db.session.add(RecoveryCode(user_id=user_id, code_hash=_recovery_hash(code)))
    audit.record(actor, "make_recovery_codes", "user", user_id)
    return codes


def recovery_codes_left(user_id: int) -> int:
    """How many codes have not been used."""
    query = select(func.count(RecoveryCode.id)).where(
        RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None)
    )
    return db.session.scalar(query) or 0


def remove_all(actor: Actor, user_id: int, reason: str = "") -> None:
    """Forget app, keys and codes: for a person who has lost them all."""
    for model in (Authenticator, SecurityKey, RecoveryCode):
        db.session.execute(delete(model).where(model.user_id == user_id))
    said = {"factor": "all", **({"reason": reason} if reason else {})}
    audit.record(actor, "remove_factor", "user", user_id, **said)


def _takes_digits(user_id: int, code: str) -> bool:
    found = authenticator_of(user_id)
    secret = _decrypted(found.secret) if found else None
    if found is None or secret is None:
        return False
    step = _step_of(secret, code, after=found.last_step)
    if step is None:
        return False
    # Of two that show the same digits at the same moment one is taken.
    taken = update(Authenticator).where(
        Authenticator.id == found.id, Authenticator.last_step < step
    )
    return touched(taken.values(last_step=step))


def _takes_recovery(user_id: int, code: str) -> bool:
    used = update(RecoveryCode).where(
        RecoveryCode.user_id == user_id,
        RecoveryCode.code_hash == _recovery_hash(code),
        RecoveryCode.used_at.is_(None),
    )
    return touched(used.values(used_at=clock.now()))


def _step_of(secret: str, code: str, *, after: int) -> int | None:
    """The period whose digits these are: this one, the one before or after, and a later one than
    was taken already."""
    totp, now = pyotp.TOTP(secret), int(clock.now().timestamp()) // PERIOD
    digits = "".join(code.split())
    if not digits.isascii():
        return None
    for step in (now, now - 1, now + 1):
        if step > after and hmac.compare_digest(totp.generate_otp(step), digits):
            return step
    return None


def _wrong_code(code: str) -> FieldProblem:
    return FieldProblem(
        "code",
        code,
        N_("These are not the digits that the app should show now."),
        N_("Look at the app again; the clock of the telephone must be right."),
    )


def _code() -> str:
    halves = ("".join(secrets.choice(_ALPHABET) for _ in range(_HALF)) for _ in range(2))
    return "-".join(halves)


def _recovery_hash(code: str) -> str:
    # 49 random bits and a key that is not in the database: nothing slower is needed.
    key = setting("PASSWORD_SALT").encode()
    return hmac.new(key, b"recovery " + code.replace("-", "").encode(), hashlib.sha256).hexdigest()


def _cipher() -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"authenticator secrets")
    return Fernet(base64.urlsafe_b64encode(key.derive(setting("PASSWORD_SALT").encode())))


def _encrypted(secret: str) -> str:
    return _cipher().encrypt(secret.encode()).decode()


def _decrypted(stored: str) -> str | None:
    try:
        return _cipher().decrypt(stored.encode()).decode()
    except InvalidToken:
        return None
