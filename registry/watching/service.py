"""The pass over everything that is watched: each night over what can have changed, or over all.

A pass reads many applications at once and writes one application at a time, each in a unit of
work of its own: a crash leaves whole warnings, and the next pass goes on.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import structlog
from sqlalchemy import delete, insert, select, update

from registry import clock
from registry.applications.models import Application
from registry.extensions import db
from registry.transaction import unit_of_work
from registry.watching.acting import act_on
from registry.watching.candidates import Beginning, beginning, to_look_at
from registry.watching.causes import Limits
from registry.watching.looking import Sight, limits_by_round, look, to_act_on
from registry.watching.models import PatentWatch, WatchRun

AT_ONCE = 1_000
"""Applications that are looked at together."""

Step = Callable[[int, int], object]
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Recheck:
    """What a pass did: applications looked at, failed ones, and how often each thing was done
    (the words of ``WarningAction``, ``propose_suspend``, ``propose_reinstate``, ``withdraw``)."""

    day: date
    whole: bool
    looked_at: int
    failed: int
    done: Mapping[str, int]


def recheck(today: date | None = None, *, whole: bool = False, step: Step | None = None) -> Recheck:
    """Bring all warnings to what is known on a day (default: today), what fell due included.

    ``whole`` looks at everything, as an audit of the passes that do not; ``step`` is told how many
    applications have been looked at, and of how many. Repeating it changes nothing. An application of which
    something fails is logged and left for the next pass, which then looks back as far as this one.
    """
    day = today or clock.today()
    db.session.rollback()
    limits = limits_by_round(day)
    begun = beginning(clock.now(), day, limits)
    ids = to_look_at(begun, whole)
    done: Counter[str] = Counter()
    failed = seen = 0
    for part in _parts(ids):
        failed += _take(part, day, limits, done)
        seen += len(part)
        if step is not None:
            step(seen, len(ids))
    if not failed:
        _keep_run(begun, whole, len(ids))
    return Recheck(day, whole, len(ids), failed, done)


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(ids), AT_ONCE):
        yield ids[first : first + AT_ONCE]


def _take(part: Sequence[int], day: date, limits: Mapping[int, Limits], done: Counter[str]) -> int:
    """Look at some, act on those that call for it, and note when each is due; how many failed."""
    sight = look(part, day, limits)
    wanted = to_act_on(part, sight, day)
    failed = {each for each in wanted if not _act(each, day, limits, done)}
    # Only now: what is still to be done has to be found again after a crash.
    _keep_watch([each for each in part if each not in failed], sight)
    db.session.rollback()
    return len(failed)


def _act(application_id: int, day: date, limits: Mapping[int, Limits], done: Counter[str]) -> bool:
    try:
        with unit_of_work():
            acted = act_on(application_id, day, limits)
    except Exception:
        log.exception("recheck_failed", application_id=application_id)
        return False
    done.update(acted)
    return True


def _keep_watch(ids: Sequence[int], sight: Sight) -> None:
    """Note the next day on which each falls due; forget those that are not watched any more."""
    if not any(_changes_of_watch(ids, sight)):
        return
    with unit_of_work():
        # Of two passes at once the second finds what the first has noted.
        locked = select(Application.id).where(Application.id.in_(ids)).order_by(Application.id)
        db.session.execute(locked.with_for_update(key_share=True)).all()
        new, moved, gone = _changes_of_watch(ids, sight)
        if new:
            db.session.execute(insert(PatentWatch), new)
        if moved:
            db.session.execute(update(PatentWatch), moved)
        if gone:
            db.session.execute(delete(PatentWatch).where(PatentWatch.application_id.in_(gone)))


Rows = list[dict[str, int | date | None]]


def _changes_of_watch(ids: Sequence[int], sight: Sight) -> tuple[Rows, Rows, list[int]]:
    """Rows to add, rows to change, applications to forget."""
    rows_stored = db.session.execute(
        select(PatentWatch.application_id, PatentWatch.next_on).where(
            PatentWatch.application_id.in_(ids)
        )
    )
    stored = {application_id: due for application_id, due in rows_stored}
    now = {each: sight.seen[each].next_on for each in ids if each in sight.seen}
    rows: Rows = [{"application_id": each, "next_on": due} for each, due in now.items()]
    new = [row for row in rows if row["application_id"] not in stored]
    moved = [
        {"application_id": each, "next_on": due}
        for each, due in now.items()
        if each in stored and stored[each] != due
    ]
    return new, moved, [each for each in stored if each not in now]


def _keep_run(begun: Beginning, whole: bool, looked_at: int) -> None:
    with unit_of_work():
        db.session.add(
            WatchRun(
                began_at=begun.at,
                day=begun.day,
                whole=whole,
                limits=begun.limits,
                last_entry=begun.last_entry,
                looked_at=looked_at,
            )
        )
