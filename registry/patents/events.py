"""Legal events as a source gives them: what happened, since when, and since when it is known.

Three days belong to an event. ``announced_on`` is the day of the office's gazette or notice;
``effective_on`` the day since which it holds, which may lie long before (a lapse is dated back) and
is often not stated; ``known_on`` the day on which the registry learned of it, by which decisions
taken earlier can be replayed.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from registry.patents.event_codes import Effect, EventCode, read_event_code
from registry.patents.event_words import Action, read_event_words


class InterestKind(StrEnum):
    """What somebody else than the holder can have in a right. Only a licence allows its use."""

    LICENCE = "licence"
    OPEN_LICENCE = "open_licence"
    """The holder's declaration that anybody may have a licence; nobody has one by it."""
    PLEDGE = "pledge"
    PRESERVATION = "preservation"


@dataclass(frozen=True, slots=True)
class LegalEvent:
    """One event of one application or right.

    ``action``     of licences, pledges and preservations: begun, changed, ended, or unclear
    ``holder``     the patentee (or applicant) after a transfer or change of name, if stated
    ``reference``  the number under which a contract is recorded
    ``days``       by how many days a term is extended
    ``code``       as the source gave it; its words if it gave no code
    """

    effect: Effect
    announced_on: date | None
    effective_on: date | None
    known_on: date
    source: str
    code: str = ""
    action: Action = Action.UNCLEAR
    holder: str = ""
    reference: str = ""
    days: int = 0

    @property
    def day(self) -> date:
        """The day by which events of one right are put in order: as the office announced them."""
        return self.announced_on or self.effective_on or self.known_on

    @property
    def since(self) -> date:
        """The day since which it holds, or the first day that shows it when that is not stated."""
        return self.effective_on or self.day

    @property
    def interest(self) -> InterestKind | None:
        """The interest that it begins, changes or ends; None for events of another sort."""
        is_open = self.code.upper() in _OPEN_LICENCES or "开放许可" in self.code
        if self.effect is Effect.LICENSED and is_open:
            return InterestKind.OPEN_LICENCE
        return _INTERESTS.get(self.effect)


_INTERESTS = {
    Effect.LICENSED: InterestKind.LICENCE,
    Effect.PLEDGED: InterestKind.PLEDGE,
    Effect.PRESERVED: InterestKind.PRESERVATION,
}
# S26 and S27 are the detailed events of WIPO ST.27 for the same.
_OPEN_LICENCES = frozenset({"OL01", "OL02", "S26", "S27"})
_ACTIONS = {
    Action.BEGUN: "EE01 LIC OL01 PE01 PP01",
    Action.CHANGED: "EM01 PM01",
    Action.ENDED: "EC01 OL02 PC01 PD01",
}
_LONGEST_CODE = 100
_ACTION_OF_CODE = {code: action for action, codes in _ACTIONS.items() for code in codes.split()}


def action_of(code: EventCode) -> Action:
    """What an event does to an interest. LICC, PLDC and RINS stand for begin, change and end."""
    return _ACTION_OF_CODE.get(code.code, Action.UNCLEAR)


def read_event(
    text: str,
    *,
    announced_on: date | None,
    known_on: date,
    source: str,
    effective_on: date | None = None,
    details: str = "",
    holder: str = "",
    days: int = 0,
) -> LegalEvent | None:
    """The event of a code or of the office's Chinese words; None if neither is understood.

    ``details`` is the text that follows the code or words in the gazette: the day of termination
    or recordal, the holder after a transfer, the number of a contract are read from it where they
    are not given otherwise.
    """
    code = read_event_code(text)
    words = read_event_words(f"{text} {details}" if code is None else details)
    effect = words.effect if code is None else code.effect
    if effect is None:
        return None
    return LegalEvent(
        effect=effect,
        announced_on=announced_on,
        effective_on=effective_on or words.effective_on,
        known_on=known_on,
        source=source,
        code=text.strip()[:_LONGEST_CODE],
        action=words.action if code is None else action_of(code),
        holder=holder or words.holder,
        reference=words.reference,
        days=days or (words.days if effect is Effect.TERM_EXTENDED else 0),
    )
