"""The audit trail: every change of state, readable, narrowed by the address."""

import tempfile
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request, send_file
from flask.typing import ResponseReturnValue

from registry.audit import AuditEntry
from registry.audit.places import Place, last_checkpoint, places_of
from registry.errors import BadInput, FieldProblem
from registry.money import N_
from registry.operators.trail_file import trail_csv
from registry.operators.trail_queries import (
    FIELDS,
    MOST_IN_A_FILE,
    Page,
    fits_in_a_file,
    page_of,
    read_asked,
)
from registry.operators.trail_subjects import GREATEST, Subject, subjects
from registry.operators.trail_words import (
    SUBJECTS,
    VERBS,
    details_in_words,
    subject_word,
    verb_word,
)
from registry.permissions import Permission, fresh, requires

blueprint = Blueprint("trail", __name__, url_prefix="/trail")


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in words."""

    entry: AuditEntry
    verb: str
    sort: str
    subject: Subject
    details: list[tuple[str, str]]
    place: Place | None


@blueprint.get("")
@requires(Permission.READ_TRAIL)
def page() -> ResponseReturnValue:
    """A page of the entries that the address asks for, the newest first."""
    try:
        asked = read_asked(request.args)
        found = page_of(asked, before=_key("before"), after=_key("after"))
    except BadInput as error:
        return _page(Page((), None, None), error.problems), error.status
    return _page(found, [])


@blueprint.get("/trail.csv")
@fresh
@requires(Permission.READ_TRAIL)
def file() -> Response:
    """All that the address asks for, as a file."""
    asked = read_asked(request.args)
    if not fits_in_a_file(asked):
        problem = N_("More than {most} entries are asked for.")
        expected = N_("Ask for fewer days, for one person or for one sort of thing.")
        given, said = request.args.get("since", ""), {"most": f"{MOST_IN_A_FILE:,}"}
        raise BadInput([FieldProblem("since", given[:40], problem, expected, said)])
    # On disk and not in memory; whole before it is sent, so that no half of it looks like all.
    written = tempfile.TemporaryFile()
    for piece in trail_csv(asked):
        written.write(piece.encode())
    written.seek(0)
    response = send_file(written, "text/csv", as_attachment=True, download_name="trail.csv")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def in_words(entries: list[AuditEntry]) -> list[Line]:
    """The entries as the pages show them."""
    named = subjects((each.subject_type, each.subject_id) for each in entries)
    places = places_of(entries)
    return [
        Line(
            each,
            verb_word(each.verb),
            subject_word(each.subject_type),
            named[each.subject_type, each.subject_id],
            details_in_words(each.details),
            places.get(each.id),
        )
        for each in entries
    ]


def _page(found: Page, problems: list[FieldProblem]) -> str:
    given = {name: request.args.get(name, "") for name in FIELDS}
    return render_template(
        "operators/trail.html",
        lines=in_words(list(found.entries)),
        found=found,
        problems=problems,
        given=given,
        kept={name: value for name, value in given.items() if value},
        sorts={sort: subject_word(sort) for sort in SUBJECTS},
        verbs=sorted(((verb, verb_word(verb)) for verb in VERBS), key=lambda each: each[1]),
        checkpoint=last_checkpoint(),
    )


def _key(name: str) -> int | None:
    given = request.args.get(name, "")
    if not given:
        return None
    if given.isascii() and given.isdigit() and len(given) <= 10 and int(given) <= GREATEST:
        return int(given)
    problem, expected = N_("There is no page of this number."), N_("Follow the links of the list.")
    raise BadInput([FieldProblem(name, given[:40], problem, expected)])
