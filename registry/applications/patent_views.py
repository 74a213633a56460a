"""The page of a patent, for staff and for those whose applications rest on it: its standing as
known on a day, all that happened, and who told of it."""

from datetime import date

from flask import Blueprint, render_template, request
from flask_babel import gettext

from registry import clock
from registry.applications.queries import may_read_patent
from registry.errors import BadInput, FieldProblem, NotFound
from registry.money import N_
from registry.patents.fees import fees_ahead
from registry.patents.history import history_of
from registry.patents.models import Patent
from registry.patents.numbers import NumberProblem, parse
from registry.patents.queries import by_number
from registry.patents.sources.days import read_day
from registry.patents.telling import ISO_DAY, NO_DAY, NO_PATENT, answers, remarks, shown_on
from registry.patents.term_law import TermLaw, law_of
from registry.patents.terms import Standing
from registry.permissions import Permission, current_actor, requires

blueprint = Blueprint("patents", __name__, url_prefix="/patents")

LATER = N_("Nothing is known yet of what will be known on {day}.")
UNTIL_TODAY = N_("Give a day up to today, {today}.")


@blueprint.get("/<office>/<path:number>")
@requires(Permission.SIGNED_IN)
def timeline(office: str, number: str) -> str:
    """One patent, by office and canonical number; as it was known on ``as_known_on`` if given."""
    patent, day = _patent(office, number), _day(request.args.get("as_known_on", ""))
    history = history_of(patent, day)
    known = history.standing
    return render_template(
        "patents/timeline.html",
        patent=patent,
        written=_as_patent(patent, known.standing),
        day=day,
        today=clock.today(),
        history=history,
        known=known,
        shown=shown_on(known, day),
        answers=answers(known, day, gettext),
        remarks=remarks(known, gettext),
        law=_law(known.standing),
        fees=fees_ahead(known.standing, day),
        holder=known.patentee_on(day) or patent.patentee,
        places={each.id: place for place, each in enumerate(history.fetches, 1)},
        reads_all=current_actor().may(Permission.READ_APPLICATIONS),
    )


def _patent(office: str, number: str) -> Patent:
    """NotFound for a patent that nobody knows, and in the same words for one of others."""
    found = by_number(office, number)
    if found is None or not may_read_patent(current_actor(), found.id):
        raise NotFound(NO_PATENT, number=f"{office}{number}"[:40])
    return found


def _day(given: str) -> date:
    """The day whose knowledge counts, today when none is given; BadInput for what is no day, and
    for one that is still to come."""
    today = clock.today()
    if not given.strip():
        return today
    day, shown = read_day(given), given[:40]
    if day is None:
        raise BadInput([FieldProblem("as_known_on", shown, NO_DAY, ISO_DAY)])
    if day > today:
        values = {"day": day.isoformat(), "today": today.isoformat()}
        raise BadInput([FieldProblem("as_known_on", shown, LATER, UNTIL_TODAY, values)])
    return day


def _as_patent(patent: Patent, standing: Standing) -> str:
    """Its number as that of a granted right (ZL…); "" if it is not known to be one."""
    reading = parse(patent.office + patent.number)
    if isinstance(reading, NumberProblem) or not reading.names_a_right:
        return ""
    return reading.as_patent if standing.granted_on else ""


def _law(standing: Standing) -> TermLaw | None:
    """The law by which its term is counted; None where kind or filing date is not known."""
    if standing.kind is None or standing.filed_on is None:
        return None
    return law_of(standing.kind, standing.filed_on)
