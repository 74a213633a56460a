"""The ledger of a test told in columns, and compared with what SQL says of it."""

from datetime import date

from histories import DATA_YEAR
from sqlalchemy import func, select

from registry.applications.ledger import AMOUNTS, LedgerEntry, Stage
from registry.extensions import db
from registry.statistics.breakdowns import Breakdown
from registry.statistics.counting import SPLIT, cells_of, facts_of
from registry.statistics.catalogue import all_indicators
from registry.statistics.disclosure.rule import Rule
from registry.statistics.indicator import Over
from registry.statistics.releases.reading import MAGNITUDES
from registry.statistics.snapshot import deltas, store, warm
from registry.statistics.snapshot.service import path, standing
from registry.statistics.withheld import withheld

B = Breakdown
PRODUCTS = tuple(each for each in all_indicators() if each.id == "products")
ASKED: tuple[tuple[Breakdown, ...], ...] = (
    (),
    (B.REGION, B.MAJOR),
    (B.CLASS, B.PROVINCE),
    (B.SIZE, B.CLASS),
    (B.BASIS, B.COUNTY),
    (B.KIND,),
    (B.KIND, B.BASIS, B.MAJOR),
    (B.COUNTY, B.CLASS, B.SIZE),
)


def tell_at(places: list[int]) -> None:
    """Take the snapshot after so many entries, once for each number, the later from the earlier."""
    store.path().unlink(missing_ok=True)
    warm.forget()
    ids = db.session.scalars(select(LedgerEntry.id).order_by(LedgerEntry.id)).all()
    before = None
    for place in sorted(places):
        until = ids[min(place, len(ids)) - 1] if ids and place else 0
        if before is None or until >= before.position:
            store.tell(until, before)
            before = store.fitting()
            assert before is not None


def check_columns(
    day: date, data_year: int = DATA_YEAR, asked: tuple[tuple[Breakdown, ...], ...] = ASKED
) -> None:
    """Every breakdown from the columns is that of SQL, and so are the sums of the daily changes."""
    if not store.path().exists():
        assert standing(data_year, day) is None
        return
    found = standing(data_year, day)
    assert found is not None
    facts = facts_of(data_year, day)
    for by in asked:
        assert found.cells(by) == cells_of(facts, by), by
    check_withheld(day, data_year)
    check_days(day, data_year)


RULES = (Rule(3, 2, 85, 0, 0), Rule(2, 1, 60, 15, 10), Rule(0, 0, 0, 25, 0))


def check_withheld(day: date, data_year: int) -> None:
    """What a release would hide, by the columns and by every enterprise's sum in the database."""
    found = standing(data_year, day)
    assert found is not None
    entries = facts_of(data_year, day)[Over.ENTRIES]
    for by in ((B.REGION, B.MAJOR), (B.CLASS, B.PROVINCE), (B.SIZE, B.CLASS), (B.MAJOR,)):
        groups = sorted(found.cells(by, PRODUCTS) or {})
        for rule in RULES if groups else ():
            told = found.withheld(by, groups, rule, MAGNITUDES)
            assert told == withheld(entries, by, groups, rule), (by, rule)


def check_days(day: date, data_year: int) -> None:
    """The sums of the daily changes, whole and by province."""
    entry = LedgerEntry
    known = select(entry.stage, func.sum(entry.sign)).where(entry.data_year == data_year)
    for amount in AMOUNTS:
        column = getattr(entry, amount)
        known = known.add_columns(func.sum(column // SPLIT), func.sum(column % SPLIT))
    rows = db.session.execute(known.where(entry.on_day <= day).group_by(entry.stage)).all()
    wanted = {
        stage: [int(count), *(int(high) * SPLIT + int(low) for high, low in _pairs(sums))]
        for stage, count, *sums in rows
    }
    held = warm.current()
    assert held is not None
    told = deltas.totals(held.days.get(data_year, ()), day.toordinal())
    for stage, figures in zip(Stage, told, strict=True):
        assert list(figures.values()) == wanted.get(stage, [0] * 5)
    points = path(data_year, [day])
    assert points is not None
    for place, stage in enumerate(Stage):
        both = [(point.registered, point.certified)[place] for point in points]
        sums = [sum(figures) for figures in zip(*both, strict=True)] or [0, 0]
        assert sums == wanted.get(stage, [0] * 5)[:2]


def _pairs(values: list[int]) -> list[tuple[int, int]]:
    return list(zip(values[::2], values[1::2], strict=True))
