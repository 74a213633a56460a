"""That an entry stands in the trail, shown to somebody who does not have the trail.

The proof holds the entry as it is hashed, the newest checkpoint that covers it, and the hashes that
lead from one to the other. Whoever has the public key needs nothing else.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from registry.audit.chain import BEGINNING, Json, content_of
from registry.audit.checkpoints import newest
from registry.audit.models import AuditEntry, AuditLink
from registry.audit.tree import inclusion_proof, leaf_hash
from registry.errors import Conflict, NotFound, NotReady
from registry.extensions import db
from registry.money import N_


@dataclass(frozen=True, slots=True)
class Proof:
    """``entry`` is what is hashed, ``sha256`` its hash and the leaf of the tree; ``path`` leads from
    it to the root of ``checkpoint``, the nearest hash first. All hashes are hexadecimal."""

    entry: dict[str, Json]
    sha256: str
    path: list[str]
    checkpoint: dict[str, Any]


def prove(entry_id: int) -> Proof:
    """NotFound for an entry that is not there, NotReady for one that no checkpoint covers yet, and
    Conflict where the trail does not fit its checkpoint."""
    entry, link = _standing(entry_id)
    checkpoint = newest()
    if checkpoint is None or checkpoint["entries"] < link.sequence:
        raise NotReady(
            N_("No checkpoint covers entry {id} yet; “registry audit checkpoint” makes one."),
            id=entry_id,
        )
    hashes = _hashes(checkpoint["entries"])
    if len(hashes) != checkpoint["entries"] or hashes[-1] != checkpoint["head"]:
        raise Conflict(
            N_("The trail does not fit its last checkpoint: run “registry audit verify”.")
        )
    path = inclusion_proof([leaf_hash(bytes.fromhex(each)) for each in hashes], link.sequence - 1)
    before = hashes[link.sequence - 2] if link.sequence > 1 else BEGINNING
    whole = _content(entry) | {"id": entry.id, "sequence": link.sequence, "previous": before}
    return Proof(whole, link.sha256, [each.hex() for each in path], checkpoint)


def _standing(entry_id: int) -> tuple[AuditEntry, AuditLink]:
    asked = select(AuditEntry, AuditLink).join(AuditLink, AuditLink.entry_id == AuditEntry.id)
    found = db.session.execute(asked.where(AuditEntry.id == entry_id)).one_or_none()
    if found is None:
        raise NotFound(N_("There is no entry {id} in the trail."), id=entry_id)
    entry, link = found
    return entry, link


def _hashes(count: int) -> list[str]:
    up_to = select(AuditLink.sha256).where(AuditLink.sequence <= count)
    return list(db.session.scalars(up_to.order_by(AuditLink.sequence)))


def _content(entry: AuditEntry) -> dict[str, Json]:
    return content_of(
        at=entry.at,
        actor_id=entry.actor_id,
        actor_name=entry.actor_name,
        verb=entry.verb,
        subject_type=entry.subject_type,
        subject_id=entry.subject_id,
        details=entry.details,
    )
