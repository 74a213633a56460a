"""The bulletin of a release as a file: the public's, and before it is out the staff's draft."""

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry.permissions import Permission, requires
from registry.statistics.bulletin.forms import language_of
from registry.statistics.bulletin.printing import bulletin_pdf
from registry.statistics.bulletin.queries import findings_of
from registry.statistics.releases import queries
from registry.statistics.releases.models import Release

blueprint = Blueprint("bulletin", __name__, url_prefix="/statistics")


@blueprint.get("/bulletin")
@requires(Permission.PUBLIC)
def published() -> AnyResponse:
    """``?number=2024-1&language=zh``: the PDF of a published release."""
    if "number" not in request.args:
        return redirect(url_for("releases.releases"))
    return _file(queries.of_number(request.args["number"]))


@blueprint.get("/bulletin/draft")
@requires(Permission.READ_TOTALS)
def draft() -> AnyResponse:
    """``?release=KEY``: how it will look, marked as a draft until it is out; what is hidden stays hidden."""
    if "release" not in request.args:
        return redirect(url_for("releases.releases"))
    return _file(queries.named(request.args["release"]))


def _file(release: Release) -> Response:
    language = language_of(request.args.get("language", ""))
    pdf = bulletin_pdf(findings_of(release), language)
    answered = Response(pdf, mimetype="application/pdf")
    name = file_name(release, language.value)
    answered.headers["Content-Disposition"] = f'inline; filename="{name}"'
    answered.headers["X-Content-Type-Options"] = "nosniff"
    return answered


def file_name(release: Release, language: str) -> str:
    """``bulletin-2024-1-zh.pdf``; of a draft its key stands for the number."""
    out = queries.publication_of(release)
    return f"bulletin-{out.number if out else f'draft-{release.id}'}-{language}.pdf"
