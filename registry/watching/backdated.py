"""What a late word on a patent means for years that are already counted: for the statistician.

A lapse is dated back to the end of the last paid year, an invalidation to the very beginning. When
that becomes known after a product was registered, its output may have been counted for a data year
in which the patent was not in force to the end. Nothing is changed by it: it is a list of what may
need revision.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select, union

from registry import clock
from registry.applications.ledger import LedgerEntry, Stage
from registry.applications.models import Application, PatentLink
from registry.applications.workflow import REGISTERED
from registry.certification.models import Certificate
from registry.enterprises.models import Enterprise
from registry.extensions import db
from registry.patents.event_codes import Effect
from registry.patents.models import LegalEventRow, Patent, StatusStatement
from registry.patents.standing import Told, told_of
from registry.patents.status import ENDED, NEVER_GRANTED, PatentStatus
from registry.patents.terms import InForce, in_force_throughout
from registry.products.models import Product
from registry.programme.models import Round

_OVER = ENDED | NEVER_GRANTED | {PatentStatus.INVALIDATED}
_ENDS = (
    Effect.LAPSED,
    Effect.EXPIRED,
    Effect.ABANDONED,
    Effect.ENDED,
    Effect.INVALIDATED,
    Effect.INVALIDATED_OR_REDUCED,
    Effect.REFUSED,
    Effect.WITHDRAWN,
)
_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Counted:
    """A record whose declared output is counted: what the ledger has of it now, in fen.

    ``known_before`` is the day of its registration: what was known then was decided upon.
    """

    application_id: int
    public_id: str
    data_year: int
    granted_by: date
    known_before: date
    registration_number: str
    certificate_number: str | None
    product: str
    enterprise: str
    registered: int
    certified: int


@dataclass(frozen=True, slots=True)
class Touched:
    """A record and a patent of which it became known later that it was not in force to the end of
    the record's data year. ``effective_on`` None: invalid from the beginning, or not known."""

    number: str
    status: PatentStatus
    effective_on: date | None
    is_inferred: bool
    known_on: date
    record: Counted


@dataclass(frozen=True, slots=True)
class YearTotal:
    """Of one data year: patents, records, and their output value in fen, each counted once."""

    data_year: int
    patents: int
    records: int
    registered: int
    certified: int


@dataclass(frozen=True, slots=True)
class Backdated:
    """The whole list, by data year and patent, and its totals by data year."""

    since: date | None
    rows: tuple[Touched, ...]
    totals: tuple[YearTotal, ...]


def backdated(since: date | None = None) -> Backdated:
    """What may need revision, by what became known on ``since`` or later (None: at any time)."""
    links = _links_with_an_end()
    told = told_of({patent_id for patent_id, _ in links})
    records = _counted({application_id for _, application_id in links})
    numbers = _numbers({patent_id for patent_id, _ in links})
    pairs = ((p, told[p], records[a]) for p, a in links if a in records)
    found = [_touched(numbers[p], each, record) for p, each, record in pairs]
    rows = [row for row in found if row and (since is None or row.known_on >= since)]
    rows.sort(key=lambda row: (row.record.data_year, row.number, row.record.application_id))
    return Backdated(since, tuple(rows), tuple(_totals(rows)))


def _touched(number: str, told: Told, record: Counted) -> Touched | None:
    today = clock.today()
    if not _misses(told, record, today) or _misses(told, record, record.known_before):
        return None
    now = told.as_known_on(today)
    return Touched(
        number=number,
        status=now.standing.status,
        effective_on=now.standing.ended_on,
        is_inferred=now.end_is_inferred,
        known_on=_known_on(told, record, today),
        record=record,
    )


def _misses(told: Told, record: Counted, day: date) -> bool:
    """Whether, as known on the day, it was not in force to the end of the data year."""
    standing = told.as_known_on(day).standing
    by = record.granted_by
    return in_force_throughout(standing, record.data_year, granted_by=by).answer is InForce.NO


