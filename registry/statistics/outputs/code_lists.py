"""The project's code lists as SDMX code lists: every code that a release may use, ended ones too."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from registry.codes.models import ClassLevel, IndustryClass, Region, RegionLevel
from registry.enterprises.models import Size
from registry.extensions import db
from registry.statistics.breakdowns import TITLES, Breakdown
from registry.statistics.catalogue import all_indicators
from registry.statistics.outputs.languages import in_all, named
from registry.statistics.outputs.observations import UNITS, table_id
from registry.statistics.releases.content import ReleaseStatus, Side
from registry.statistics.releases.reading import LADDERS
from registry.statistics.releases.wording import SIDES

ALL = "_T"
"""How SDMX names the total of a dimension."""

SUPPRESSED = "Q"
OBS_STATUS = {
    ReleaseStatus.PROVISIONAL: "P",
    ReleaseStatus.REVISED: "R",
    ReleaseStatus.FINAL: "A",
}
FREE, CONFIDENTIAL = "F", "C"

_SIZES = {
    Size.LARGE: _l("Large enterprise"),
    Size.MEDIUM: _l("Medium enterprise"),
    Size.SMALL: _l("Small enterprise"),
    Size.MICRO: _l("Micro enterprise"),
    Size.INSTITUTION: _l("Institution"),
}


@dataclass(frozen=True, slots=True)
class Code:
    """A code, its names by language, the code above it."""

    id: str
    names: dict[str, str]
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class CodeList:
    """``id`` is the id of the component that takes its codes; the list is ``CL_`` and that."""

    id: str
    names: dict[str, str]
    codes: tuple[Code, ...]


def code_lists() -> tuple[CodeList, ...]:
    """Every list, the same for all releases of a registry."""
    every = Code(ALL, in_all(_l("All together")))
    return (
        CodeList("FREQ", in_all(_l("Frequency")), (Code("A", in_all(_l("Annual"))),)),
        CodeList("BREAKDOWN", in_all(_l("Table of the release")), tuple(_tables())),
        CodeList("REF_AREA", in_all(_l("Region")), (every, *_regions())),
        CodeList("PRODUCT_CLASS", in_all(_l("Product class")), (every, *_classes())),
        CodeList(
            "ENTERPRISE_SIZE",
            in_all(_l("Size of the enterprise")),
            (every, *(Code(size.value.upper(), in_all(_SIZES[size])) for size in Size)),
        ),
        CodeList(
            "STAGE",
            in_all(_l("What is counted")),
            tuple(Code(side.value.upper(), in_all(SIDES[side])) for side in Side),
        ),
        CodeList(
            "INDICATOR",
            in_all(_l("Figure")),
            tuple(Code(each.id.upper(), in_all(each.title)) for each in all_indicators()),
        ),
        CodeList(
            "UNIT_MEASURE",
            in_all(_l("Unit")),
            tuple(
                Code(id_, in_all(text)) for id_, text in zip(UNITS.values(), _UNITS, strict=True)
            ),
        ),
        CodeList("OBS_STATUS", in_all(_l("Status of the figures")), tuple(_statuses())),
        CodeList("CONF_STATUS", in_all(_l("Confidentiality")), tuple(_confidential())),
    )


_UNITS = (_l("yuan"), _l("number"))


def _tables() -> Iterator[Code]:
    """Every table that a release may have, whether one has it or not: releases choose theirs."""
    for levels in product(*((None, *ladder) for ladder in LADDERS)):
        by = tuple(level for level in levels if level is not None)
        yield Code(table_id(by), _table_names(by))


def _table_names(by: Iterable[Breakdown]) -> dict[str, str]:
    levels = [in_all(TITLES[level]) for level in by]
    if not levels:
        return in_all(_l("All together"))
    return {language: " × ".join(each[language] for each in levels) for language in levels[0]}


def _regions() -> Iterator[Code]:
    levels = (RegionLevel.PROVINCE, RegionLevel.PREFECTURE)
    query = select(Region).where(Region.level.in_(levels)).order_by(Region.code)
    found = db.session.scalars(query).all()
    there = {row.code for row in found}
    for row in found:
        parent = row.parent_code if row.parent_code in there else None
        yield Code(row.code, named(row.name, None), parent)


def _classes() -> Iterator[Code]:
    for row in db.session.scalars(select(IndustryClass).order_by(IndustryClass.code)):
        parent = row.parent_code if row.level is not ClassLevel.MAJOR else None
        yield Code(row.code, named(row.name, row.name_en), parent)


def _statuses() -> Iterator[Code]:
    """The letters of the SDMX cross-domain list; R for revised is an addition of ours."""
    yield Code("A", in_all(_l("Final value")))
    yield Code("P", in_all(_l("Provisional value")))
    yield Code("R", in_all(_l("Revised value")))
    yield Code(SUPPRESSED, in_all(_l("Missing value; suppressed")))


def _confidential() -> Iterator[Code]:
    yield Code(FREE, in_all(_l("Free for publication")))
    yield Code(CONFIDENTIAL, in_all(_l("Confidential")))
