"""Legal events of Chinese patents by their codes, as the EPO's legal status data names them.

Each code is tied to its WIPO ST.27 key event (category letter and number) and to what it does to
the right. Codes beginning with C and four-letter codes are older names of the same facts. Where
the EPO leaves a code without a class, the class here is our reading of its description.

An event is not a status: when it happened, whether it was dated back and what came after it must
be folded into a standing. ``status_after`` says what the event alone settles.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from registry.patents.status import PatentStatus


class Effect(StrEnum):
    """What an event does to an application or right."""

    PUBLISHED = "published"
    EXAMINED = "examined"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    GRANTED = "granted"
    LAPSED = "lapsed"
    EXPIRED = "expired"
    ABANDONED = "abandoned"
    INVALIDATED = "invalidated"
    ENDED = "ended"
    """Ended, the description does not say how."""
    REDUCED = "reduced"
    """Invalidated, revoked or given up in part: what remains is in force."""
    INVALIDATED_OR_REDUCED = "invalidated_or_reduced"
    """One code for the whole and for a part: only the decision itself tells which."""
    RIGHT_RESTORED = "right_restored"
    RESTORED = "restored"
    """Restored, the description leaves open whether the application or the right."""
    TERM_EXTENDED = "term_extended"
    TRANSFERRED = "transferred"
    PARTY_CHANGED = "party_changed"
    LICENSED = "licensed"
    PLEDGED = "pledged"
    """Security for a debt; the pledgee has no licence."""
    PRESERVED = "preserved"
    """Frozen by a court, or released again."""
    CORRECTED = "corrected"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class EventCode:
    """A code, its ST.27 key event, and its effect."""

    code: str
    key_event: str
    effect: Effect

    @property
    def status_after(self) -> PatentStatus | None:
        """The status that the event alone settles; None if it leaves the status as it was.

        UNKNOWN where it changes the status, but not in one way only.
        """
        return _STATUS_AFTER.get(self.effect)


_STATUS_AFTER: Mapping[Effect, PatentStatus] = {
    Effect.PUBLISHED: PatentStatus.PENDING,
    Effect.EXAMINED: PatentStatus.PENDING,
    Effect.REFUSED: PatentStatus.REFUSED,
    Effect.WITHDRAWN: PatentStatus.WITHDRAWN,
    Effect.GRANTED: PatentStatus.IN_FORCE,
    Effect.LAPSED: PatentStatus.LAPSED,
    Effect.ENDED: PatentStatus.LAPSED,
    Effect.EXPIRED: PatentStatus.EXPIRED,
    Effect.ABANDONED: PatentStatus.ABANDONED,
    Effect.INVALIDATED: PatentStatus.INVALIDATED,
    Effect.REDUCED: PatentStatus.IN_FORCE,
    Effect.INVALIDATED_OR_REDUCED: PatentStatus.UNKNOWN,
    Effect.RIGHT_RESTORED: PatentStatus.IN_FORCE,
    Effect.RESTORED: PatentStatus.UNKNOWN,
}

_TABLE: tuple[tuple[str, Effect, str], ...] = (
    ("Q10", Effect.PUBLISHED, "BB1A C06 CI01 DCSP GR02 PB01"),
    # A utility model is published with its grant: a corrected print changes no status.
    ("Q10", Effect.CORRECTED, "CU03"),
    ("D10", Effect.EXAMINED, "C10 DE01 EXSB SE01"),
    ("B10", Effect.REFUSED, "C12 RJ01"),
    ("B10", Effect.WITHDRAWN, "C01 C02 C03 C04 C05 WD01 WW01"),
    ("C10", Effect.RESTORED, "C52 REIN"),
    ("F10", Effect.GRANTED, "C14 C61 CGPU FG1K FG4A GR01 GR03 GRSP"),
    ("G10", Effect.TERM_EXTENDED, "C15 RN01 TG01 TP01"),
    ("H10", Effect.LAPSED, "C19 CF01 MM1K MM4A"),
    ("H10", Effect.EXPIRED, "CX01 MK1K MK4A"),
    ("H10", Effect.ABANDONED, "AD01 AR01 AV01 C20 C25 MA1K RGAV"),
    ("H10", Effect.INVALIDATED, "C28 IW01 RW01"),
    ("H10", Effect.ENDED, "C17 CE01 EXPY"),
    ("K10", Effect.RIGHT_RESTORED, "C49 RA01 RR01"),
    ("M10", Effect.REDUCED, "AV02 C26 IP01 RP01"),
    ("M10", Effect.INVALIDATED_OR_REDUCED, "C32 C35"),
    ("P10", Effect.CORRECTED, "C53 CB01 CI02 CI03 COR CU01 CU02"),
    ("R10", Effect.TRANSFERRED, "ASS C41 C44 C45 C47 TA01 TR01"),
    ("R10", Effect.PARTY_CHANGED, "C56 CB02 CB03 CB04 CP01 CP02 CP03 REPR"),
    ("S10", Effect.LICENSED, "EC01 EE01 EM01 LIC LICC OL01 OL02"),
    ("S10", Effect.PLEDGED, "PC01 PE01 PLDC PM01"),
    ("T10", Effect.PRESERVED, "PD01 PP01 RINS"),
    ("W10", Effect.OTHER, "C13 C57 C59 C60 C62 DC01 DD01 OR01 REG"),
    ("Y10", Effect.CORRECTED, "ERR RECT"),
)

EVENT_CODES: Mapping[str, EventCode] = {
    code: EventCode(code, key_event, effect)
    for key_event, effect, codes in _TABLE
    for code in codes.split()
}


def read_event_code(text: str) -> EventCode | None:
    """The event of a code as files give it (blanks around it, any case); None if not known."""
    return EVENT_CODES.get(text.strip().upper())
