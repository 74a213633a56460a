"""The ledger as the disclosure control sees it: who stands in which atom, and with how much.

``read`` is the one reader, for preparing a release and for checking it years later.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import func, select

from registry.applications.ledger import LedgerEntry
from registry.extensions import db
from registry.statistics.breakdowns import Breakdown, column, joined
from registry.statistics.disclosure.tables import ALL, Atom, Cell, Contribution, Shape, Tables
from registry.statistics.releases.content import Side

# Magnitudes that the dominance rules look at. Profit may be negative: it goes with its cell.
MAGNITUDES = ("output_value", "sales_revenue", "export_value")
# The dimensions of the tables that are released, each from its finest level upwards.
LADDERS = (
    (Breakdown.REGION, Breakdown.PROVINCE),
    (Breakdown.CLASS, Breakdown.MAJOR),
    (Breakdown.SIZE,),
)
_LEVELS = tuple(level for ladder in LADDERS for level in ladder)

By = tuple[Breakdown, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One ledger entry: its id, whose it is, where it counts, and its signed magnitudes.

    ``codes`` has the code of every breakdown; ``atom`` the finest code of each dimension and the
    stage.
    """

    id: int
    application: int
    enterprise: int
    sign: int
    atom: Atom
    codes: dict[Breakdown, str]
    amounts: tuple[int, ...]


@dataclass(frozen=True)
class Facts:
    """The entries of a data year that were known on a day, up to a position of the ledger."""

    entries: tuple[Entry, ...]
    shown: tuple[By, ...]

    def of_tables(self, shown: tuple[By, ...]) -> "Facts":
        """The same facts, to be shown in these tables."""
        return Facts(self.entries, shown)

    @cached_property
    def tables(self) -> Tables:
        """What stands on the day, as tables to be protected."""
        return Tables(self._chains(), shapes_of(self.shown), tuple(self._standing()))

    @cached_property
    def ids(self) -> dict[Cell, list[int]]:
        """Cell → the ids of all entries behind it, those that were taken back too."""
        known: dict[Atom, tuple[Cell | None, ...]] = {}
        found: dict[Cell, list[int]] = {}
        for entry in self.entries:
            cells = known.get(entry.atom) or self.tables.cells_over(entry.atom)
            known[entry.atom] = cells
            for cell in cells:
                if cell is not None:
                    found.setdefault(cell, []).append(entry.id)
        return found

    def _standing(self) -> Iterator[Contribution]:
        net: dict[tuple[Atom, int, int], tuple[int, tuple[int, ...]]] = {}
        for entry in self.entries:
            place = entry.atom, entry.enterprise, entry.application
            sign, amounts = net.get(place, (0, (0,) * len(MAGNITUDES)))
            both = zip(amounts, entry.amounts, strict=True)
            net[place] = sign + entry.sign, tuple(one + other for one, other in both)
        for (atom, enterprise, _), (sign, amounts) in sorted(net.items()):
            if sign > 0:
                yield Contribution(enterprise, atom, tuple(max(0, each) for each in amounts))

    def _chains(self) -> tuple[dict[str, tuple[str, ...]], ...]:
        chains: list[dict[str, tuple[str, ...]]] = [{} for _ in (*LADDERS, "stage")]
        for entry in self.entries:
            for place, ladder in enumerate(LADDERS):
                nodes = (node_of(level, entry.codes[level]) for level in ladder)
                chains[place][entry.atom[place]] = (*nodes, ALL)
            chains[-1][entry.atom[-1]] = (f"stage:{entry.atom[-1]}", ALL)
        return tuple(chains)


def read(data_year: int, as_of: date, last_entry_id: int, shown: tuple[By, ...]) -> Facts:
    """The facts behind a release with these tables."""
    facts = (
        select(LedgerEntry)
        .where(LedgerEntry.data_year == data_year, LedgerEntry.on_day <= as_of)
        .where(LedgerEntry.id <= last_entry_id)
        .subquery()
    )
    whose = (facts.c.id, facts.c.application_id, facts.c.enterprise_id, facts.c.sign)
    levels = tuple(column(level, facts) for level in _LEVELS)
    amounts = tuple(facts.c[name] for name in MAGNITUDES)
    query = select(*whose, facts.c.stage, *levels, *amounts).select_from(joined(facts, _LEVELS))
    found = db.session.execute(query.order_by(facts.c.id))
    return Facts(tuple(_entry(tuple(row)) for row in found), shown)


def position() -> int:
    """The id of the last ledger entry there is, 0 for none."""
    return db.session.scalars(select(func.coalesce(func.max(LedgerEntry.id), 0))).one()


def cell_of(by: By, codes: tuple[str, ...], side: Side) -> Cell:
    """The cell of a group of a breakdown in a stage."""
    given = dict(zip(by, codes, strict=True))
    nodes = tuple(
        next((node_of(level, given[level]) for level in ladder if level in given), ALL)
        for ladder in LADDERS
    )
    return (*nodes, ALL if side is Side.TOGETHER else f"stage:{side.value}")


def node_of(level: Breakdown, code: str) -> str:
    """A group of one breakdown as a node."""
    return f"{level.value}:{code}"


def shapes_of(shown: tuple[By, ...]) -> tuple[Shape, ...]:
    """The shapes of these tables, each by stage and together."""
    shapes = [
        tuple(next((level.value for level in ladder if level in by), "") for ladder in LADDERS)
        for by in shown
    ]
    return tuple((*shape, stage) for shape in shapes for stage in ("", "stage"))


def _entry(row: tuple[object, ...]) -> Entry:
    number, application, enterprise, sign, stage, *rest = row
    codes = {level: str(code) for level, code in zip(_LEVELS, rest)}
    atom = tuple(codes[ladder[0]] for ladder in LADDERS)
    whole = [each for each in (number, application, enterprise, sign) if isinstance(each, int)]
    amounts = tuple(each for each in rest[len(_LEVELS) :] if isinstance(each, int))
    return Entry(whole[0], whole[1], whole[2], whole[3], (*atom, str(stage)), codes, amounts)
