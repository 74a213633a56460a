"""The closed set of measures that a benchmark may name: facts to an exact number, or None.

What each of the four dimensions measures is the operator's (example) data: a benchmark names one
of these. None means that the facts do not suffice; a measure never guesses, so an unknown legal
status or a missing contribution makes the whole measure unknown.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from registry.eligibility.facts import Facts, PatentFacts
from registry.money import N_
from registry.patents.numbers import Kind
from registry.patents.status import PatentStatus
from registry.patents.terms import expires_on

Compute = Callable[[Facts], Fraction | None]

YUAN = "yuan"
PERCENT = "percent"
PATENTS = "patents"
YEARS = "years"

_FEN_PER_YUAN = 100
_HUNDREDTHS = 100
_DAYS_PER_YEAR = Fraction(1461, 4)


@dataclass(frozen=True, slots=True)
class Measure:
    """A named figure; `unit` is one of the four above, and what a benchmark must name;
    `label` is a msgid."""

    name: str
    label: str
    unit: str
    compute: Compute


def _yuan(fen: int | None) -> Fraction | None:
    return None if fen is None else Fraction(fen, _FEN_PER_YUAN)


def _ratio(part: Fraction | int | None, whole: Fraction | int | None) -> Fraction | None:
    """None for anything unknown, and for a whole that is not positive."""
    if part is None or whole is None or whole <= 0:
        return None
    return Fraction(part) / Fraction(whole)


def _percent(part: Fraction | int | None, whole: Fraction | int | None) -> Fraction | None:
    ratio = _ratio(part, whole)
    return None if ratio is None else 100 * ratio


def _output(facts: Facts) -> Fraction | None:
    return _yuan(facts.declaration.output_value)


def _sales(facts: Facts) -> Fraction | None:
    return _yuan(facts.declaration.sales_revenue)


def _export(facts: Facts) -> Fraction | None:
    return _yuan(facts.declaration.export_value)


def _profit(facts: Facts) -> Fraction | None:
    return _yuan(facts.declaration.profit)


def _core(facts: Facts) -> tuple[PatentFacts, ...]:
    return tuple(patent for patent in facts.patents if patent.core)


def _alive(patents: Iterable[PatentFacts]) -> int | None:
    """How many are in force; None when the status of any is not known."""
    statuses = [patent.status for patent in patents]
    if any(status in (None, PatentStatus.UNKNOWN) for status in statuses):
        return None
    return sum(status == PatentStatus.IN_FORCE for status in statuses)


def _inventions(patents: Iterable[PatentFacts]) -> tuple[PatentFacts, ...] | None:
    """The inventions among them; None when the kind of any is not known."""
    known = tuple(patents)
    if any(patent.kind is None for patent in known):
        return None
    return tuple(patent for patent in known if patent.kind == Kind.INVENTION)


def _count(patents: tuple[PatentFacts, ...] | None) -> Fraction | None:
    return None if patents is None else Fraction(len(patents))


def _whole(number: int | None) -> Fraction | None:
    return None if number is None else Fraction(number)


def _inventions_in_force(facts: Facts) -> Fraction | None:
    inventions = _inventions(facts.patents)
    return None if inventions is None else _whole(_alive(inventions))


def _contribution(patents: Iterable[PatentFacts]) -> Fraction | None:
    """Sum in percent; None when any patent has none."""
    given = [patent.contribution for patent in patents]
    known = [contribution for contribution in given if contribution is not None]
    if len(known) != len(given):
        return None
    return Fraction(sum(known), _HUNDREDTHS)


def _contributed_output(facts: Facts) -> Fraction | None:
    contribution, output = _contribution(facts.patents), _output(facts)
    if contribution is None or output is None:
        return None
    return contribution / 100 * output


def _remaining_years(patent: PatentFacts, on: date) -> Fraction | None:
    if patent.kind is None or patent.filed_on is None:
        return None
    days = (expires_on(Kind(patent.kind), patent.filed_on) - on).days
    return max(Fraction(0), days / _DAYS_PER_YEAR)


def _mean_remaining_years(facts: Facts) -> Fraction | None:
    """Mean over the linked patents at the end of the data year; an ended term counts as 0."""
    last_day = date(facts.round.data_year, 12, 31)
    years = [_remaining_years(patent, last_day) for patent in facts.patents]
    known = [value for value in years if value is not None]
    if not known or len(known) != len(years):
        return None
    return sum(known, Fraction(0)) / len(known)


_ALL = (
    Measure("output_value_yuan", N_("output value"), YUAN, _output),
    Measure("sales_revenue_yuan", N_("sales revenue"), YUAN, _sales),
    Measure("export_value_yuan", N_("export value"), YUAN, _export),
    Measure("profit_yuan", N_("profit"), YUAN, _profit),
    Measure(
        "profit_margin_percent",
        N_("profit as a share of sales revenue"),
        PERCENT,
        lambda facts: _percent(_profit(facts), _sales(facts)),
    ),
    Measure(
        "export_share_percent",
        N_("export value as a share of sales revenue"),
        PERCENT,
        lambda facts: _percent(_export(facts), _sales(facts)),
    ),
    Measure(
        "output_per_patent_yuan",
        N_("output value for each linked patent"),
        YUAN,
        lambda facts: _ratio(_output(facts), len(facts.patents)),
    ),
    Measure(
        "patents_linked",
        N_("number of linked patents"),
        PATENTS,
        lambda facts: Fraction(len(facts.patents)),
    ),
    Measure(
        "patents_in_force",
        N_("number of linked patents in force"),
        PATENTS,
        lambda facts: _whole(_alive(facts.patents)),
    ),
    Measure(
        "core_patents",
        N_("number of core patents"),
        PATENTS,
        lambda facts: Fraction(len(_core(facts))),
    ),
    Measure(
        "core_patents_in_force",
        N_("number of core patents in force"),
        PATENTS,
        lambda facts: _whole(_alive(_core(facts))),
    ),
    Measure(
        "inventions_in_force",
        N_("number of linked invention patents in force"),
        PATENTS,
        _inventions_in_force,
    ),
    Measure(
        "core_inventions",
        N_("number of core invention patents"),
        PATENTS,
        lambda facts: _count(_inventions(_core(facts))),
    ),
    Measure(
        "invention_share_percent",
        N_("inventions as a share of the linked patents"),
        PERCENT,
        lambda facts: _percent(_count(_inventions(facts.patents)), len(facts.patents)),
    ),
    Measure(
        "contribution_percent",
        N_("contribution of all linked patents"),
        PERCENT,
        lambda facts: _contribution(facts.patents),
    ),
    Measure(
        "core_contribution_percent",
        N_("contribution of the core patents"),
        PERCENT,
        lambda facts: _contribution(_core(facts)),
    ),
    Measure(
        "contributed_output_yuan",
        N_("output value that the patents contribute"),
        YUAN,
        _contributed_output,
    ),
    Measure(
        "mean_remaining_term_years",
        N_("mean remaining term of the linked patents at the end of the data year"),
        YEARS,
        _mean_remaining_years,
    ),
)

MEASURES: dict[str, Measure] = {measure.name: measure for measure in _ALL}
"""Every measure by its name; programme data is checked against these names and units."""
