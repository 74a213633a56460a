"""How much of an amount the largest enterprises have.

An enterprise's amount is the sum over all its products that stand in the stage on the day; members
of a group are enterprises of their own. Shares are tenths of a percent, cut and never rounded up.
Profit has no concentration: with losses among the parts a share of the sum means nothing.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from flask_babel import lazy_gettext as _l
from sqlalchemy import Subquery, func, select

from registry.applications.ledger import Stage
from registry.extensions import db
from registry.statistics.counting import SPLIT, facts_of
from registry.statistics.filters import EVERYWHERE, Where
from registry.statistics.indicator import Over

TITLE = _l("Concentration")
DEFINITION = _l(
    "Share of the largest enterprises in an amount: an enterprise counts with all its products"
    " together, members of a group are enterprises of their own. In tenths of a percent, cut and"
    " not rounded. The Herfindahl index is the sum of the squared shares, from nearly 0 to 1."
)
MEASURED = ("output_value", "sales_revenue", "export_value")
USUAL = (1, 4, 8, 20)


@dataclass(frozen=True, slots=True)
class Top:
    """The largest ``n`` enterprises: their amount in fen, and its share, 1000 being all of it.

    ``n`` is what was asked for; ``enterprises`` how many there were to take.
    """

    n: int
    enterprises: int
    amount: int
    share: int | None

    @property
    def percent(self) -> str | None:
        """The share as text, as in 35.2; None where the whole is nothing."""
        return None if self.share is None else f"{self.share // 10}.{self.share % 10}"


@dataclass(frozen=True, slots=True)
class Concentration:
    """Of one amount in one data year as known on a day; ``enterprises`` have more than nothing.

    ``herfindahl`` is exact, None where the whole is nothing.
    """

    indicator: str
    data_year: int
    as_of: date
    stage: Stage | None
    enterprises: int
    total: int
    top: tuple[Top, ...]
    herfindahl: Fraction | None

    @property
    def index_text(self) -> str | None:
        """The Herfindahl index with four decimals, cut."""
        if self.herfindahl is None:
            return None
        parts = self.herfindahl.numerator * 10_000 // self.herfindahl.denominator
        return f"{parts // 10_000}.{parts % 10_000:04d}"


def concentration(
    indicator: str,
    data_year: int,
    as_of: date,
    sizes: tuple[int, ...] = USUAL,
    stage: Stage | None = None,
    where: Where = EVERYWHERE,
) -> Concentration:
    """How concentrated an amount is; ``stage`` None is registered and certified together.

    Raises ValueError for an indicator that is not one of ``MEASURED``.
    """
    if indicator not in MEASURED:
        raise ValueError(f"{indicator} has no concentration, only {', '.join(MEASURED)}")
    amounts = _by_enterprise(
        indicator, facts_of(data_year, as_of, where=where)[Over.ENTRIES], stage
    )
    total = sum(amounts)
    squares = sum(amount * amount for amount in amounts)
    return Concentration(
        indicator=indicator,
        data_year=data_year,
        as_of=as_of,
        stage=stage,
        enterprises=len(amounts),
        total=total,
        top=tuple(_top(n, amounts, total) for n in sizes),
        herfindahl=Fraction(squares, total * total) if total else None,
    )


def _by_enterprise(indicator: str, entries: Subquery, stage: Stage | None) -> list[int]:
    """The amounts that are more than nothing, the largest first."""
    amount = entries.c[indicator]
    query = select(func.sum(amount // SPLIT), func.sum(amount % SPLIT))
    if stage is not None:
        query = query.where(entries.c.stage == stage)
    found = db.session.execute(query.group_by(entries.c.enterprise_id))
    sums = (int(high) * SPLIT + int(low) for high, low in found)
    return sorted((each for each in sums if each > 0), reverse=True)


def _top(n: int, amounts: list[int], total: int) -> Top:
    reached = sum(amounts[:n])
    return Top(n, min(n, len(amounts)), reached, reached * 1000 // total if total else None)
