"""The plan's targets side by side: how far output and contracts have come, and where it is missing.

What was counted is read from the ledgers, as known on a day. What stands beside it (in review, at
risk, lapsing) is today's: the page of an earlier day leaves it out.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from registry import clock
from registry.applications.ledger import LedgerEntry, Stage
from registry.codes.models import Region
from registry.codes.queries import in_force
from registry.config import setting
from registry.contracts import ledger as contracts
from registry.contracts.models import ContractEntry
from registry.extensions import db
from registry.programme.models import Target
from registry.statistics.industrialisation import Industrialisation, industrialisation
from registry.statistics.target_parts import at_risk, entries, lapsing, submitted

OUTPUT, CONTRACTS = "output_value", "contract_value"


@dataclass(slots=True)
class Output:
    """Output value in fen: registered only and certified, which the plan joins.

    ``at_risk`` and ``lapsing`` are parts of it and exclude each other; ``in_review`` is handed in
    and not yet in it. All three are None on an earlier day, for they are known of today only.
    """

    certified: int = 0
    registered: int = 0
    at_risk: int | None = None
    lapsing: int | None = None
    in_review: int | None = None

    @property
    def together(self) -> int:
        """Registered and certified, as the plan's wording joins them."""
        return self.certified + self.registered


@dataclass(slots=True)
class Contracts:
    """Confirmed contracts signed in a year: amount in fen, and how many."""

    amount: int = 0
    number: int = 0

    @property
    def together(self) -> int:
        """What is measured against the target."""
        return self.amount


@dataclass(frozen=True, slots=True)
class Place:
    """A prefecture, or the place itself where it lies in none."""

    code: str
    name: str
    output: Output = field(default_factory=Output)
    contracts: Contracts = field(default_factory=Contracts)


@dataclass(frozen=True, slots=True)
class Point:
    """A year of a path, beside the target that comes next; ``target`` None where there is none."""

    year: int
    reached: Output | Contracts
    target: Target | None

    @property
    def missing(self) -> int | None:
        """What is still missing; nothing once the target is reached."""
        return max(0, self.target.value - self.reached.together) if self.target else None

    @property
    def share(self) -> str | None:
        """Percent with one decimal, cut and not rounded."""
        if self.target is None or not self.target.value:
            return None
        tenths = max(0, self.reached.together) * 1000 // self.target.value
        return f"{tenths // 10}.{tenths % 10}"


@dataclass(frozen=True, slots=True)
class Targets:
    """All of it as of a day. ``data_year`` is that of the output by place, ``year`` of contracts."""

    as_of: date
    region: Region
    data_year: int
    year: int
    output: tuple[Point, ...]
    contracts: tuple[Point, ...]
    places: tuple[Place, ...]
    rate: Industrialisation

    @property
    def is_today(self) -> bool:
        """Whether what is known of today only is shown."""
        return self.as_of == clock.today()


def targets(as_of: date) -> Targets:
    """The three targets, as known on a day, of the province that runs the registry."""
    region = db.session.get_one(Region, setting("REGION"))
    places = places_of(region.code)
    output_years = _years(LedgerEntry.data_year, LedgerEntry.on_day, as_of) or [as_of.year - 1]
    contract_years = _years(ContractEntry.year, ContractEntry.on_day, as_of) or [as_of.year]
    output = {year: _output(year, as_of, places) for year in output_years}
    signed = {year: _contracts(year, as_of, places) for year in contract_years}
    return Targets(
        as_of=as_of,
        region=region,
        data_year=output_years[-1],
        year=contract_years[-1],
        output=tuple(
            point_of(y, _sum_output(each.values(), as_of), OUTPUT) for y, each in output.items()
        ),
        contracts=tuple(
            point_of(y, _sum_contracts(each.values()), CONTRACTS) for y, each in signed.items()
        ),
        places=_side_by_side(output[output_years[-1]], signed[contract_years[-1]], places, as_of),
        rate=industrialisation(as_of, places),
    )


def _years(
    year: InstrumentedAttribute[int], on_day: InstrumentedAttribute[date], as_of: date
) -> list[int]:
    return sorted(db.session.scalars(select(year).where(on_day <= as_of).distinct()))


