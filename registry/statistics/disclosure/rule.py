"""When a cell would say too much about an enterprise: too few enterprises, or too large ones.

The rules are those of statistical offices (A. Hundepool et al., Statistical Disclosure Control,
2012, ch. 4): a smallest number of contributors, the (n, k) rule and the p % rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from registry.statistics.disclosure.reasons import Reason
from registry.statistics.disclosure.tables import Holding, measures


@dataclass(frozen=True, slots=True)
class Rule:
    """What the operator sets; percents are whole. A rule of 0 is off.

    A cell with fewer enterprises than ``minimum_enterprises`` is not shown; nor is one of which the
    ``dominance_enterprises`` largest hold more than ``dominance_percent``, or whose second largest
    enterprise could estimate the largest within ``estimate_percent`` of its value.
    ``protection_percent`` is how far, on either side, a hidden figure stays uncertain.
    """

    minimum_enterprises: int
    dominance_enterprises: int
    dominance_percent: int
    estimate_percent: int
    protection_percent: int

    def reason(self, holders: Mapping[int, Holding]) -> Reason | None:
        """Why a cell with these contributors may not be shown; None when it may."""
        if not holders:
            return None
        if len(holders) < self.minimum_enterprises:
            return Reason.FEW
        amounts = zip(*(each.measures[:-1] for each in holders.values()), strict=True)
        dominated = any(self._dominated(sorted(values, reverse=True)) for values in amounts)
        return Reason.DOMINATED if dominated else None

    def _dominated(self, values: list[int]) -> bool:
        total = sum(values)
        largest = sum(values[: self.dominance_enterprises])
        # Whoever knows the second largest subtracts it: the rest is how wrong the estimate can be.
        rest = total - sum(values[:2])
        by_share = self.dominance_enterprises and 100 * largest > self.dominance_percent * total
        by_estimate = self.estimate_percent and 100 * rest < self.estimate_percent * values[0]
        return total > 0 and bool(by_share or by_estimate)

    def levels(self, holders: Mapping[int, Holding]) -> tuple[int, ...]:
        """How far each measure of a hidden cell must stay uncertain; at least 1 of what is there."""
        *amounts, count = measures(holders.values())
        uncertain = [-(-value * self.protection_percent // 100) for value in amounts]
        return (
            (*(max(1, each) if value else 0 for each, value in zip(uncertain, amounts)), 1)
            if count
            else (*uncertain, 0)
        )
