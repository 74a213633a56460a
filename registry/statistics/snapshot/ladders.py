"""To which group of a breakdown a code belongs, by the code lists as they stand."""

from sqlalchemy import String, select, type_coerce
from sqlalchemy.orm import aliased

from registry.codes.models import IndustryClass, Region, RegionLevel
from registry.extensions import db
from registry.statistics.breakdowns import Breakdown
from registry.statistics.snapshot.groups import Ladder
from registry.statistics.snapshot.whole import Provinces

# Code → its level, the code above it, and the code above that.
_Regions = dict[str, tuple[str, str | None, str | None]]


def ladder(by: tuple[Breakdown, ...]) -> Ladder:
    """The rungs that a breakdown needs, in the codes of the day of registration."""
    regions = _regions() if {Breakdown.REGION, Breakdown.PROVINCE} & set(by) else {}
    majors = _majors() if Breakdown.MAJOR in by else {}

    def _group(level: Breakdown, code: str) -> str:
        match level:
            case Breakdown.REGION:
                return _prefecture(code, regions)
            case Breakdown.PROVINCE:
                return _province(code, regions)
            case Breakdown.MAJOR:
                return majors.get(code) or code
            case _:
                return code

    return _group


def provinces() -> Provinces:
    """From the code of a region to that of its province."""
    regions = _regions()
    return lambda code: _province(code, regions)


def _prefecture(code: str, regions: _Regions) -> str:
    level, parent, _ = regions[code]
    return str(parent) if level == RegionLevel.COUNTY else code


def _province(code: str, regions: _Regions) -> str:
    level, parent, above = regions[code]
    return str(above or parent) if level == RegionLevel.COUNTY else parent or code


def _regions() -> _Regions:
    over = aliased(Region)
    level = type_coerce(Region.level, String)
    found = db.session.execute(
        select(Region.code, level, Region.parent_code, over.parent_code).outerjoin(
            over, over.code == Region.parent_code
        )
    )
    return {code: (level, parent, above) for code, level, parent, above in found}


def _majors() -> dict[str, str | None]:
    found = db.session.execute(select(IndustryClass.code, IndustryClass.parent_code))
    return {code: parent for code, parent in found}
