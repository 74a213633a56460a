"""What the selects of a question offer: value, label (a text or msgid), and where it belongs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from registry.codes.industries import is_loaded
from registry.codes.models import ClassLevel, IndustryClass, Region, RegionLevel
from registry.codes.queries import prefecture_in
from registry.config import setting
from registry.enterprises.models import Size
from registry.extensions import db
from registry.locale import choose_locale
from registry.statistics.breakdowns import ALL_DIMENSIONS, INDUSTRIES, TITLES, Key, keys
from registry.statistics.breakdowns import BASES, NO_PATENT, Breakdown
from registry.patents.number_types import Kind


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a select."""

    value: str
    label: str


def breakdowns() -> list[Choice]:
    """Every breakdown; the industries only where a table is loaded."""
    hidden = () if is_loaded() else INDUSTRIES
    return [
        Choice(level.value, str(TITLES[level]))
        for dimension in ALL_DIMENSIONS
        for level in dimension
        if level not in hidden
    ]


def filters(today: date, given: dict[str, str]) -> dict[str, list[Choice]]:
    """Word of a filter → what can be chosen. What an address asks for is offered too, so that the
    form says what is shown."""
    offered = {
        "region": _regions(today),
        "class": _classes(),
        "size": _sorts(Breakdown.SIZE, tuple(Size)),
        "kind": _sorts(Breakdown.KIND, (*Kind, NO_PATENT)),
        "right": _sorts(Breakdown.BASIS, BASES),
    }
    for word, text in given.items():
        known = offered.get(word)
        if known is not None and text and text not in {each.value for each in known}:
            known.append(Choice(text, text))
    return offered


def name_of(key: Key) -> str:
    """The name of a group in the reader's language, where it has one."""
    return namer()(key)


def namer() -> Callable[[Key], str]:
    """``name_of`` for many groups: the language is looked up once."""
    english = choose_locale() == "en"
    return lambda key: (key.name_en or key.name) if english else key.name


def _regions(today: date) -> list[Choice]:
    home = setting("REGION")
    is_province = Region.level == RegionLevel.PROVINCE
    rows = db.session.execute(
        select(Region.code, Region.name)
        .where(or_(is_province, prefecture_in(home, today)))
        .order_by(Region.code != home, is_province, Region.code)
    )
    return [Choice(code, f"{code} {name}") for code, name in rows]


def _classes() -> list[Choice]:
    name = IndustryClass.name_en if choose_locale() == "en" else IndustryClass.name
    rows = db.session.execute(
        select(IndustryClass.code, IndustryClass.level, name).order_by(IndustryClass.code)
    )
    return [
        Choice(code, ("" if level is ClassLevel.MAJOR else "– ") + f"{code} {text}")
        for code, level, text in rows
    ]


def _sorts(breakdown: Breakdown, codes: Sequence[str]) -> list[Choice]:
    named, name = keys(breakdown, codes), namer()
    return [Choice(str(code), name(named[code])) for code in codes]
