"""Open data: the page, the files and charts of each release, structure and catalogue."""

from dataclasses import dataclass

from flask import Blueprint, Response, render_template

from registry.errors import NotFound
from registry.permissions import Permission, requires
from registry.statistics.outputs.answers import file_answer
from registry.statistics.outputs.charts import Chart
from registry.statistics.outputs.code_lists import code_lists
from registry.statistics.outputs.columns import COLUMNS
from registry.statistics.outputs.dcat import catalogue
from registry.statistics.outputs.files import BY_NAME, FORMS, Form, file_name, file_of
from registry.statistics.outputs.linked_data import JSON_LD, TURTLE, json_ld, turtle
from registry.statistics.outputs.open_releases import charts_of, content_of_number
from registry.statistics.outputs.publisher import publisher
from registry.statistics.outputs.structure import structure_json
from registry.statistics.releases import queries
from registry.statistics.releases.models import Release
from registry.statistics.releases.wording import STATUSES

blueprint = Blueprint("open_data", __name__, url_prefix="/open-data")

PICTURES = {"svg": "image/svg+xml", "png": "image/png"}
STRUCTURE_TYPE = "application/vnd.sdmx.structure+json;version=2.0.0"


@dataclass(frozen=True, slots=True)
class Listed:
    """A file of a release with what a reader wants to know before loading it."""

    form: Form
    size: int

    @property
    def media_type(self) -> str:
        """Without its parameters."""
        return self.form.media_type.partition(";")[0]


@blueprint.get("")
@requires(Permission.PUBLIC)
def page() -> str:
    """What there is, in plain words."""
    return render_template(
        "statistics/outputs/open_data.html",
        releases=newest_first(),
        forms=FORMS,
        columns=COLUMNS,
        publisher=publisher(),
        statuses=STATUSES,
    )


@blueprint.get("/<number>")
@requires(Permission.PUBLIC)
def release(number: str) -> str:
    """The files and charts of one release."""
    content = content_of_number(number)
    return render_template(
        "statistics/outputs/release_files.html",
        content=content,
        charts=charts_of(content),
        publisher=publisher(),
        statuses=STATUSES,
    )


@blueprint.get("/<number>/release.<form>")
@requires(Permission.PUBLIC)
def file(number: str, form: str) -> Response:
    """One file of a release; what is confidential is in none of them."""
    if form not in BY_NAME:
        raise NotFound("There is no file {form} of a release.", form=form[:40])
    content = content_of_number(number)
    chosen = BY_NAME[form]
    name = file_name(content, chosen)
    return file_answer(file_of(chosen, content), chosen.media_type, name, public=True)


@blueprint.get("/<number>/charts/<chart>.<picture>")
@requires(Permission.PUBLIC)
def picture(number: str, chart: str, picture: str) -> Response:
    """One chart of a release, as SVG or PNG."""
    if picture not in PICTURES:
        raise NotFound("There is no picture {form} of a chart.", form=picture[:40])
    found = {each.name: each for each in charts_of(content_of_number(number))}
    if chart not in found:
        raise NotFound("There is no chart {name} of this release.", name=chart[:40])
    name = f"{chart}-{number}.{picture}"
    return file_answer(drawn(found[chart], picture), PICTURES[picture], name, public=True)


@blueprint.get("/structure.json")
@requires(Permission.PUBLIC)
def structure() -> Response:
    """The SDMX structure of all releases."""
    body = structure_json(publisher(), code_lists())
    return file_answer(body, STRUCTURE_TYPE, "structure.json", public=True)


@blueprint.get("/catalogue.jsonld")
@requires(Permission.PUBLIC)
def catalogue_json() -> Response:
    """The DCAT catalogue as JSON-LD."""
    body = json_ld(catalogue(queries.published(), publisher()))
    return file_answer(body, JSON_LD, "catalogue.jsonld", public=True)


@blueprint.get("/catalogue.ttl")
@requires(Permission.PUBLIC)
def catalogue_turtle() -> Response:
    """The same as Turtle."""
    body = turtle(catalogue(queries.published(), publisher()))
    return file_answer(body, f"{TURTLE}; charset=utf-8", "catalogue.ttl", public=True)


def newest_first() -> list[Release]:
    """The published releases, the newest data year first and of each the last one first."""
    # They come in the order of years and, within a year, of their coming out; sorting is stable.
    last_first = list(queries.published())[::-1]
    return sorted(last_first, key=lambda each: each.data_year, reverse=True)


@blueprint.app_template_global()
def files_of_release(number: str) -> list[Listed]:
    """The files of a published release and their sizes, for pages that link to them."""
    content = content_of_number(number)
    return [Listed(form, len(file_of(form, content))) for form in FORMS]


@blueprint.app_template_filter()
def readable_size(count: int) -> str:
    """Bytes as people read them: in kB or MB of a thousand, never as nothing."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} kB"
    return f"{count / 1_000_000:.1f} MB"


def drawn(chart: Chart, picture: str) -> bytes:
    """The picture in the form of its file name."""
    return chart.svg() if picture == "svg" else chart.png()
