"""The ledger and the patent links behind it, read into columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import Select, String, func, select, text, type_coerce

from registry.applications.ledger import LedgerEntry, Stage
from registry.applications.models import Basis, PatentLink
from registry.codes.models import IndustryClass, Region
from registry.enterprises.models import Size
from registry.extensions import db
from registry.patents.models import Patent
from registry.patents.number_types import Kind
from registry.statistics.snapshot.groups import Codes
from registry.statistics.snapshot.stays import AMOUNTS, Table, joined
from registry.statistics.snapshot.year import LICENSEE, NO_KIND, PATENTEE, UNSTATED

_AT_ONCE = 50_000
_ENTRY = {
    "id": LedgerEntry.id,
    "application": LedgerEntry.application_id,
    "enterprise": LedgerEntry.enterprise_id,
    "data_year": LedgerEntry.data_year,
    "sign": LedgerEntry.sign,
    # As text, and text into numbers here: a million dates and words cost more than all the rest.
    "on_day": type_coerce(LedgerEntry.on_day, String),
    "stage": type_coerce(LedgerEntry.stage, String),
    "size": type_coerce(LedgerEntry.size, String),
    "region": LedgerEntry.region_code,
    "klass": LedgerEntry.class_code,
    **{name: getattr(LedgerEntry, name) for name in AMOUNTS},
}
_LINK = {
    "application": PatentLink.application_id,
    "patent": PatentLink.patent_id,
    "core": PatentLink.core,
    "kind": type_coerce(Patent.kind, String),
    "basis": type_coerce(PatentLink.basis, String),
}
_STAGES = {stage.value: number for number, stage in enumerate(Stage)}
_SIZES = {size.value: number for number, size in enumerate(Size)}
_KINDS = {kind.value: number for number, kind in enumerate(Kind)} | {"": NO_KIND}
_RIGHTS = {Basis.PATENTEE.value: PATENTEE, Basis.LICENSEE.value: LICENSEE, None: UNSTATED}


@dataclass
class Numbered:
    """Codes by number; an unknown one gets the next."""

    regions: dict[str, int]
    classes: dict[str, int]
    days: dict[object, int] = field(default_factory=dict)

    def codes(self) -> Codes:
        """What the numbers stand for."""
        return Codes(tuple(self.regions), tuple(self.classes), tuple(_SIZES))

    def of(self, name: str, values: Sequence[Any]) -> Sequence[int]:
        """A column of words, days or numbers as numbers."""
        if name == "on_day":
            return [self.days.get(each) or self._day(each) for each in values]
        if name in ("region", "klass"):
            known = self.regions if name == "region" else self.classes
            return [known.setdefault(each, len(known)) for each in values]
        words = _WORDS.get(name)
        return [words[each] for each in values] if words else values

    def _day(self, value: object) -> int:
        return self.days.setdefault(value, date.fromisoformat(str(value)).toordinal())


_WORDS: dict[str, dict[Any, int]] = {
    "stage": _STAGES,
    "size": _SIZES,
    "kind": _KINDS,
    "basis": _RIGHTS,
}


def numbered(codes: Codes | None = None) -> Numbered:
    """Codes that are known already, or all of the code lists, in order."""
    regions = codes.regions if codes else _all_codes(Region)
    classes = codes.classes if codes else _all_codes(IndustryClass)
    return Numbered(
        {code: number for number, code in enumerate(regions)},
        {code: number for number, code in enumerate(classes)},
    )


def settled_position() -> int:
    """The last entry of the ledger, when every earlier one is committed: on PostgreSQL numbers are
    given before the commit, and a smaller one could still come."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE ledger_entry IN SHARE MODE"))
    return db.session.scalars(select(func.coalesce(func.max(LedgerEntry.id), 0))).one()


def entries(after: int, until: int, numbers: Numbered) -> Table:
    """The entries behind one position of the ledger, up to another."""
    query = select(*_ENTRY.values()).where(LedgerEntry.id > after, LedgerEntry.id <= until)
    return _table(query.order_by(LedgerEntry.id), tuple(_ENTRY), numbers)


def links(after: int, until: int, numbers: Numbered) -> Table:
    """The links, to patents of the register, of the applications of these entries."""
    applications = select(LedgerEntry.application_id).where(
        LedgerEntry.id > after, LedgerEntry.id <= until
    )
    query = (
        select(*_LINK.values())
        .join(Patent, Patent.id == PatentLink.patent_id)
        .where(PatentLink.application_id.in_(applications))
    )
    return _table(query, tuple(_LINK), numbers)


def anchor(position: int) -> str | None:
    """One entry, whole, as text: what must still be there under its number."""
    query = select(*LedgerEntry.__table__.columns).where(LedgerEntry.id == position)
    row = db.session.execute(query).one_or_none()
    return None if row is None else " ".join(str(value) for value in row)


def count_until(position: int) -> int:
    """How many entries there are up to a position."""
    query = select(func.count()).select_from(LedgerEntry).where(LedgerEntry.id <= position)
    return db.session.scalars(query).one()


def tail_mark(position: int) -> tuple[int, ...]:
    """What tells one state of the ledger behind a position from another: entries are only added."""
    sums = (LedgerEntry.id, LedgerEntry.application_id, LedgerEntry.enterprise_id)
    query = select(
        func.count(),
        func.coalesce(func.max(LedgerEntry.id), 0),
        *(func.coalesce(func.sum(each), 0) for each in sums),
    ).where(LedgerEntry.id > position)
    return tuple(int(each) for each in db.session.execute(query).one())


def _table(query: Select[*tuple[Any, ...]], names: tuple[str, ...], numbers: Numbered) -> Table:
    return joined([_empty(names), *_chunks(query, names, numbers)])


def _empty(names: tuple[str, ...]) -> Table:
    return {name: np.zeros(0, np.int64) for name in names}


def _chunks(
    query: Select[*tuple[Any, ...]], names: tuple[str, ...], numbers: Numbered
) -> Iterator[Table]:
    found = db.session.execute(query, execution_options={"yield_per": _AT_ONCE})
    for rows in found.partitions():
        columns = zip(*rows, strict=True)
        yield {
            name: np.array(numbers.of(name, column), np.int64)
            for name, column in zip(names, columns, strict=True)
        }


def _all_codes(model: type[Region | IndustryClass]) -> tuple[str, ...]:
    return tuple(db.session.scalars(select(model.code).order_by(model.code)))
