"""An entry is written with the act; its place in the chain just before the commit.

Places are given out one after the other, so whoever commits waits for who is committing: for the
few statements of ``_seal`` and no longer. All that an act does before is done side by side.
"""

from typing import Any, cast

from sqlalchemy import insert, inspect, select

from registry import clock
from registry.audit.chain import BEGINNING, Json, content_of, hash_of
from registry.audit.checkpoints import write_checkpoint
from registry.audit.models import AuditEntry, AuditLink
from registry.extensions import db, take_the_trail
from registry.permissions import Actor
from registry.transaction import after_commit, before_commit

_RECORDED = "recorded"
# After these a checkpoint is written: what they give out cannot be called back.
_CHECKED_AT = frozenset({"issue"})
Recorded = list[tuple[AuditEntry, dict[str, Json]]]


def record(
    actor: Actor, verb: str, subject_type: str, subject_id: int, **details: object
) -> AuditEntry:
    """Add one row to the trail; ``details`` must be JSON and carry no secret.

    RuntimeError outside of a unit of work: an entry stands and falls with its act.
    """
    said: dict[str, Any] = {
        "at": clock.now(),
        "actor_id": actor.user_id,
        "actor_name": actor.name,
        "verb": verb,
        "subject_type": subject_type,
        "subject_id": subject_id,
        "details": details,
    }
    entry = AuditEntry(**said)
    db.session.add(entry)
    recorded = cast(Recorded, before_commit(_RECORDED, _seal))
    recorded.append((entry, content_of(**said)))
    if verb in _CHECKED_AT:
        after_commit(_check_point)
    return entry


def _seal(recorded: Recorded) -> None:
    """Give each entry its place and its hash; those that a savepoint took back have none."""
    standing = [(entry, content) for entry, content in recorded if entry in db.session]
    if not standing:
        return
    take_the_trail()
    sequence, previous = last_link()
    links = []
    for entry, content in standing:
        (entry_id,) = inspect(entry).identity or (0,)
        sequence += 1
        previous = hash_of(content, entry_id, sequence, previous)
        links.append({"sequence": sequence, "entry_id": entry_id, "sha256": previous})
    db.session.execute(insert(AuditLink), links)


def _check_point() -> None:
    """One checkpoint, however many are issued; before the papers, which take long."""
    write_checkpoint("issue")


def last_link() -> tuple[int, str]:
    """Sequence and hash of the newest entry; 0 and zeros where there is none."""
    newest = select(AuditLink.sequence, AuditLink.sha256).order_by(AuditLink.sequence.desc())
    found = db.session.execute(newest.limit(1)).one_or_none()
    return (found.sequence, found.sha256) if found else (0, BEGINNING)
