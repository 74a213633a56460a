"""The public pages: start, register, product, certificate, verification."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from registry import clock
from registry.certification.queries import by_number, contents_of, of_number, state_on
from registry.certification.verification import verify_file
from registry.directory.explanations import OF_FILE, OF_NUMBER
from registry.directory.forms import criteria, uploaded, written_number
from registry.directory.queries import (
    PER_PAGE,
    Criteria,
    Standing,
    registered,
    rounds_on_record,
    search,
)
from registry.errors import BadInput, NotFound
from registry.money import N_
from registry.numbering import is_well_formed
from registry.paging import page_number
from registry.permissions import Permission, requires
from registry.programme.queries import open_rounds

blueprint = Blueprint("directory", __name__)

MISTYPED = N_("The check character of {number} does not fit: a character is mistyped or missing.")
UNKNOWN = N_("This registry gave out no number {number}.")


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
    return render_template("directory/product.html", entry=registered(number))


@blueprint.get("/certificates/<number>")
@requires(Permission.PUBLIC)
def certificate(number: str) -> ResponseReturnValue:
    """A certificate by its number: the address that the QR code on the paper leads to."""
    if number != written_number(number):
        return redirect(url_for("directory.certificate", number=written_number(number)))
    found = of_number(number)
    state = state_on(found, clock.today())
    return render_template(
        "directory/certificate.html",
        certificate=found,
        contents=contents_of(found),
        state=state,
        explanation=OF_NUMBER[state],
        today=clock.today(),
    )


@blueprint.get("/verify")
@requires(Permission.PUBLIC)
def verify() -> ResponseReturnValue:
    """Ask for a number or a file; a number leads to its certificate or registration."""
    typed = request.args.get("number", "")
    number = written_number(typed)
    if not number:
        return render_template("directory/verify.html", typed=typed, problem="")
    if by_number(number) is not None:
        return redirect(url_for("directory.certificate", number=number))
    try:
        registered(number)
    except NotFound:
        known = is_well_formed(number)
        problem = UNKNOWN if known else MISTYPED
        page = render_template(
            "directory/verify.html", typed=typed, problem=gettext(problem).format(number=number)
        )
        return page, 404
    return redirect(url_for("directory.product", number=number))


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
    return render_template(
        "directory/answer.html",
        answer=answer,
        explanation=OF_FILE[answer.verdict],
        file_name=request.files["file"].filename,
        today=clock.today(),
    )
