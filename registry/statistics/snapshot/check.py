"""Whether what is counted is what was decided, and whether the columns say what the ledger says.

What should stand in the ledger is worked out anew from applications, decisions, certificates and
the trail, by no code that writes it; the two are compared for each product, data year, stage and
day on which it was known, to the fen.
"""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np
from sqlalchemy import Select, select

from registry import clock
from registry.applications.corrections import Correction, CorrectionAnswer
from registry.applications.ledger import AMOUNTS, LedgerEntry, Stage
from registry.applications.models import Application
from registry.applications.workflow import Action, CorrectionAction
from registry.audit import AuditEntry
from registry.certification.models import Certificate, CertificateEvent
from registry.certification.workflow import CertificateAction
from registry.extensions import db
from registry.reviews.models import Decision
from registry.statistics.snapshot import reading, store
from registry.statistics.snapshot.columns import Column
from registry.statistics.snapshot.ladders import provinces
from registry.statistics.snapshot.stays import Table
from registry.statistics.snapshot.whole import Whole, all_stays, whole
from registry.statistics.snapshot.year import raw_links

_AT_ONCE = 2_000
_UP, _DOWN = 1, -1

Key = tuple[int, int, int, Stage, date, date]
"""Product, application, data year, stage, effective on, known on."""
Amounts = tuple[int, ...]
"""How many times it counts, and the four amounts in fen, signed."""
NOTHING: Amounts = (0,) * (1 + len(AMOUNTS))


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place where the ledger is not what was decided; amounts as in ``Amounts``."""

    product: int
    application: int
    data_year: int
    stage: Stage
    effective_on: date
    known_on: date
    decided: Amounts
    found: Amounts


@dataclass(frozen=True, slots=True)
class Checked:
    """How many applications count or were to count, how many places of the ledger were compared, and
    what is wrong. ``columns`` is None where there is no snapshot, else whether it is the ledger's."""

    applications: int
    compared: int
    difference: Difference | None
    columns: bool | None

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong; no snapshot is nothing wrong."""
        return self.difference is None and self.columns is not False


def check() -> Checked:
    """Work everything out anew and compare; stops at the first difference."""
    applications = compared = 0
    difference = None
    for _, rows in groupby(heapq.merge(*_streams(), key=_place), key=itemgetter(0)):
        decided, found = _of_one(rows)
        applications += bool(decided or found)
        compared += len(decided.keys() | found.keys())
        difference = _first(decided, found)
        if difference:
            break
    return Checked(applications, compared, difference, _columns_fit())


def _place(row: tuple[Any, ...]) -> tuple[int, int]:
    """Application and what kind of row: the application itself comes first."""
    return row[0], row[1]


_DECLARED, _DECIDED, _CORRECTED, _WITHDRAWN, _REVOKED, _COUNTED = range(6)


def _streams() -> Iterator[Iterator[tuple[Any, ...]]]:
    """Rows that begin with the application's id and their kind, in this order."""
    declared: tuple[Any, ...] = tuple(getattr(Application, name) for name in AMOUNTS)
    counted: tuple[Any, ...] = tuple(getattr(LedgerEntry, name) for name in AMOUNTS)
    yield _rows(
        _DECLARED,
        select(Application.id, Application.product_id, Application.round_year - 1)
        .add_columns(*declared)
        .order_by(Application.id),
    )
    yield _rows(
        _DECIDED,
        select(Decision.application_id, Decision.action, Decision.decided_at)
        .where(Decision.action.in_((Action.REGISTER, Action.CERTIFY)))
        .order_by(Decision.application_id, Decision.id),
    )
    yield _corrections()
    yield _rows(
        _WITHDRAWN,
        select(Application.id, AuditEntry.at)
        .join(Application, Application.id == AuditEntry.subject_id)
        .where(AuditEntry.subject_type == "application", AuditEntry.verb == Action.WITHDRAW)
        .where(Application.registration_number.is_not(None))
        .order_by(Application.id, AuditEntry.id),
    )
    yield _rows(
        _REVOKED,
        select(Certificate.application_id, CertificateEvent.effective_on, CertificateEvent.known_at)
        .join(Certificate, Certificate.id == CertificateEvent.certificate_id)
        .where(CertificateEvent.action == CertificateAction.REVOKE)
        .order_by(Certificate.application_id, CertificateEvent.id),
    )
    entry = LedgerEntry
    days = (entry.data_year, entry.stage, entry.effective_on, entry.known_on, entry.sign)
    yield _rows(
        _COUNTED,
        select(entry.application_id)
        .add_columns(*days, *counted)
        .order_by(entry.application_id, entry.id),
    )


