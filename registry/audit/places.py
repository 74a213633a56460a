"""Whether single entries stand where the chain says: each hashed anew with the hash before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from registry.audit.chain import BEGINNING, content_of, hash_of
from registry.audit.checkpoints import newest
from registry.audit.models import AuditEntry, AuditLink
from registry.extensions import db


@dataclass(frozen=True, slots=True)
class Place:
    """An entry's place in the chain; ``fits`` says that its hash follows from what it says and
    from the hash before it."""

    sequence: int
    sha256: str
    fits: bool


@dataclass(frozen=True, slots=True)
class LastCheckpoint:
    """The newest checkpoint as its file says; ``fits``: the chain has its hash at its end."""

    at: datetime
    entries: int
    fits: bool


def places_of(entries: Sequence[AuditEntry]) -> Mapping[int, Place]:
    """The place of each entry by its id; one that has none is left out."""
    ids = [each.id for each in entries]
    links = {
        link.entry_id: link
        for link in db.session.scalars(select(AuditLink).where(AuditLink.entry_id.in_(ids)))
    }
    wanted = [link.sequence - 1 for link in links.values()]
    asked = select(AuditLink.sequence, AuditLink.sha256).where(AuditLink.sequence.in_(wanted))
    before = {0: BEGINNING} | {sequence: digest for sequence, digest in db.session.execute(asked)}
    return {
        each.id: _place(each, links[each.id], before.get(links[each.id].sequence - 1))
        for each in entries
        if each.id in links
    }


def last_checkpoint() -> LastCheckpoint | None:
    """The newest checkpoint beside the chain; None where there is none."""
    said: dict[str, Any] | None = newest()
    if said is None:
        return None
    at_it = select(AuditLink.sha256).where(AuditLink.sequence == said["entries"])
    at, fits = datetime.fromisoformat(said["at"]), db.session.scalar(at_it) == said["head"]
    return LastCheckpoint(at, said["entries"], fits)


def _place(entry: AuditEntry, link: AuditLink, before: str | None) -> Place:
    content = content_of(
        at=entry.at,
        actor_id=entry.actor_id,
        actor_name=entry.actor_name,
        verb=entry.verb,
        subject_type=entry.subject_type,
        subject_id=entry.subject_id,
        details=entry.details,
    )
    expected = hash_of(content, entry.id, link.sequence, before) if before else None
    return Place(link.sequence, link.sha256, expected == link.sha256)
