"""What must hold for a move besides status and permission: one function for each Condition."""

from collections.abc import Callable
from dataclasses import dataclass

from registry import clock
from registry.applications.models import Application
from registry.applications.objections import stands_against
from registry.applications.workflow import REGISTERED, Condition, Status
from registry.eligibility.evaluate import Evaluation
from registry.eligibility.rule import Answer, Stage
from registry.errors import BadInput, Conflict, FieldProblem, Refused
from registry.money import N_
from registry.permissions import Actor
from registry.programme.queries import lock_round


@dataclass(frozen=True, slots=True)
class Attempt:
    """A move that somebody wants to make.

    ``reason`` is what the applicant will read, ``note`` what stays among the staff;
    ``evaluation`` is the one that the move rests on (None: the move rests on none);
    ``confirmed`` names the amounts that the applicant confirmed as those of the earlier record.
    """

    application: Application
    actor: Actor
    reason: str = ""
    note: str = ""
    evaluation: Evaluation | None = None
    confirmed: tuple[str, ...] = ()


def of_own_enterprise(attempt: Attempt) -> None:
    """Refused unless the actor applies for the application's enterprise."""
    if not attempt.actor.owns(attempt.application.enterprise_id):
        raise Refused("Only the applicant's own enterprise may do this.")


def of_no_enterprise(attempt: Attempt) -> None:
    """Refused when the actor belongs to the enterprise that applies."""
    if attempt.actor.owns(attempt.application.enterprise_id):
        raise Refused("Nobody decides on an application of their own enterprise.")


def round_accepts(attempt: Attempt) -> None:
    """Conflict outside the days on which the round takes filings, or corrections of returned ones."""
    lock_round(attempt.application.round_year)
    programme_round, today = attempt.application.round, clock.today()
    last_day = programme_round.filing_by
    if attempt.application.status is Status.RETURNED and programme_round.correction_by:
        last_day = programme_round.correction_by
    if today < programme_round.opens_on:
        raise Conflict(
            "Round {year} opens on {day}.", year=programme_round.year, day=programme_round.opens_on
        )
    if today > last_day:
        raise Conflict(
            "Round {year} took filings until {day}; this is too late for it.",
            year=programme_round.year,
            day=last_day,
        )


def reason_given(attempt: Attempt) -> None:
    """BadInput without a reason."""
    if not attempt.reason.strip():
        raise BadInput(
            [
                FieldProblem(
                    "reason",
                    attempt.reason,
                    "There is no reason.",
                    "Write the reason that the applicant will read.",
                )
            ]
        )


def registration_justified(attempt: Attempt) -> None:
    """Every finding of registration is met, or a person answers for it in writing."""
    _justified(attempt, Stage.REGISTRATION)


def certification_justified(attempt: Attempt) -> None:
    """Every finding, the benchmarks' among them, is met, or a person answers for it in writing."""
    _justified(attempt, Stage.CERTIFICATION)


def _justified(attempt: Attempt, stage: Stage) -> None:
    if attempt.evaluation is None:
        raise Conflict("The rules have not been run on this application yet.")
    answer = attempt.evaluation.answer(stage)
    if answer is Answer.UNDETERMINED and not attempt.note.strip():
        raise BadInput([_missing_note(N_("A finding is undetermined."))])
    if answer is Answer.NOT_MET and not (attempt.reason.strip() and attempt.note.strip()):
        raise BadInput([_missing_note(N_("A finding is not met."))])


def _missing_note(problem: str) -> FieldProblem:
    return FieldProblem(
        "note",
        "",
        problem,
        "To decide nevertheless, write a note; to overrule a finding, a reason as well.",
    )


def certification_sought(attempt: Attempt) -> None:
    """Conflict when the enterprise did not opt in, or certification has been refused."""
    if not attempt.application.seeks_certification:
        raise Conflict("The enterprise has not asked for certification.")
    if attempt.application.refused_on is not None:
        raise Conflict("Certification was refused on {day}.", day=attempt.application.refused_on)


def notice_over(attempt: Attempt) -> None:
    """Conflict until the day after the last day of the public notice."""
    last_day = attempt.application.notice_until
    if last_day is None or clock.today() <= last_day:
        raise Conflict("The public notice runs until {day}.", day=last_day)


def four_eyes(attempt: Attempt) -> None:
    """Refused when the certifier is the person who examined the application."""
    if attempt.actor.user_id in (None, attempt.application.examiner_id):
        raise Refused("Whoever examined an application cannot certify it: four eyes.")


def no_objection(attempt: Attempt) -> None:
    """Conflict while an objection is open, and when one has been upheld."""
    if stands_against(attempt.application.id):
        raise Conflict(
            "An objection is open or has been upheld. Answer what is open; what has been upheld "
            "stands against the certification."
        )


def counted(attempt: Attempt) -> None:
    """Conflict unless the declared amounts count and are not under public notice."""
    status = attempt.application.status
    if status not in REGISTERED:
        raise Conflict(
            "Nothing of an application that is {status} counts; there is nothing to correct.",
            status=status.value,
        )
    if status is Status.PUBLIC_NOTICE:
        raise Conflict("The public notice runs until {day}.", day=attempt.application.notice_until)


def not_examined_by(attempt: Attempt) -> None:
    """Refused when the actor is the person who examined the application."""
    if attempt.actor.user_id in (None, attempt.application.examiner_id):
        raise Refused(
            "Whoever examined an application does not decide on its correction: four eyes."
        )


CONDITIONS: dict[Condition, Callable[[Attempt], None]] = {
    Condition.OF_OWN_ENTERPRISE: of_own_enterprise,
    Condition.OF_NO_ENTERPRISE: of_no_enterprise,
    Condition.ROUND_ACCEPTS: round_accepts,
    Condition.REASON_GIVEN: reason_given,
    Condition.REGISTRATION_JUSTIFIED: registration_justified,
    Condition.CERTIFICATION_JUSTIFIED: certification_justified,
    Condition.CERTIFICATION_SOUGHT: certification_sought,
    Condition.NOTICE_OVER: notice_over,
    Condition.FOUR_EYES: four_eyes,
    Condition.NO_OBJECTION: no_objection,
    Condition.COUNTED: counted,
    Condition.NOT_EXAMINED_BY: not_examined_by,
}