def _known_on(told: Told, record: Counted, today: date) -> date:
    """The day since which that is known without a break."""
    told_on = {event.known_on for event in told.events} | {each.known_on for each in told.looks}
    first = today
    for day in sorted((each for each in told_on if each <= today), reverse=True):
        if not _misses(told, record, day):
            break
        first = day
    return first


def _links_with_an_end() -> list[tuple[int, int]]:
    """Patent and application, of counted records and patents of which any source told an end: the
    few that are worth folding."""
    stated = select(StatusStatement.patent_id).where(StatusStatement.status.in_(_OVER))
    announced = select(LegalEventRow.patent_id).where(LegalEventRow.effect.in_(_ENDS))
    ended = union(stated, announced).subquery()
    rows = db.session.execute(
        select(ended.c.patent_id, PatentLink.application_id)
        .join(PatentLink, PatentLink.patent_id == ended.c.patent_id)
        .join(Application, Application.id == PatentLink.application_id)
        .where(Application.status.in_(REGISTERED))
        .order_by(PatentLink.application_id, ended.c.patent_id)
    )
    return [(patent_id, application_id) for patent_id, application_id in rows]


def _numbers(patent_ids: Iterable[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for ids in _parts(patent_ids):
        rows = db.session.execute(select(Patent.id, Patent.number).where(Patent.id.in_(ids)))
        found |= {patent_id: number for patent_id, number in rows}
    return found


def _counted(application_ids: Iterable[int]) -> dict[int, Counted]:
    found: dict[int, Counted] = {}
    for ids in _parts(application_ids):
        amounts = _amounts(ids)
        for each in _records(ids):
            values = amounts[each.application_id]
            registered, certified = values[Stage.REGISTERED], values[Stage.CERTIFIED]
            known = replace(each, registered=registered, certified=certified)
            found[each.application_id] = known
    return found


def _records(application_ids: Sequence[int]) -> Iterator[Counted]:
    """The records, their amounts not filled in yet."""
    rows = db.session.execute(
        select(
            Application.id,
            Application.public_id,
            Round.year - 1,
            Round.filing_by,
            Application.registered_on,
            Application.registration_number,
            Certificate.number,
            Product.name,
            Enterprise.name,
        )
        .join(Round, Round.year == Application.round_year)
        .join(Product, Product.id == Application.product_id)
        .join(Enterprise, Enterprise.id == Application.enterprise_id)
        .outerjoin(Certificate, Certificate.application_id == Application.id)
        .where(Application.id.in_(application_ids))
    )
    for key, public_id, year, by, registered_on, number, certificate, product, name in rows:
        if registered_on is not None and number is not None:
            known = (key, public_id, year, by, registered_on, number)
            yield Counted(*known, certificate, product, name, registered=0, certified=0)


def _amounts(application_ids: Sequence[int]) -> dict[int, dict[Stage, int]]:
    """Application id → its output value in each stage, as the ledger has it now."""
    found: dict[int, dict[Stage, int]] = defaultdict(lambda: dict.fromkeys(Stage, 0))
    rows = db.session.execute(
        select(
            LedgerEntry.application_id,
            LedgerEntry.stage,
            func.sum(LedgerEntry.output_value),
        )
        .where(LedgerEntry.application_id.in_(application_ids))
        .where(LedgerEntry.on_day <= clock.today())
        .group_by(LedgerEntry.application_id, LedgerEntry.stage)
    )
    for application_id, stage, total in rows:
        # PostgreSQL sums whole numbers into a decimal without a fraction.
        found[application_id][stage] = int(total)
    return found


def _totals(rows: Sequence[Touched]) -> Iterator[YearTotal]:
    for year in sorted({row.record.data_year for row in rows}):
        mine = [row for row in rows if row.record.data_year == year]
        records = {row.record.application_id: row.record for row in mine}.values()
        yield YearTotal(
            year,
            len({row.number for row in mine}),
            len(records),
            sum(each.registered for each in records),
            sum(each.certified for each in records),
        )


def _parts(ids: Iterable[int]) -> Iterator[list[int]]:
    listed = sorted(ids)
    for first in range(0, len(listed), _AT_ONCE):
        yield listed[first : first + _AT_ONCE]