def _corrections() -> Iterator[tuple[Any, ...]]:
    return _rows(
        _CORRECTED,
        select(Correction.application_id, CorrectionAnswer.answered_at)
        .add_columns(*(getattr(Correction, name) for name in AMOUNTS))
        .join(CorrectionAnswer, CorrectionAnswer.correction_id == Correction.id)
        .where(CorrectionAnswer.action == CorrectionAction.ACCEPT)
        .order_by(Correction.application_id, Correction.id),
    )


def _rows(kind: int, query: Select[*tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    for row in db.session.execute(query, execution_options={"yield_per": _AT_ONCE}):
        yield row[0], kind, *row[1:]


Counted = dict[Key, Amounts]


@dataclass(frozen=True, slots=True)
class _Act:
    """What changes what counts: when, what, from which day; ``amounts`` that it brings, in fen."""

    at: datetime
    what: str
    effective_on: date
    amounts: tuple[int, ...] = ()


def _of_one(rows: Iterable[tuple[Any, ...]]) -> tuple[Counted, Counted]:
    """What should count of one application, and what the ledger counts."""
    found: Counted = {}
    acts: list[_Act] = []
    whose: tuple[int, int, int] = (0, 0, 0)
    declared: Amounts = NOTHING
    for application, kind, *told in rows:
        if kind == _DECLARED:
            whose = told[0], application, told[1]
            declared = (1, *(amount or 0 for amount in told[2:]))
        elif kind == _COUNTED:
            year, stage, effective_on, known_on, sign, *amounts = told
            key = whose[0], application, year, stage, effective_on, known_on
            _add(found, key, (sign, *amounts))
        else:
            acts.append(_act(kind, told))
    return _decided(whose, declared, sorted(acts, key=lambda act: act.at)), found


def _act(kind: int, told: list[Any]) -> _Act:
    if kind == _REVOKED:
        return _Act(told[1], CertificateAction.REVOKE, told[0])
    if kind == _CORRECTED:
        return _Act(told[0], _CORRECT, clock.day_of(told[0]), tuple(told[1:]))
    return _Act(told[-1], told[0] if kind == _DECIDED else Action.WITHDRAW, clock.day_of(told[-1]))


def _decided(whose: tuple[int, int, int], counts: Amounts, acts: Iterable[_Act]) -> Counted:
    """What counts after these acts, in their order; ``counts`` is what was declared."""
    decided: Counted = {}
    stage = Stage.REGISTERED
    for act in acts:
        moves = ((stage, _DOWN), (stage, _UP)) if act.what == _CORRECT else _MOVES[act.what]
        for each, sign in moves:
            if sign == _UP:
                stage, counts = each, (1, *act.amounts) if act.amounts else counts
            signed = tuple(sign * amount for amount in counts)
            _add(decided, (*whose, each, act.effective_on, clock.day_of(act.at)), signed)
    return decided


_CORRECT = "correct"
_MOVES: dict[str, tuple[tuple[Stage, int], ...]] = {
    CertificateAction.REVOKE: ((Stage.CERTIFIED, _DOWN), (Stage.REGISTERED, _UP)),
    Action.REGISTER: ((Stage.REGISTERED, _UP),),
    Action.CERTIFY: ((Stage.REGISTERED, _DOWN), (Stage.CERTIFIED, _UP)),
    Action.WITHDRAW: ((Stage.REGISTERED, _DOWN),),
}


def _add(counted: Counted, key: Key, amounts: Amounts) -> None:
    known = counted.get(key, NOTHING)
    counted[key] = tuple(one + other for one, other in zip(known, amounts, strict=True))


def _first(decided: Counted, found: Counted) -> Difference | None:
    for key in sorted(decided.keys() | found.keys()):
        here, there = decided.get(key, NOTHING), found.get(key, NOTHING)
        if here != there:
            return Difference(*key, decided=here, found=there)
    return None


def _columns_fit() -> bool | None:
    """Whether the snapshot says what the ledger says up to its position, and no more."""
    if not store.path().exists():
        return None
    told = store.fitting()
    if told is None:
        return False
    numbers = reading.numbered(told.codes)
    entries = reading.entries(0, told.position, numbers)
    links = reading.links(0, told.position, numbers)
    anew = whole(entries, links, numbers.codes(), provinces(), anchor=told.anchor)
    return _same(anew, told)


def _same(one: Whole, other: Whole) -> bool:
    heads = [(each.position, each.count, each.codes, set(each.years)) for each in (one, other)]
    return heads[0] == heads[1] and all(
        np.array_equal(_in_order(part(one.years[year])), _in_order(part(other.years[year])))
        for year in one.years
        for part in (all_stays, raw_links)
    )


def _in_order(table: Table) -> Column:
    """The rows of a table in the one order they have whatever they were made from."""
    rows = np.stack([table[name].astype(np.int64) for name in sorted(table)])
    return rows[:, np.lexsort(rows)]
