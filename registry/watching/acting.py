"""One application: its warnings are brought to what holds today, in one unit of work.

Doing it twice changes nothing the second time.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext
from sqlalchemy import select

from registry.accounts.service import SYSTEM
from registry.applications.models import Application
from registry.extensions import db
from registry.watching import suspension
from registry.watching.assessing import assess_without, threatens
from registry.watching.causes import Cause, Limits
from registry.watching.looking import Seen, Sight, differs, first_known_on, look, put_aside
from registry.watching.models import PatentWarning, WarningAssessment
from registry.watching.moves import Words, move, warn
from registry.watching.queries import unfinished_of
from registry.watching.wording import gone, sentence
from registry.watching.workflow import WarningAction

Done = Counter[str]
"""How often each action of ``WarningAction``, and each proposal, was done."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rules find without the patents in doubt, and without those too that end soon."""

    now: WarningAssessment
    soon: WarningAssessment

    def of(self, cause: Cause) -> WarningAssessment:
        """The one that a warning of this cause rests on."""
        return self.soon if cause is Cause.EXPIRING else self.now


def act_on(application_id: int, day: date, limits: Mapping[int, Limits]) -> Done:
    """Open, correct, clear and close the warnings of an application, and propose what follows.

    The row of the application is locked meanwhile, so that of two passes at once the second finds
    what the first has done.
    """
    application = db.session.scalars(
        select(Application).where(Application.id == application_id).with_for_update(key_share=True)
    ).one()
    sight = look([application_id], day, limits)
    seen, done = sight.seen.get(application_id), Done()
    warned = unfinished_of([application_id])
    if seen is None:
        _close(warned, done)
    elif differs(application_id, seen, warned, put_aside([application_id])):
        _bring_up(application, seen, sight, limits, day, done)
    suspension.follow(application, day, seen is not None, done)
    return done


def _close(warned: Sequence[PatentWarning], done: Done) -> None:
    for warning in warned:
        text = gettext("The application or certificate is not watched any more.")
        move(SYSTEM, warning, WarningAction.CLOSE, Words(text))
        done[WarningAction.CLOSE] += 1


def _bring_up(
    application: Application,
    seen: Seen,
    sight: Sight,
    limits: Mapping[int, Limits],
    day: date,
    done: Done,
) -> None:
    judged = judge(application, seen)
    standing = {(each.patent_id, each.cause) for each in unfinished_of([application.id])}
    aside = put_aside([application.id])
    _clear(application, seen, done)
    _correct(application, seen, done)
    for key, (used, found) in seen.found.items():
        if key in standing or (application.id, *key, found.effective_on) in aside:
            continue
        limit, told = limits[used.round_year], sight.told[used.patent_id]
        known_on = first_known_on(told, used, found, limit, day)
        assessment = judged.of(found.cause)
        warn(used, found, known_on, assessment, threatens(application, assessment))
        done[WarningAction.WARN] += 1
    _judge_again(application, judged, done)


def judge(application: Application, seen: Seen) -> Judged:
    """Run the rules without the patents that are in doubt today."""
    doubtful = {used.use.number for (_, cause), (used, _) in seen.found.items() if _counts(cause)}
    ending = {used.use.number for used, _ in seen.found.values()}
    now = assess_without(application, doubtful)
    return Judged(now, now if ending == doubtful else assess_without(application, ending))


def _counts(cause: Cause) -> bool:
    return cause is not Cause.EXPIRING


def _clear(application: Application, seen: Seen, done: Done) -> None:
    for warning in unfinished_of([application.id]):
        if (warning.patent_id, warning.cause) not in seen.found:
            move(SYSTEM, warning, WarningAction.CLEAR, Words(gettext(gone(warning.cause))))
            done[WarningAction.CLEAR] += 1


def _correct(application: Application, seen: Seen, done: Done) -> None:
    """Have the warnings say what is known now: another day, another name."""
    for warning in unfinished_of([application.id]):
        _, found = seen.found[warning.patent_id, warning.cause]
        if dict(found.values) != warning.said:
            text = sentence(found.cause, found.values, gettext)
            new = {"effective_on": found.effective_on, "said": dict(found.values)}
            move(SYSTEM, warning, WarningAction.CORRECT, Words(text), **new)
            done[WarningAction.CORRECT] += 1


def _judge_again(application: Application, judged: Judged, done: Done) -> None:
    """What one more or one less patent in doubt means for the warnings that stood before."""
    for warning in unfinished_of([application.id]):
        assessment = judged.of(warning.cause)
        if warning.assessment_id == assessment.id:
            continue
        now = threatens(application, assessment)
        if now != warning.threatens:
            text = gettext("The rules have been run again without the patents in doubt.")
            new = {"threatens": now, "assessment_id": assessment.id}
            move(SYSTEM, warning, WarningAction.CORRECT, Words(text), **new)
            done[WarningAction.CORRECT] += 1
