"""A declaration beside that of the product's last registered year."""

from dataclasses import dataclass

from registry.applications.ledger import AMOUNTS
from registry.applications.models import Application


@dataclass(frozen=True, slots=True)
class ComparedAmount:
    """One amount now and before, fen; None is not declared."""

    name: str
    now: int | None
    before: int | None

    @property
    def change(self) -> str | None:
        """The change in percent with a sign and one decimal, cut; None where there is none to
        tell, because an amount is missing or was nothing or less before."""
        if self.now is None or self.before is None or self.before <= 0:
            return None
        tenths = abs(self.now - self.before) * 1000 // self.before
        sign = "−" if self.now < self.before else "+"
        return f"{sign}{tenths // 10:,}.{tenths % 10}"


def compare(now: Application, before: Application | None) -> tuple[ComparedAmount, ...]:
    """The four amounts, in the order of the form."""
    return tuple(
        ComparedAmount(name, getattr(now, name), getattr(before, name) if before else None)
        for name in AMOUNTS
    )
