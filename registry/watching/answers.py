"""What people say to a warning: the enterprise answers, a reviewer dismisses it."""

from dataclasses import dataclass

from registry.applications.models import Application
from registry.errors import BadInput, FieldProblem, NotFound, Refused
from registry.extensions import db
from registry.money import N_
from registry.patents.numbers import NumberProblem, parse
from registry.permissions import Actor, check
from registry.watching.models import PatentWarning
from registry.watching.moves import Words, move
from registry.watching.workflow import WARNING_TRANSITIONS, WarningAction

LONGEST = 4000
LONGEST_REFERENCE = 400

_TOO_LONG = N_("This is {count} characters long.")
_AT_MOST = N_("At most {longest} fit here.")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the enterprise says: in words; another patent (as typed) that the product rests on
    instead, if there is one; and, if the status is wrong, where that can be seen."""

    text: str
    other_patent: str = ""
    says_status_is_wrong: bool = False
    reference: str = ""


def of_id(application: Application, warning_id: int) -> PatentWarning:
    """A warning about one of the application's patents; NotFound for any other."""
    found = db.session.get(PatentWarning, warning_id)
    if found is None or found.application_id != application.id:
        raise NotFound("There is no warning {id} about this application.", id=warning_id)
    return found


def answer(actor: Actor, warning: PatentWarning, given: Answer) -> None:
    """Answer for the enterprise, and again as long as the warning is not finished.

    Refused for anybody else, BadInput with all that is wrong with the answer.
    """
    check(actor, WARNING_TRANSITIONS[WarningAction.ANSWER].permission)
    if not actor.owns(warning.application.enterprise_id):
        raise Refused("Only the applicant's own enterprise may do this.")
    problems = [*_text_problems("text", given.text), *_patent_problems(given.other_patent)]
    problems += _reference_problems(given)
    if problems:
        raise BadInput(problems)
    words = Words(given.text.strip(), given.other_patent.strip(), given.reference.strip())
    move(actor, warning, WarningAction.ANSWER, words)


def dismiss(actor: Actor, warning: PatentWarning, reason: str) -> None:
    """Decide that nothing follows from it; the enterprise reads the reason. It is not warned of
    again as long as what is known stays the same."""
    check(actor, WARNING_TRANSITIONS[WarningAction.DISMISS].permission)
    if actor.owns(warning.application.enterprise_id):
        raise Refused("Nobody decides on an application of their own enterprise.")
    problems = _text_problems("reason", reason)
    if problems:
        raise BadInput(problems)
    move(actor, warning, WarningAction.DISMISS, Words(reason.strip()))


def _text_problems(field: str, text: str) -> list[FieldProblem]:
    if not text.strip():
        expected = N_("Write it in words; the enterprise and the reviewers read it.")
        return [FieldProblem(field, text, N_("Nothing is written here."), expected)]
    return _length_problems(field, text, LONGEST)


def _length_problems(field: str, text: str, longest: int) -> list[FieldProblem]:
    if len(text) <= longest:
        return []
    values = {"count": str(len(text)), "longest": str(longest)}
    return [FieldProblem(field, text[:40], _TOO_LONG, _AT_MOST, values)]


def _patent_problems(typed: str) -> list[FieldProblem]:
    """What is wrong with the number of the other patent; it may be left out."""
    read = parse(typed) if typed.strip() else None
    if not isinstance(read, NumberProblem):
        return []
    expected = N_("Copy the number from the patent certificate, or leave the field empty.")
    return [FieldProblem("other_patent", typed[:40], read.reason, expected, dict(read.values))]


def _reference_problems(given: Answer) -> list[FieldProblem]:
    if given.says_status_is_wrong and not given.reference.strip():
        problem = N_("It is not said where the right status can be seen.")
        expected = N_("Name the register extract, notice or receipt, with its day and number.")
        return [FieldProblem("reference", "", problem, expected)]
    return _length_problems("reference", given.reference, LONGEST_REFERENCE)
