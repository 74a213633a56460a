"""One decision on many applications: each by the same service as alone, each by itself.

Whatever a row fails at is taken back and told, and the other rows go on. All of them are committed
together with the answer, so that a request that comes again is answered and not carried out again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from registry.applications.models import Application
from registry.applications.queries import for_actor
from registry.applications.workflow import Action
from registry.certification import service
from registry.errors import BadInput, Conflict, FieldProblem, RegistryError
from registry.money import N_
from registry.permissions import Actor
from registry.reviews import service as reviews
from registry.reviews.decisions import Decide
from registry.reviews.reasons import Grounds
from registry.reviews.rehearsal import Letter, rehearse
from registry.transaction import part_of_work, unit_of_work

MOST = 50
DECISIONS: Mapping[Action, Decide] = {
    Action.RETURN: reviews.return_,
    Action.REGISTER: service.register,
    Action.REJECT: reviews.reject,
    Action.ANNOUNCE: reviews.announce,
    Action.CERTIFY: service.certify,
    Action.REFUSE: reviews.refuse,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A row that was chosen, in the version that the person saw."""

    public_id: str
    version: int

    @property
    def text(self) -> str:
        """As a form carries it."""
        return f"{self.public_id}:{self.version}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row, or would become of it: ``refusal`` says why nothing does."""

    choice: Choice
    refusal: RegistryError | None
    letters: tuple[Letter, ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done, on what grounds, to which rows."""

    action: Action
    grounds: Grounds
    choices: Sequence[Choice]


def read_choices(given: Sequence[str]) -> tuple[Choice, ...]:
    """The rows of a form, each once; BadInput for what is no row, and for too many."""
    known = {_choice(each) for each in given}
    if len(known) > MOST:
        problem, expected = N_("These are {count} rows."), N_("Choose at most {most}.")
        values = {"count": str(len(known)), "most": str(MOST)}
        raise BadInput([FieldProblem("chosen", str(len(known)), problem, expected, values)])
    return tuple(sorted(known, key=lambda each: each.public_id))


def _choice(text: str) -> Choice:
    public_id, _, version = text.partition(":")
    if not (public_id.isalnum() and version.isascii() and version.isdigit() and len(text) < 40):
        problem, expected = N_("This is no row of the work list."), N_("Choose rows of the list.")
        raise BadInput([FieldProblem("chosen", text[:40], problem, expected)])
    return Choice(public_id, int(version))


def preview(actor: Actor, order: Order) -> list[Outcome]:
    """What would become of each row, and what would be sent; nothing stays."""
    return [_previewed(actor, order, choice) for choice in order.choices]


def carry_out(actor: Actor, order: Order) -> list[Outcome]:
    """Decide on each row, and say what became of it."""
    with unit_of_work():
        return [_decided(actor, order, choice) for choice in order.choices]


def _previewed(actor: Actor, order: Order, choice: Choice) -> Outcome:
    try:
        letters = rehearse(choice.public_id, lambda: _decide(actor, order, choice))
    except RegistryError as refusal:
        return Outcome(choice, refusal)
    return Outcome(choice, None, letters)


def _decided(actor: Actor, order: Order, choice: Choice) -> Outcome:
    try:
        with part_of_work():
            _decide(actor, order, choice)
    except RegistryError as refusal:
        return Outcome(choice, refusal)
    return Outcome(choice, None)


def _decide(actor: Actor, order: Order, choice: Choice) -> Application:
    application = for_actor(actor, choice.public_id)
    if application.version != choice.version:
        raise Conflict("Somebody else has changed this meanwhile; look at it again.")
    DECISIONS[order.action](actor, application, order.grounds)
    return application
