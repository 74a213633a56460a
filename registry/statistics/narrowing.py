"""Filters, read from the words of an address: every code is held against its list."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from sqlalchemy import select

from registry.codes.models import IndustryClass, IndustryLevel, NationalIndustry, Region
from registry.enterprises.models import Size
from registry.errors import FieldProblem
from registry.extensions import db
from registry.money import N_
from registry.patents.number_types import Kind
from registry.statistics.breakdowns import BASES, NO_PATENT, UNSTATED
from registry.statistics.filters import Where

MOST = 50
# Word in an address → the filter it is; ``right`` and not ``basis``, which applications have.
FILTERS: Mapping[str, str] = {
    "region": "regions",
    "class": "classes",
    "size": "sizes",
    "kind": "kinds",
    "right": "bases",
    "industry": "industries",
}
_UNKNOWN = N_("There is no such code: {given}.")
_EXPECTED: Mapping[str, str] = {
    "region": N_("Write codes of six digits (GB/T 2260) with commas between, as 370100."),
    "class": N_("Write classes of two or four digits with commas between, as 0301."),
    "size": N_("Choose from: {words}."),
    "kind": N_("Choose from: {words}."),
    "right": N_("Choose from: {words}."),
    "industry": N_("Write two or four digits of GB/T 4754 as loaded, or unstated."),
}
_WORDS: Mapping[str, tuple[str, ...]] = {
    "size": tuple(Size),
    "kind": (*Kind, NO_PATENT),
    "right": BASES,
}


def where(given: Callable[[str], Sequence[str]], problems: list[FieldProblem]) -> Where:
    """The filters; ``given`` has the texts of a word, each perhaps several codes with commas."""
    chosen = {filter_: _codes(word, given(word), problems) for word, filter_ in FILTERS.items()}
    return Where(**chosen)


def words_of(narrowed: Where) -> dict[str, str]:
    """The filters as an address has them; those that let everything through are left out."""
    texts = {word: ",".join(getattr(narrowed, name)) for word, name in FILTERS.items()}
    return {word: text for word, text in texts.items() if text}


def _codes(word: str, texts: Iterable[str], problems: list[FieldProblem]) -> tuple[str, ...]:
    parts = (part.strip() for text in texts for part in text.split(","))
    codes = tuple(dict.fromkeys(part for part in parts if part))
    if len(codes) > MOST:
        problem, expected = N_("{count} codes are given."), N_("Give at most {most}.")
        told = {"count": str(len(codes)), "most": str(MOST)}
        problems.append(FieldProblem(word, codes[0][:40], problem, expected, told))
        return ()
    unknown = sorted(set(codes) - _known(word, codes))
    if unknown:
        given = ", ".join(each[:20] for each in unknown[:5])
        told = {"given": given, "words": ", ".join(_WORDS.get(word, ()))}
        problems.append(FieldProblem(word, given, _UNKNOWN, _EXPECTED[word], told))
        return ()
    return codes


def _known(word: str, codes: tuple[str, ...]) -> set[str]:
    if not codes or word in _WORDS:
        return set(_WORDS.get(word, ()))
    if word == "region":
        return set(db.session.scalars(select(Region.code).where(Region.code.in_(codes))))
    if word == "class":
        known = select(IndustryClass.code).where(IndustryClass.code.in_(codes))
        return set(db.session.scalars(known))
    levels = (IndustryLevel.DIVISION, IndustryLevel.CLASS)
    named = select(NationalIndustry.code).where(
        NationalIndustry.code.in_(codes), NationalIndustry.level.in_(levels)
    )
    return {UNSTATED, *db.session.scalars(named)}
