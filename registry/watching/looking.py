"""What is so of the patents of some applications, beside what has been warned of: read only.

Many applications are looked at in a few queries; those few of which something may have to be
written are then taken one by one (``acting``).
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import Select, select, union_all

from registry.applications.models import Application
from registry.certification.models import Certificate, Proposal
from registry.certification.workflow import CertificateStatus
from registry.extensions import db
from registry.patents.standing import Told, told_of
from registry.programme.models import Round
from registry.watching.causes import Cause, Found, Limits, causes_of, next_due
from registry.watching.models import PatentWarning
from registry.watching.queries import PatentUse, unfinished_of, uses_of, watched
from registry.watching.settings import limits_of
from registry.watching.workflow import WarningStatus

Key = tuple[int, Cause]
"""Within one application: the patent and the cause."""

_FOLLOWED = (WarningStatus.PROPOSED, WarningStatus.UPHELD)


@dataclass(slots=True)
class Seen:
    """One application: what its patents call for today, and when that changes by itself.

    ``found`` has the causes that hold, by patent and cause, each with the use it concerns.
    """

    found: dict[Key, tuple[PatentUse, Found]] = field(default_factory=dict)
    next_on: date | None = None

    def add(self, used: PatentUse, found: Sequence[Found], due: date | None) -> None:
        """Take in one patent."""
        self.found |= {(used.patent_id, each.cause): (used, each) for each in found}
        self.next_on = min((each for each in (self.next_on, due) if each), default=None)


@dataclass(frozen=True, slots=True)
class Sight:
    """All that was read together: application id → what is seen, of those that are watched;
    patent id → what was told of it."""

    seen: dict[int, Seen]
    told: dict[int, Told]


def limits_by_round(day: date) -> dict[int, Limits]:
    """The limits of every round on a day."""
    rounds = db.session.scalars(select(Round).order_by(Round.year))
    return {each.year: limits_of(each, day) for each in rounds}


def look(application_ids: Collection[int], day: date, limits: Mapping[int, Limits]) -> Sight:
    """See what holds of these applications, as known on the day."""
    chosen = db.session.scalars(watched(day).where(Application.id.in_(application_ids))).all()
    uses = uses_of(chosen)
    told = told_of({each.patent_id for links in uses.values() for each in links})
    known = {patent_id: each.as_known_on(day) for patent_id, each in told.items()}
    seen: dict[int, Seen] = {application_id: Seen() for application_id in chosen}
    for application_id, links in uses.items():
        for used in links:
            limit, standing = limits[used.round_year], known[used.patent_id]
            found = causes_of(standing, used.use, limit, day)
            seen[application_id].add(used, found, next_due(standing, limit, day))
    return Sight(seen, told)


def put_aside(application_ids: Collection[int]) -> set[tuple[int, int, Cause, date | None]]:
    """Application, patent, cause and day of what a person has dismissed: it is not warned of
    again as long as it is the same."""
    rows = db.session.execute(
        select(
            PatentWarning.application_id,
            PatentWarning.patent_id,
            PatentWarning.cause,
            PatentWarning.effective_on,
        )
        .where(PatentWarning.application_id.in_(application_ids))
        .where(PatentWarning.status == WarningStatus.DISMISSED)
    )
    return {(application, patent, cause, day) for application, patent, cause, day in rows}


def to_act_on(application_ids: Collection[int], sight: Sight, day: date) -> list[int]:
    """Of these, the applications of which something may have to be written, in their order."""
    warned: dict[int, list[PatentWarning]] = defaultdict(list)
    for warning in unfinished_of(application_ids):
        warned[warning.application_id].append(warning)
    aside = put_aside(application_ids)
    hanging = hanging_on_certificates()
    column = hanging.selected_columns[0]
    followed = set(db.session.scalars(hanging.where(column.in_(application_ids))))
    return [
        each
        for each in sorted(application_ids)
        if each in followed
        or is_to_follow(warned[each], day)
        or differs(each, sight.seen.get(each), warned[each], aside)
    ]


def differs(
    application_id: int,
    seen: Seen | None,
    warned: Sequence[PatentWarning],
    aside: set[tuple[int, int, Cause, date | None]],
) -> bool:
    """Whether what holds is not what stands warned of or put aside. ``seen`` None: not watched."""
    if seen is None:
        return bool(warned)
    standing = {(each.patent_id, each.cause): each.said for each in warned}
    wanted = {
        key: dict(found.values)
        for key, (_, found) in seen.found.items()
        if key in standing or (application_id, *key, found.effective_on) not in aside
    }
    return standing != wanted


def is_to_follow(warned: Sequence[PatentWarning], day: date) -> bool:
    """Whether one of them hangs on a proposal, or its day for an answer is over."""
    return any(
        each.status in _FOLLOWED or (each.threatens and each.answer_by < day) for each in warned
    )


def first_known_on(told: Told, used: PatentUse, found: Found, limits: Limits, day: date) -> date:
    """The day since which the registry knows of the cause, as far back as it was known without a
    break: of what it was told, the day of telling; of what the calendar says, the day itself."""
    told_on = {event.known_on for event in told.events} | {each.known_on for each in told.looks}
    days = {each for each in told_on if each <= day}
    first = day
    for earlier in sorted(days, reverse=True):
        then = causes_of(told.as_known_on(earlier), used.use, limits, day)
        if found.cause not in {each.cause for each in then}:
            break
        first = earlier
    return min(max(first, _by_calendar(found, limits) or first), day)


def _by_calendar(found: Found, limits: Limits) -> date | None:
    if found.effective_on is None:
        return None
    if found.cause is Cause.EXPIRING:
        return found.effective_on - timedelta(days=limits.expiring_days)
    return found.effective_on if found.cause in (Cause.EXPIRED, Cause.STALE) else None


def hanging_on_certificates() -> Select[int]:
    """The applications whose certificate is suspended after a warning, or waits for a decision on
    what the system has proposed; each perhaps more than once."""
    warned = select(Certificate.application_id).join(
        PatentWarning, PatentWarning.application_id == Certificate.application_id
    )
    suspended = warned.where(
        Certificate.status == CertificateStatus.SUSPENDED, PatentWarning.proposal_id.is_not(None)
    )
    proposed = (
        select(Certificate.application_id)
        .join(Proposal, Proposal.certificate_id == Certificate.id)
        .where(Proposal.outcome.is_(None), Proposal.proposed_by_id.is_(None))
    )
    both = union_all(suspended, proposed).subquery()
    return select(both.c.application_id)
