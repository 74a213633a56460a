"""Where a declaration stands: among its class in the round, and with the enterprise's other products."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import case, func, select

from registry.applications.ledger import AMOUNTS
from registry.applications.models import Application
from registry.applications.workflow import Status
from registry.extensions import db

_NOT_COUNTED = (Status.DRAFT, Status.WITHDRAWN, Status.REJECTED)


@dataclass(frozen=True, slots=True)
class PlacedAmount:
    """One amount: how many of the class declare less, and the enterprise's sum in fen."""

    below: int | None
    """None where the application does not declare it."""
    sum: int


@dataclass(frozen=True, slots=True)
class Placing:
    """All four amounts by name. ``peers`` are the other applications of class and round that were
    handed in and not withdrawn; ``products`` is how many of the enterprise's are in the sums, this
    one with them."""

    peers: int
    products: int
    amounts: Mapping[str, PlacedAmount]

    def share_below(self, name: str) -> int | None:
        """Of a hundred peers, how many declare less, cut to a whole number; None where there are
        no peers or the amount is not declared."""
        below = self.amounts[name].below
        return below * 100 // self.peers if below is not None and self.peers else None


def place(application: Application) -> Placing:
    """Two sums over the applications of the round: of the class, and of the enterprise."""
    of_round = select().where(
        Application.round_year == application.round_year,
        Application.status.not_in(_NOT_COUNTED),
        Application.id != application.id,
    )
    columns = {name: getattr(Application, name) for name in AMOUNTS}
    declared = {name: getattr(application, name) for name in AMOUNTS}
    less = [
        func.coalesce(func.sum(case((column < (declared[name] or 0), 1), else_=0)), 0)
        for name, column in columns.items()
    ]
    of_class = of_round.add_columns(func.count(), *less)
    peers, *below = db.session.execute(
        of_class.where(Application.class_code == application.class_code)
    ).one()
    sums = [func.coalesce(func.sum(column), 0) for column in columns.values()]
    of_enterprise = of_round.add_columns(func.count(), *sums)
    others, *totals = db.session.execute(
        of_enterprise.where(Application.enterprise_id == application.enterprise_id)
    ).one()
    return Placing(
        int(peers),
        int(others) + 1,
        {
            name: PlacedAmount(None if amount is None else int(count), int(total) + (amount or 0))
            for (name, amount), count, total in zip(declared.items(), below, totals, strict=True)
        },
    )
