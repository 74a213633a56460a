"""What is looked up here and changed elsewhere: code lists, reason codes, dated parameters."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from sqlalchemy import func, select

from registry.certification.reasons import all_reasons
from registry.codes.models import IndustryClass, NationalIndustry, Region
from registry.codes.queries import industry_class, region
from registry.eligibility.parameters import all_parameters
from registry.errors import NotFound
from registry.extensions import db
from registry.money import N_
from registry.permissions import Permission, requires
from registry.reviews.reasons import ReasonCode

blueprint = Blueprint("lists", __name__, url_prefix="/lists")

MOST = 500
# Titles and units as the files of the parameters write them.
_OF_PARAMETERS = (
    N_("Oldest legal status that still counts, where the round sets none"),
    N_("Most that the contributions of a product's patents can sum to"),
    N_("Fewest core patents a product needs"),
    N_("days"), N_("percent"), N_("patents"),
)  # fmt: skip
Row = Region | IndustryClass | NationalIndustry


@dataclass(frozen=True, slots=True)
class Shown:
    """One row of a list; ``children`` counts the rows below it."""

    row: Row
    children: int


@blueprint.get("")
@requires(Permission.READ_APPLICATIONS)
def page() -> str:
    """The lists that there are; reason codes and parameters with their sources."""
    editions = select(NationalIndustry.edition, func.count()).group_by(NationalIndustry.edition)
    return render_template(
        "operators/lists.html",
        regions=db.session.scalar(select(func.count()).select_from(Region)),
        classes=db.session.scalar(select(func.count()).select_from(IndustryClass)),
        editions=[tuple(each) for each in db.session.execute(editions)],
        decisions=[each for each in ReasonCode if each],
        reasons=all_reasons().values(),
        parameters=all_parameters(),
    )


@blueprint.get("/regions")
@requires(Permission.READ_APPLICATIONS)
def regions() -> str:
    """The regions below one, or the provinces; ended ones with their successors."""
    under = request.args.get("under", "")[:6] or None
    above = region(under) if under else None
    if under and above is None:
        raise NotFound(N_("There is no region of this code."))
    below = select(Region).where(Region.parent_code == under).order_by(Region.code)
    return _list("regions", above, list(db.session.scalars(below.limit(MOST))), _below(Region))


@blueprint.get("/classes")
@requires(Permission.READ_APPLICATIONS)
def classes() -> str:
    """The classes of the patent-intensive industries: the major ones, or those below one."""
    under = request.args.get("under", "")[:4] or None
    above = industry_class(under) if under else None
    if under and above is None:
        raise NotFound(N_("There is no class of this code."))
    below = select(IndustryClass).where(IndustryClass.parent_code == under)
    rows = list(db.session.scalars(below.order_by(IndustryClass.code).limit(MOST)))
    return _list("classes", above, rows, _below(IndustryClass))


@blueprint.get("/industries")
@requires(Permission.READ_APPLICATIONS)
def industries() -> str:
    """GB/T 4754 as it was loaded, of every edition, found by the beginning of the code."""
    code = request.args.get("code", "").strip().upper()[:4]
    query = select(NationalIndustry).order_by(NationalIndustry.code, NationalIndustry.valid_from)
    found = query.where(NationalIndustry.code.startswith(code, autoescape=True)).limit(MOST + 1)
    rows = list(db.session.scalars(found))
    return render_template(
        "operators/industries.html",
        code=code,
        rows=rows[:MOST],
        more=len(rows) > MOST,
        most=MOST,
    )


def _below(model: type[Region | IndustryClass]) -> dict[str, int]:
    """How many rows each row has below it."""
    asked = select(model.parent_code, func.count()).group_by(model.parent_code)
    return {code: count for code, count in db.session.execute(asked) if code}


def _list(
    kind: str,
    above: Region | IndustryClass | None,
    rows: list[Region] | list[IndustryClass],
    below: dict[str, int],
) -> str:
    shown = [Shown(row, below.get(row.code, 0)) for row in rows]
    return render_template("operators/code_list.html", kind=kind, above=above, rows=shown)
