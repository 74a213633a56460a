"""Security keys (WebAuthn): added, and asked whether their owner is there.

The challenge waits in the browser's signed cookie and is good for one answer.
"""

import secrets
from urllib.parse import urlsplit

from flask import session as cookie
from sqlalchemy import delete, select, update
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    bytes_to_base64url,
    parse_authentication_credential_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import PublicKeyCredentialDescriptor

from registry import audit, clock
from registry.accounts.models import SecurityKey, User, touched
from registry.accounts.second_factors import keys_of
from registry.config import setting
from registry.errors import BadInput, FieldProblem
from registry.extensions import db
from registry.money import N_
from registry.permissions import Actor

_CHALLENGE = "webauthn"
# An answer of a key is some kilobytes at most.
LONGEST_ANSWER = 20_000
# What the library raises on an answer that is none: its own, and what escapes it.
_BAD_ANSWERS = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError, RecursionError)


def options_to_add(user: User) -> str:
    """What the browser tells a key that is to be added, as JSON."""
    options = generate_registration_options(
        rp_id=_host(),
        rp_name=setting("AUTHORITY_NAME"),
        user_id=user.handle.encode(),
        user_name=user.email,
        user_display_name=user.name,
        exclude_credentials=_descriptors(user.id),
    )
    cookie[_CHALLENGE] = bytes_to_base64url(options.challenge)
    return str(options_to_json(options))


def options_to_ask(user_id: int) -> str:
    """What the browser tells the keys of an account, as JSON; empty when it has none."""
    keys = _descriptors(user_id)
    if not keys:
        return ""
    options = generate_authentication_options(rp_id=_host(), allow_credentials=keys)
    cookie[_CHALLENGE] = bytes_to_base64url(options.challenge)
    return str(options_to_json(options))


def add_key(actor: Actor, user: User, name: str, answer: str) -> None:
    """Keep the key that gave this answer; BadInput when it is none to our challenge."""
    challenge = _challenge()
    try:
        verified = verify_registration_response(
            credential=parse_registration_credential_json(_short(answer)),
            expected_challenge=challenge,
            expected_rp_id=_host(),
            expected_origin=_origin(),
        )
    except _BAD_ANSWERS as error:
        raise _refused() from error
    if _of_credential(verified.credential_id) is not None:
        raise _refused()
    db.session.add(
        SecurityKey(
            public_id=secrets.token_hex(8),
            user_id=user.id,
            name=name,
            credential=verified.credential_id,
            public_key=verified.credential_public_key,
            sign_count=verified.sign_count,
            added_at=clock.now(),
        )
    )
    audit.record(actor, "add_factor", "user", user.id, factor="security_key")


def takes_answer(user_id: int, answer: str) -> bool:
    """Whether one of the account's keys gave this answer to our challenge."""
    try:
        challenge = _challenge()
        given = parse_authentication_credential_json(_short(answer))
        key = _of_credential(given.raw_id)
        if key is None or key.user_id != user_id:
            return False
        verified = verify_authentication_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=_host(),
            expected_origin=_origin(),
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
        )
    except _BAD_ANSWERS:
        return False
    used = update(SecurityKey).where(SecurityKey.id == key.id)
    db.session.execute(used.values(sign_count=verified.new_sign_count, last_used_at=clock.now()))
    return True


def remove_key(actor: Actor, user_id: int, public_id: str) -> bool:
    """Forget a key; False when the account has none of that name."""
    query = delete(SecurityKey).where(
        SecurityKey.user_id == user_id, SecurityKey.public_id == public_id
    )
    removed = touched(query)
    if removed:
        audit.record(actor, "remove_factor", "user", user_id, factor="security_key")
    return removed


def _of_credential(credential: bytes) -> SecurityKey | None:
    query = select(SecurityKey).where(SecurityKey.credential == credential)
    return db.session.scalars(query).one_or_none()


def _descriptors(user_id: int) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=key.credential) for key in keys_of(user_id)]


def _challenge() -> bytes:
    return base64url_to_bytes(str(cookie.pop(_CHALLENGE, "")))


def _short(answer: str) -> str:
    if len(answer) > LONGEST_ANSWER:
        raise ValueError("longer than any key's answer")
    return answer


def _refused() -> BadInput:
    said = N_("The security key has not answered as it should.")
    return BadInput([FieldProblem("credential", "", said, N_("Try again, or take another key."))])


def _host() -> str:
    """The name that keys are bound to: this server's, as the public sees it."""
    return urlsplit(setting("PUBLIC_URL")).hostname or ""


def _origin() -> str:
    parts = urlsplit(setting("PUBLIC_URL"))
    return f"{parts.scheme}://{parts.netloc}"
