"""To which group of a breakdown a code belongs, by the code lists as they stand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import BigInteger, Select, String, cast, func, select, type_coerce, union_all

from registry.codes.models import IndustryClass, Region, RegionLevel
from registry.extensions import db
from registry.statistics.breakdowns import Breakdown
from registry.statistics.snapshot.whole import Provinces

_KEY = "statistics.rungs"


def _mark(model: type[Region | IndustryClass]) -> Select[int, int | None]:
    number, above = cast(model.code, BigInteger), cast(model.parent_code, BigInteger)
    return select(func.count(), func.sum(number * above))


_MARK = union_all(_mark(Region), _mark(IndustryClass))


@dataclass(frozen=True)
class Rungs:
    """Region → its level and the region above it; class → the one above it."""

    regions: Mapping[str, tuple[str, str | None]]
    majors: Mapping[str, str | None]

    def group(self, level: Breakdown, code: str) -> str:
        """The group of a breakdown that a code belongs to, in the codes of the day of registration."""
        match level:
            case Breakdown.REGION:
                return self._prefecture(code)
            case Breakdown.PROVINCE:
                return self.province(code)
            case Breakdown.MAJOR:
                return self.majors.get(code) or code
            case _:
                return code

    def within(self, region: str) -> Callable[[str], bool]:
        """Whether a code is that of a region, or lies in it."""

        def lies_in(code: str) -> bool:
            parent = self.regions[code][1]
            above = self.regions[parent][1] if parent else None
            return region in (code, parent, above)

        return lies_in

    def province(self, code: str) -> str:
        """The province of a region."""
        level, parent = self.regions[code]
        if level == RegionLevel.COUNTY:
            parent = self.regions[str(parent)][1] or parent
        return parent or code

    def _prefecture(self, code: str) -> str:
        level, parent = self.regions[code]
        return str(parent) if level == RegionLevel.COUNTY else code


def rungs() -> Rungs:
    """The lists as they stand. Three thousand rows are held from one answer to the next as long as
    they are the same: as many of them, each below the same one."""
    mark = tuple(map(tuple, db.session.execute(_MARK)))
    known: tuple[object, Rungs] | None = current_app.extensions.get(_KEY)
    if known is not None and known[0] == mark:
        return known[1]
    level = type_coerce(Region.level, String)
    regions = db.session.execute(select(Region.code, level, Region.parent_code))
    majors = db.session.execute(select(IndustryClass.code, IndustryClass.parent_code))
    found = Rungs(
        {code: (level, parent) for code, level, parent in regions},
        {code: parent for code, parent in majors},
    )
    current_app.extensions[_KEY] = mark, found
    return found


def provinces() -> Provinces:
    """From the code of a region to that of its province."""
    return rungs().province