def places_of(province: str) -> dict[str, Region]:
    """Code of a place within the province → its prefecture, or the place itself."""
    rows = {each.code: each for each in db.session.scalars(select(Region))}
    found: dict[str, Region] = {}
    for code, row in rows.items():
        way = [row]
        while (above := rows.get(way[-1].parent_code or "")) is not None:
            way.append(above)
        if province in [each.code for each in way]:
            # The last but the province: a prefecture; the province itself stands for itself.
            found[code] = way[max(0, [each.code for each in way].index(province) - 1)]
    return found


def point_of(year: int, reached: Output | Contracts, indicator: str) -> Point:
    """What was reached in a year, beside the nearest target of that year or a later one."""
    target = db.session.scalars(
        select(Target)
        .where(Target.indicator == indicator, Target.region_code == setting("REGION"))
        .where(Target.year >= year)
        .order_by(Target.year)
        .limit(1)
    ).one_or_none()
    return Point(year, reached, target)


def _output(data_year: int, as_of: date, places: dict[str, Region]) -> dict[str, Output]:
    """Code of a prefecture → output."""
    found: defaultdict[str, Output] = defaultdict(lambda: _nothing(as_of))
    for region, stage, amount in entries(data_year, as_of, ()):
        if region in places:
            part = found[places[region].code]
            part.certified += amount if stage is Stage.CERTIFIED else 0
            part.registered += amount if stage is Stage.REGISTERED else 0
    if as_of == clock.today():
        _beside(data_year, as_of, places, found)
    return dict(found)


def _beside(
    data_year: int, today: date, places: dict[str, Region], found: defaultdict[str, Output]
) -> None:
    """What is known of today only: at risk, lapsing, in review."""
    risky = LedgerEntry.application_id.in_(at_risk())
    ends_soon = (
        LedgerEntry.application_id.in_(lapsing(today)),
        LedgerEntry.stage == Stage.CERTIFIED,
        LedgerEntry.application_id.not_in(at_risk()),
    )
    for region, _, amount in entries(data_year, today, (risky,)):
        if region in places:
            part = found[places[region].code]
            part.at_risk = (part.at_risk or 0) + amount
    for region, _, amount in entries(data_year, today, ends_soon):
        if region in places:
            part = found[places[region].code]
            part.lapsing = (part.lapsing or 0) + amount
    for region, amount in submitted(data_year):
        if region in places:
            part = found[places[region].code]
            part.in_review = (part.in_review or 0) + amount


def _contracts(year: int, as_of: date, places: dict[str, Region]) -> dict[str, Contracts]:
    found: defaultdict[str, Contracts] = defaultdict(Contracts)
    for each in contracts.counted(year, as_of):
        if each.region_code in places:
            part = found[places[each.region_code].code]
            part.amount += each.amount
            part.number += each.contracts
    return dict(found)


def _sum_output(parts: Iterable[Output], as_of: date) -> Output:
    whole = _nothing(as_of)
    for part in parts:
        whole.certified += part.certified
        whole.registered += part.registered
        if whole.at_risk is not None:
            whole.at_risk += part.at_risk or 0
            whole.lapsing = (whole.lapsing or 0) + (part.lapsing or 0)
            whole.in_review = (whole.in_review or 0) + (part.in_review or 0)
    return whole


def _nothing(as_of: date) -> Output:
    return Output(0, 0, 0, 0, 0) if as_of == clock.today() else Output()


def _sum_contracts(parts: Iterable[Contracts]) -> Contracts:
    each = list(parts)
    return Contracts(sum(part.amount for part in each), sum(part.number for part in each))


def _side_by_side(
    output: dict[str, Output],
    signed: dict[str, Contracts],
    places: dict[str, Region],
    as_of: date,
) -> tuple[Place, ...]:
    """Every prefecture of the day, also those without anything: there it is missing."""
    prefectures = {region.code: region for region in places.values()}
    return tuple(
        Place(code, row.name, output.get(code, _nothing(as_of)), signed.get(code, Contracts()))
        for code, row in sorted(prefectures.items())
        if in_force(row, as_of) or code in output or code in signed
    )
