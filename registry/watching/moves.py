"""A warning is opened and moved here and nowhere else: row, history and trail in one write."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext
from sqlalchemy import update

from registry import audit, clock
from registry.accounts.service import SYSTEM
from registry.errors import Conflict
from registry.extensions import db
from registry.permissions import Actor, check
from registry.watching.causes import Found
from registry.watching.models import PatentWarning, WarningAssessment, WarningEvent
from registry.watching.queries import PatentUse
from registry.watching.settings import setting_on
from registry.watching.wording import sentence
from registry.watching.workflow import WARNING_TRANSITIONS, WarningAction, WarningStatus

_DAYS = ("effective_on", "known_on", "opened_on", "answer_by")
Change = bool | int | date | dict[str, str] | None


@dataclass(frozen=True, slots=True)
class Words:
    """What is said with a move; of an answer, another patent and where to look as well."""

    text: str = ""
    other_patent: str = ""
    reference: str = ""


def warn(
    used: PatentUse, found: Found, known_on: date, assessment: WarningAssessment, threatens: bool
) -> PatentWarning:
    """Open a warning of the system; who is to be told can be read from it after the commit."""
    today = clock.today()
    days = setting_on("answer_days", today).whole()
    warning = PatentWarning(
        application_id=used.application_id,
        patent_id=used.patent_id,
        cause=found.cause,
        effective_on=found.effective_on,
        known_on=known_on,
        opened_on=today,
        answer_by=today + timedelta(days=days),
        threatens=threatens,
        status=WarningStatus.OPEN,
        said=dict(found.values),
        assessment_id=assessment.id,
    )
    db.session.add(warning)
    db.session.flush()
    _keep(SYSTEM, warning, WarningAction.WARN, Words(sentence(found.cause, found.values, gettext)))
    return warning


def move(
    actor: Actor, warning: PatentWarning, action: WarningAction, words: Words, **changes: Change
) -> None:
    """Make one move of the table. Raises Refused; Conflict where the table does not know it in
    this status, or somebody else was faster."""
    transition = WARNING_TRANSITIONS[action]
    check(actor, transition.permission)
    target = transition.targets.get(warning.status)
    if target is None:
        raise Conflict(
            "A warning that is {status} cannot be changed by “{action}”.",
            status=warning.status.value,
            action=action.value,
        )
    taken = db.session.execute(
        update(PatentWarning)
        .where(PatentWarning.id == warning.id)
        .where(PatentWarning.status == warning.status, PatentWarning.version == warning.version)
        .values(status=target, version=warning.version + 1, **changes)
        .returning(PatentWarning.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if taken is None:
        raise Conflict("Somebody else has changed this warning meanwhile; look at it again.")
    db.session.refresh(warning)
    _keep(actor, warning, action, words)


def _keep(actor: Actor, warning: PatentWarning, action: WarningAction, words: Words) -> None:
    db.session.add(
        WarningEvent(
            warning_id=warning.id,
            action=action,
            at=clock.now(),
            by_id=actor.user_id,
            text=words.text,
            other_patent=words.other_patent,
            reference=words.reference,
        )
    )
    said = {
        "text": words.text,
        "other_patent": words.other_patent,
        "reference": words.reference,
    }
    audit.record(actor, action.value, "patent_warning", warning.id, **said, **_standing(warning))
    db.session.flush()


def _standing(warning: PatentWarning) -> dict[str, object]:
    """The warning as it stands after the act: all of it, for the trail."""
    days = {name: getattr(warning, name) for name in _DAYS}
    return {name: day.isoformat() if day else None for name, day in days.items()} | {
        "application": warning.application_id,
        "patent": warning.patent_id,
        "cause": warning.cause.value,
        "status": warning.status.value,
        "threatens": warning.threatens,
        "said": warning.said,
        "left_out": warning.assessment.left_out,
        "facts_sha256": warning.assessment.facts_sha256,
        "proposal": warning.proposal_id,
    }
