"""What is hashed of an entry of the trail, and how: pure, and the same in every process.

An entry's hash is the SHA-256 over the canonical JSON (RFC 8785) of its content, its place in the
chain and the hash before it. Whoever changes, removes, adds or exchanges an entry breaks the chain
there, or has to compute every later hash anew; and then no checkpoint fits any more.
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias

import rfc8785

# The hash before the first entry.
BEGINNING = "0" * 64
# Beyond these, RFC 8785 asks for text: a JSON number is a double.
_LARGEST = 2**53 - 1

Json: TypeAlias = "str | int | float | bool | None | list[Json] | dict[str, Json]"


def canonical(value: Json) -> bytes:
    """RFC 8785; a whole number that no double holds is written as text."""
    return rfc8785.dumps(_exact(value))


def content_of(
    *,
    at: datetime,
    actor_id: int | None,
    actor_name: str,
    verb: str,
    subject_type: str,
    subject_id: int,
    details: Mapping[str, object],
) -> dict[str, Json]:
    """What of an entry goes into its hash, beside its key and its place; ``at`` is aware."""
    return {
        "at": at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z",
        "actor_id": actor_id,
        "actor_name": actor_name,
        "verb": verb,
        "subject_type": subject_type,
        "subject_id": subject_id,
        "details": _exact(dict(details)),
    }


def hash_of(content: Mapping[str, Any], entry_id: int, sequence: int, previous: str) -> str:
    """64 hexadecimal digits; ``sequence`` counts from 1 without gap, ``previous`` is the hash of
    the entry before."""
    whole = {**content, "id": entry_id, "sequence": sequence, "previous": previous}
    return hashlib.sha256(canonical(whole)).hexdigest()


def _exact(value: object) -> Json:
    """As it will be read again: words of our enums are text, tuples are lists. TypeError for what
    is not JSON."""
    if isinstance(value, Mapping):
        return {str(name): _exact(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_exact(each) for each in value]
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > _LARGEST:
        return str(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    raise TypeError(f"{value!r} is not JSON")
