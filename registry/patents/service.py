"""Patents, recorded as a source states them."""

from dataclasses import dataclass
from datetime import date

from registry import audit, clock
from registry.extensions import db
from registry.patents.models import Patent, StatusStatement
from registry.patents.queries import by_number, last_statement, latest_statements
from registry.patents.status import PatentStatus
from registry.permissions import Actor, Permission, check


@dataclass(frozen=True, slots=True)
class PatentStatement:
    """What a source states of one patent: who holds it, its dates, and its status as of a day."""

    office: str
    number: str
    kind: str
    title: str
    patentee: str
    filed_on: date | None
    granted_on: date | None
    status: PatentStatus
    ended_on: date | None
    as_of: date
    source: str


def record_patent(actor: Actor, stated: PatentStatement) -> Patent:
    """Add the patent or bring it up to date, and add what the source says of its status.

    A statement that says nothing new is not added again; one of an earlier day than what is known
    already adds to the history and leaves the description as it is.
    """
    check(actor, Permission.LOAD)
    patent = by_number(stated.office, stated.number)
    if patent is None:
        patent = Patent(office=stated.office, number=stated.number)
        _describe(patent, stated)
        db.session.add(patent)
        db.session.flush()
        audit.record(actor, "record", "patent", patent.id, before={}, after=_described(patent))
        _add_statement(patent, stated)
        return patent
    if not _is_outdated(patent, stated):
        before = _described(patent)
        _describe(patent, stated)
        after = _described(patent)
        if before != after:
            audit.record(actor, "record", "patent", patent.id, before=before, after=after)
    if not _is_known(patent, stated):
        _add_statement(patent, stated)
    return patent


def _is_outdated(patent: Patent, stated: PatentStatement) -> bool:
    newest = latest_statements([patent.id]).get(patent.id)
    return newest is not None and newest.as_of > stated.as_of


def _is_known(patent: Patent, stated: PatentStatement) -> bool:
    last = last_statement(patent.id, stated.source, stated.as_of)
    return last is not None and (last.status, last.ended_on) == (stated.status, stated.ended_on)


def _describe(patent: Patent, stated: PatentStatement) -> None:
    patent.kind, patent.title, patent.patentee = stated.kind, stated.title, stated.patentee
    patent.filed_on, patent.granted_on = stated.filed_on, stated.granted_on


def _described(patent: Patent) -> dict[str, str | None]:
    words = {"kind": patent.kind, "title": patent.title, "patentee": patent.patentee}
    days = {"filed_on": patent.filed_on, "granted_on": patent.granted_on}
    return words | {name: day.isoformat() if day else None for name, day in days.items()}


def _add_statement(patent: Patent, stated: PatentStatement) -> None:
    db.session.add(
        StatusStatement(
            patent_id=patent.id,
            status=stated.status,
            ended_on=stated.ended_on,
            as_of=stated.as_of,
            source=stated.source,
            recorded_at=clock.now(),
        )
    )
