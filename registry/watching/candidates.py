"""Which applications a pass has to look at: all of them, or those that can have changed.

Whatever is done is in the trail, and whatever is told of a patent is recorded with its moment; what
nobody did, the calendar does. So the pass of a night finds what the whole pass would find.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute

from registry.applications.models import Application, PatentLink
from registry.audit import AuditEntry
from registry.certification.models import Certificate, Proposal
from registry.extensions import db
from registry.patents.standing import changed_since
from registry.watching.causes import Limits
from registry.watching.looking import hanging_on_certificates
from registry.watching.models import PatentWarning, PatentWatch, WatchRun
from registry.watching.queries import watched
from registry.watching.workflow import UNFINISHED

OVERLAP = timedelta(days=1)
"""What was begun before the last pass may have been committed after it: so far it looks back."""

_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where a pass begins, kept at its end for the next one."""

    at: datetime
    day: date
    limits: str
    last_entry: int


def beginning(at: datetime, day: date, limits: Mapping[int, Limits]) -> Beginning:
    """What a pass of this moment leaves for the next."""
    return Beginning(at, day, repr(sorted(limits.items())), _last_entry_before(at - OVERLAP))


def last_run() -> WatchRun | None:
    """The last pass that came to its end."""
    return db.session.scalars(select(WatchRun).order_by(WatchRun.id.desc()).limit(1)).one_or_none()


def to_look_at(now: Beginning, whole: bool) -> list[int]:
    """The ids of the applications to look at, in order: all that are or were watched, unless the
    last pass says from where to go on."""
    last = last_run()
    standing = set(db.session.scalars(watched(now.day)))
    known = set(db.session.scalars(select(PatentWatch.application_id)))
    pending = set(db.session.scalars(hanging_on_certificates())) | _warned()
    if whole or last is None or last.limits != now.limits or last.day > now.day:
        return sorted(standing | known | pending)
    due = select(PatentWatch.application_id).where(PatentWatch.next_on <= now.day)
    changed = _touched(last) | set(db.session.scalars(due))
    return sorted((standing ^ known) | pending | (changed & standing))


def _last_entry_before(moment: datetime) -> int:
    """From the newest back: there are few entries of the last day, whatever the trail's length."""
    earlier = select(AuditEntry.id).where(AuditEntry.at < moment)
    return db.session.scalar(earlier.order_by(AuditEntry.id.desc()).limit(1)) or 0


def _warned() -> set[int]:
    unfinished = PatentWarning.status.in_(UNFINISHED)
    return set(db.session.scalars(select(PatentWarning.application_id).where(unfinished)))


def _touched(last: WatchRun) -> set[int]:
    """The applications that something was done with, or with what they rest on, since then."""
    subjects = _subjects_since(last.last_entry)
    patents = subjects.get("patent", set()) | set(changed_since(last.began_at - OVERLAP))
    certificates = select(Certificate.application_id)
    proposed = certificates.join(Proposal, Proposal.certificate_id == Certificate.id)
    own = select(Application.id)
    return (
        subjects.get("application", set())
        | _those(own, Application.enterprise_id, subjects.get("enterprise", set()))
        | _those(certificates, Certificate.id, subjects.get("certificate", set()))
        | _those(proposed, Proposal.id, subjects.get("proposal", set()))
        | _those(select(PatentLink.application_id), PatentLink.patent_id, patents)
    )


def _subjects_since(entry: int) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    rows = db.session.execute(
        select(AuditEntry.subject_type, AuditEntry.subject_id).where(AuditEntry.id > entry)
    )
    for subject_type, subject_id in rows:
        found.setdefault(subject_type, set()).add(subject_id)
    return found


def _those(
    asked: Select[int],
    column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None],
    ids: Iterable[int],
) -> set[int]:
    listed, found = sorted(ids), set[int]()
    for first in range(0, len(listed), _AT_ONCE):
        part = listed[first : first + _AT_ONCE]
        found |= set(db.session.scalars(asked.where(column.in_(part))))
    return found
