"""The totals of a question as files and charts, for staff."""

from dataclasses import replace

from flask import Blueprint, Response

from registry.errors import NotFound
from registry.permissions import Permission, fresh, requires
from registry.statistics.forms import answer, asked_for
from registry.statistics.outputs.answers import file_answer
from registry.statistics.outputs.files import BY_NAME
from registry.statistics.outputs.parquet import facts_parquet
from registry.statistics.outputs.publisher import publisher
from registry.statistics.outputs.staff_charts import names_of, staff_chart
from registry.statistics.outputs.totals_files import totals_xlsx
from registry.statistics.outputs.views import PICTURES, drawn

blueprint = Blueprint("outputs", __name__, url_prefix="/statistics")


@blueprint.get("/totals.xlsx")
@fresh
@requires(Permission.READ_TOTALS)
def totals_file() -> Response:
    """The totals that the address asks for, all rows, as a spreadsheet."""
    asked = replace(asked_for(), page=None)
    name = f"totals-{asked.data_year}-as-of-{asked.as_of.isoformat()}.xlsx"
    body = totals_xlsx(answer(asked), publisher())
    return file_answer(body, BY_NAME["xlsx"].media_type, name, public=False)


@blueprint.get("/facts.parquet")
@fresh
@requires(Permission.READ_TOTALS)
def facts() -> Response:
    """Every entry behind the totals that the address asks for, narrowed by its filters."""
    asked = asked_for()
    name = f"facts-{asked.data_year}-as-of-{asked.as_of.isoformat()}.parquet"
    body = facts_parquet(asked.data_year, asked.as_of, asked.where)
    return file_answer(body, BY_NAME["parquet"].media_type, name, public=False)


@blueprint.get("/charts/<chart>.<picture>")
@requires(Permission.READ_TOTALS)
def picture(chart: str, picture: str) -> Response:
    """A chart of the question of the address, as SVG or PNG."""
    if picture not in PICTURES:
        raise NotFound("There is no picture {form} of a chart.", form=picture[:40])
    found = staff_chart(chart, replace(asked_for(), page=None))
    body = drawn(found, picture)
    return file_answer(body, PICTURES[picture], f"{chart}.{picture}", public=False)


blueprint.add_app_template_global(names_of, "charts_of_question")
