"""What is said of a patent's standing, on pages and on the command line alike. Pure.

Sentences are English templates; days in them stand in ISO form.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from registry.money import N_
from registry.patents.events import LegalEvent
from registry.patents.status import PatentStatus
from registry.patents.terms import InForce, Verdict, in_force, in_force_throughout
from registry.patents.timeline import KnownStanding, status_on

Translate = Callable[[str], str]

NO_PATENT = N_("The registry knows no patent {number}.")
NO_DAY = N_("This is no day.")
ISO_DAY = N_("Write it as 2025-09-01.")

END_IS_INFERRED = N_("The day of the end is reckoned from the notice of the lapse.")
IS_CONTESTED = N_("One source says that it ended, another that it is in force.")
IS_REDUCED = N_("Only a part of it stands since {day}.")


@dataclass(frozen=True, slots=True)
class Shown:
    """A standing in short: the status for a day, since when it has ended, and as of which day and
    by which source that is known. Of an end by the term alone, its day is reckoned."""

    status: PatentStatus
    ended_on: date | None
    as_of: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Answered:
    """Whether it was in force on a day, or through a year (``when``), and why."""

    when: str
    answer: InForce
    reason: str


def shown_on(known: KnownStanding, day: date) -> Shown:
    """The standing in short, for a day."""
    standing = known.standing
    status = status_on(standing, day)
    ended_on = standing.ended_on
    if ended_on is None and status is PatentStatus.EXPIRED:
        ended_on = standing.expires_on
    return Shown(status, ended_on, standing.as_of, standing.source)


def answers(known: KnownStanding, day: date, translate: Translate) -> tuple[Answered, ...]:
    """Whether it was in force on a day, and through the year before it."""
    year = day.year - 1
    asked = (
        (day.isoformat(), in_force(known.standing, day)),
        (str(year), in_force_throughout(known.standing, year)),
    )
    return tuple(
        Answered(when, verdict.answer, reason_of(verdict, translate)) for when, verdict in asked
    )


def reason_of(verdict: Verdict, translate: Translate) -> str:
    """The reason of a verdict, the status in it as a word of the sentence."""
    values = dict(verdict.values)
    if "status" in values:
        values["status"] = translate(values["status"].replace("_", " "))
    return translate(verdict.reason).format_map(values)


def remarks(known: KnownStanding, translate: Translate) -> list[str]:
    """What must be known beside the status to read it rightly."""
    said = []
    if known.end_is_inferred:
        said.append(translate(END_IS_INFERRED))
    if known.is_contested:
        said.append(translate(IS_CONTESTED))
    if known.reduced_on:
        said.append(translate(IS_REDUCED).format(day=known.reduced_on.isoformat()))
    return said


def as_announced(event: LegalEvent) -> tuple[date, date]:
    """Sorts events as they were announced; of one day, as we learned of them."""
    return event.day, event.known_on
