"""Which annual fees lie ahead of a right in force: until when each is paid without surcharge, and
until when with it. Whether one has been paid, no source tells."""

from dataclasses import dataclass
from datetime import date

from registry.patents.status import PatentStatus
from registry.patents.term_law import annuity_due_on, grace_ends_on, law_of
from registry.patents.terms import Standing


@dataclass(frozen=True, slots=True)
class Fee:
    """The fee of one year of the term: its last day without and with surcharge."""

    year: int
    due_on: date
    grace_ends_on: date


def fees_ahead(standing: Standing, day: date) -> list[Fee]:
    """The fee that can be paid with surcharge on ``day``, if there is one, and the next that falls
    due; none for a right that is not known to be in force.

    The year of the grant is paid for with the grant. Years by which the term was extended have
    fees of their own, of which nothing is said here.
    """
    kind, filed_on, granted_on = standing.kind, standing.filed_on, standing.granted_on
    if standing.status is not PatentStatus.IN_FORCE or not (kind and filed_on and granted_on):
        return []
    law = law_of(kind, filed_on)
    years = range(2, law.years + 1) if law else range(0)
    fees = [Fee(y, annuity_due_on(filed_on, y), grace_ends_on(filed_on, y)) for y in years]
    owed = [each for each in fees if each.due_on > granted_on]
    in_grace = [each for each in owed if each.due_on < day <= each.grace_ends_on]
    return in_grace + [each for each in owed if each.due_on >= day][:1]
