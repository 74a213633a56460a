"""The public pages: start, register, product, certificate, verification."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from registry import clock
from registry.certification.linked_data import linked_data
from registry.certification.queries import (
    State,
    contents_of,
    of_number,
    state_on,
    successor_of,
)
from registry.certification.reasons import reason_name
from registry.certification.status_lists import Purpose, address_of
from registry.certification.verification import (
    Verdict,
    Verification,
    verify_file,
    verify_number,
    written,
)
from registry.directory.explanations import (
    NUMBER_WITHDRAWN,
    OF_FILE,
    OF_NUMBER,
    Explanation,
    of_answer,
    of_entry,
)
from registry.directory.forms import criteria, uploaded
from registry.directory.linked import linked_answer, wants_linked_data
from registry.directory.queries import (
    PER_PAGE,
    Criteria,
    Standing,
    is_registered,
    registered,
    rounds_on_record,
    search,
)
from registry.errors import BadInput
from registry.locale import choose_locale
from registry.paging import page_number
from registry.permissions import Permission, requires
from registry.programme.queries import open_rounds

blueprint = Blueprint("directory", __name__)


@blueprint.get("/")
@requires(Permission.PUBLIC)
def home() -> str:
    """The two doors: look up, verify; and which rounds are open."""
    return render_template(
        "directory/home.html",
        rounds=open_rounds(clock.today()),
        newest=search(Criteria(standing=Standing.CERTIFIED), 1).entries[:5],
    )


@blueprint.get("/register")
@requires(Permission.PUBLIC)
def products() -> str:
    """The register, searched and paged; the search is in the address."""
    asked, page = criteria(request.args), page_number(request.args)
    return render_template(
        "directory/products.html",
        asked=asked,
        listing=search(asked, page),
        page=page,
        per_page=PER_PAGE,
        rounds=rounds_on_record(),
        standings=tuple(Standing),
    )


@blueprint.get("/register/<number>")
@requires(Permission.PUBLIC)
def product(number: str) -> str:
    """One product's year by its registration number."""
    entry = registered(number)
    return render_template(
        "directory/product.html", entry=entry, explanation=of_entry(entry), today=clock.today()
    )


@blueprint.get("/certificates/<number>")
@requires(Permission.PUBLIC)
def certificate(number: str) -> ResponseReturnValue:
    """A certificate by its number: the address that the QR code on the paper leads to.

    Programs that accept ``application/ld+json`` get the same as linked data.
    """
    if number != written(number):
        return redirect(url_for("directory.certificate", number=written(number)))
    found, day = of_number(number), clock.today()
    state, contents = state_on(found, day), contents_of(found)
    linked = linked_data(found, contents, state)
    if wants_linked_data():
        return linked_answer(linked)
    page = render_template(
        "directory/certificate.html",
        certificate=found,
        contents=contents,
        state=state,
        successor=successor_of(found, day) if state is State.SUPERSEDED else None,
        explanation=OF_NUMBER[state],
        linked=linked,
        cause=_cause,
        today=day,
    )
    return page, {"Vary": "Accept"}


@blueprint.get("/verify")
@requires(Permission.PUBLIC)
def verify() -> ResponseReturnValue:
    """Ask for a number or a file; a number leads to its certificate or registration."""
    typed = request.args.get("number", "")
    if not typed.strip():
        return _ask("", "")
    try:
        answer = verify_number(typed)
    except BadInput as error:
        return _ask(typed, error.problems[0].text(gettext)), 422
    return _found(answer, written(typed)) or (_ask(typed, _reason(answer)), 404)


def _found(answer: Verification, number: str) -> ResponseReturnValue | None:
    """Where a number leads; None where it leads nowhere."""
    if answer.certificate is not None:
        return redirect(url_for("directory.certificate", number=answer.certificate.number))
    if is_registered(number):
        return redirect(url_for("directory.product", number=number))
    if answer.verdict is Verdict.WITHDRAWN:
        return _answer(answer, NUMBER_WITHDRAWN, number)
    return None


def _ask(typed: str, problem: str) -> str:
    return render_template("directory/verify.html", typed=typed, problem=problem)


def _reason(answer: Verification) -> str:
    said: str = gettext(answer.reason).format_map(answer.values)
    return said


def _cause(code: str) -> str:
    """The name of the reason code of an event; empty for one of before there were any."""
    return reason_name(code, english=choose_locale() == "en") if code else ""


@blueprint.post("/verify")
@requires(Permission.PUBLIC)
def verify_upload() -> ResponseReturnValue:
    """Examine an uploaded file and say what it is."""
    try:
        content = uploaded(request.files.get("file"))
    except BadInput as error:
        problem = error.problems[0].text(gettext)
        return render_template("directory/verify.html", typed="", file_problem=problem), 422
    answer = verify_file(content)
    return _answer(answer, of_answer(answer), request.files["file"].filename or "")


@blueprint.get("/verify/how")
@requires(Permission.PUBLIC)
def how() -> str:
    """How to verify, what each answer means, and where programs find the status lists."""
    return render_template(
        "directory/how.html",
        explanations=OF_FILE,
        lists=[address_of(purpose, 1) for purpose in Purpose],
    )


def _answer(answer: Verification, explanation: Explanation, examined: str) -> str:
    found, day = answer.certificate, clock.today()
    superseded = found is not None and answer.verdict is Verdict.SUPERSEDED
    return render_template(
        "directory/answer.html",
        answer=answer,
        state=answer.verdict,
        explanation=explanation,
        examined=examined,
        remark=gettext(answer.remark).format_map(answer.values) if answer.remark else "",
        certificate=found,
        successor=successor_of(found, day) if found is not None and superseded else None,
        cause=_cause,
        today=day,
        now=clock.now(),
    )
