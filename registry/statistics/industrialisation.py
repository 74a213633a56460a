"""The industrialisation rate of universities and research institutes (专利产业化率).

Of their patents in force, the share that a registered or certified product uses, or that a
confirmed contract licenses or transfers. There is no published threshold, so none is set beside.

A patent is an institution's when its newest description names it among the patentees, or when the
institution granted it in a confirmed contract. It is in force where a look of the last year shows
it so and nothing has ended it since; what was not looked at for as many days as the operator sets
is unknown, and never in force.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from registry.applications.facts import patentees_of
from registry.applications.ledger import LedgerEntry
from registry.applications.models import PatentLink
from registry.codes.models import Region
from registry.contracts.models import ContractEntry, ContractParty, ContractPatent
from registry.contracts.workflow import Side
from registry.enterprises.models import Enterprise, Size
from registry.extensions import db
from registry.patents.models import Patent
from registry.patents.standing import standings
from registry.patents.terms import InForce, in_force
from registry.patents.timeline import KnownStanding
from registry.statistics.settings import STATUS_FRESH_DAYS, whole


class _Held(NamedTuple):
    """One patent of one institution, and what is known of it."""

    institution: Enterprise
    patent_id: int
    kind: str
    answer: InForce
    fresh: bool
    used: bool


@dataclass(frozen=True, slots=True)
class Rate:
    """Patents, each once: ``known`` of the registry, of them ``fresh`` in status, ``in_force``,
    ``unknown`` and the rest ended; ``used`` of those in force."""

    code: str
    name: str
    known: int
    fresh: int
    in_force: int
    unknown: int
    used: int

    @property
    def share(self) -> str | None:
        """Percent of those in force with one decimal, cut; None where none is in force."""
        return _percent(self.used, self.in_force)

    @property
    def fresh_share(self) -> str | None:
        """Percent of the known whose status is fresh."""
        return _percent(self.fresh, self.known)


@dataclass(frozen=True, slots=True)
class Industrialisation:
    """The rate of all, and its breakdowns. ``institutions`` counts all of the registry,
    ``with_patents`` those of which it knows a patent."""

    total: Rate
    institutions: int
    with_patents: int
    by_institution: tuple[Rate, ...]
    by_place: tuple[Rate, ...]
    by_kind: tuple[Rate, ...]


def industrialisation(as_of: date, places: dict[str, Region]) -> Industrialisation:
    """As known on a day; ``places`` gives the prefecture of each place that takes part."""
    institutions = [
        each
        for each in db.session.scalars(
            select(Enterprise).where(Enterprise.size == Size.INSTITUTION).order_by(Enterprise.id)
        )
        if each.region_code in places
    ]
    held = _held(institutions, as_of)
    return Industrialisation(
        total=_rate("", "", held),
        institutions=len(institutions),
        with_patents=len({each.institution.id for each in held}),
        by_institution=_grouped(
            held, lambda each: (each.institution.credit_code, each.institution.name)
        ),
        by_place=_grouped(held, lambda each: _place(places[each.institution.region_code])),
        by_kind=_grouped(held, lambda each: (each.kind, each.kind)),
    )


def _place(region: Region) -> tuple[str, str]:
    return region.code, region.name


def _held(institutions: list[Enterprise], as_of: date) -> list[_Held]:
    owned = _by_patentee(institutions)
    for enterprise_id, patent_id in _granted(as_of):
        owned[patent_id].add(enterprise_id)
    by_id = {each.id: each for each in institutions}
    ids = [patent_id for patent_id, holders in owned.items() if holders & by_id.keys()]
    known, used, kinds = standings(ids, as_of), _used(as_of), _kinds(ids)
    days = whole(STATUS_FRESH_DAYS, as_of)
    held = []
    for patent_id in ids:
        standing = known.get(patent_id)
        answer, fresh = _answer(standing, as_of, days)
        held += [
            _Held(by_id[each], patent_id, kinds[patent_id], answer, fresh, patent_id in used)
            for each in sorted(owned[patent_id] & by_id.keys())
        ]
    return held


def _by_patentee(institutions: list[Enterprise]) -> defaultdict[int, set[int]]:
    """Patent id → ids of the institutions that its description names. One pass over the patents
    that name one of them alone, or several names."""
    ids = {each.name: each.id for each in institutions}
    several = or_(Patent.patentee.contains(";"), Patent.patentee.contains("；"))
    rows = db.session.scalars(select(Patent).where(or_(Patent.patentee.in_(ids), several)))
    owned: defaultdict[int, set[int]] = defaultdict(set)
    for patent in rows:
        owned[patent.id].update(ids[name] for name in patentees_of(patent) if name in ids)
    return owned


def _granted(as_of: date) -> Iterable[tuple[int, int]]:
    """Enterprise and patent of every confirmed grant, as known on the day."""
    rows = db.session.execute(
        select(ContractParty.enterprise_id, Patent.id)
        .join(ContractPatent, ContractPatent.contract_id == ContractParty.contract_id)
        .join(Patent, and_(*_same_patent()))
        .where(ContractParty.side == Side.GRANTOR, ContractParty.enterprise_id.is_not(None))
        .where(ContractParty.contract_id.in_(_counting(as_of)))
    )
    return [(enterprise_id or 0, patent_id) for enterprise_id, patent_id in rows]


def _used(as_of: date) -> set[int]:
    """Patents that a product in the ledger uses or a contract that counts is about."""
    products = (
        select(LedgerEntry.application_id)
        .where(LedgerEntry.on_day <= as_of)
        .group_by(LedgerEntry.application_id)
        .having(func.sum(LedgerEntry.sign) > 0)
    )
    linked = select(PatentLink.patent_id).where(
        PatentLink.application_id.in_(products), PatentLink.patent_id.is_not(None)
    )
    contracted = (
        select(Patent.id)
        .join(ContractPatent, and_(*_same_patent()))
        .where(ContractPatent.contract_id.in_(_counting(as_of)))
    )
    return {each for each in db.session.scalars(linked.union(contracted)) if each is not None}


def _same_patent() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Patent.office == ContractPatent.office, Patent.number == ContractPatent.number


def _counting(as_of: date) -> Select[int]:
    return (
        select(ContractEntry.contract_id)
        .where(ContractEntry.on_day <= as_of)
        .group_by(ContractEntry.contract_id)
        .having(func.sum(ContractEntry.sign) > 0)
    )


def _kinds(ids: list[int]) -> dict[int, str]:
    """Patent id → kind, "" where it is not known."""
    found: dict[int, str] = {}
    for first in range(0, len(ids), 5_000):
        part = ids[first : first + 5_000]
        rows = db.session.execute(select(Patent.id, Patent.kind).where(Patent.id.in_(part)))
        found.update({patent_id: kind or "" for patent_id, kind in rows})
    return found


def _answer(known: KnownStanding | None, day: date, fresh_days: int) -> tuple[InForce, bool]:
    """Whether it is in force as last known, and whether that is fresh: looked at within so many
    days."""
    if known is None:
        return InForce.UNKNOWN, False
    fresh = known.is_fresh(day, fresh_days)
    answer = in_force(known.standing, day).answer
    as_of = known.standing.as_of
    if answer is InForce.UNKNOWN and fresh and as_of is not None and as_of < day:
        answer = in_force(known.standing, as_of).answer
    return answer, fresh


def _grouped(held: list[_Held], key: Callable[[_Held], tuple[str, str]]) -> tuple[Rate, ...]:
    groups: defaultdict[tuple[str, str], list[_Held]] = defaultdict(list)
    for each in held:
        groups[key(each)].append(each)
    return tuple(_rate(*name, groups[name]) for name in sorted(groups))


def _rate(code: str, name: str, held: Iterable[_Held]) -> Rate:
    # A patent of two institutions counts for each of them, and once in a sum.
    patents = {each.patent_id: each for each in held}.values()
    in_force = [each for each in patents if each.answer is InForce.YES]
    return Rate(
        code=code,
        name=name,
        known=len(patents),
        fresh=sum(each.fresh for each in patents),
        in_force=len(in_force),
        unknown=sum(each.answer is InForce.UNKNOWN for each in patents),
        used=sum(each.used for each in in_force),
    )


def _percent(part: int, whole: int) -> str | None:
    if not whole:
        return None
    tenths = part * 1000 // whole
    return f"{tenths // 10}.{tenths % 10}"
