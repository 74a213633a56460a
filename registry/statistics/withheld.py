"""Which rows of the totals no release would show: staff see them, and see that the public does not.

Only what a row says of itself is looked at. A release hides others for their sake, and for what was
shown before: that is known when it is prepared.
"""

from collections.abc import Sequence

from sqlalchemy import Subquery, func, select

from registry import clock
from registry.extensions import db
from registry.statistics.breakdowns import Breakdown, column, joined
from registry.statistics.counting import SPLIT, one_of
from registry.statistics.disclosure.reasons import Reason
from registry.statistics.disclosure.rule import Rule
from registry.statistics.disclosure.settings import parameters_on, rule_of
from registry.statistics.disclosure.tables import Holding
from registry.statistics.releases.reading import LADDERS, MAGNITUDES

Group = tuple[str, ...]
RELEASED = frozenset(level for ladder in LADDERS for level in ladder)


def rule_in_force() -> Rule:
    """The rule of today."""
    return rule_of({name: str(each.value) for name, each in parameters_on(clock.today()).items()})


def are_released(by: tuple[Breakdown, ...]) -> bool:
    """Whether releases have tables of such a breakdown."""
    return bool(by) and set(by) <= RELEASED


def withheld(
    entries: Subquery, by: tuple[Breakdown, ...], groups: Sequence[Group], rule: Rule
) -> dict[Group, Reason]:
    """Of these groups those that the rule hides, both stages together, and why; from every
    enterprise's sum in the entries. The reference for every faster way."""
    levels = [column(level, entries) for level in by]
    amounts = [entries.c[name] for name in MAGNITUDES]
    parts = [func.sum(part) for each in amounts for part in (each // SPLIT, each % SPLIT)]
    query = (
        select(*levels, entries.c.enterprise_id, func.sum(entries.c.sign), *parts)
        .select_from(joined(entries, by))
        .where(one_of(levels, groups))
        .group_by(*levels, entries.c.enterprise_id)
        .having(func.sum(entries.c.sign) > 0)
    )
    holders: dict[Group, dict[int, Holding]] = {}
    for row in db.session.execute(query):
        *group, enterprise, products = row[: len(by) + 2]
        halves = [int(each) for each in row[len(by) + 2 :]]
        sums = [high * SPLIT + low for high, low in zip(halves[::2], halves[1::2], strict=True)]
        held = Holding((*sums, int(products)))
        holders.setdefault(tuple(map(str, group)), {})[enterprise] = held
    reasons = {group: rule.reason(each) for group, each in holders.items()}
    return {group: reason for group, reason in reasons.items() if reason is not None}
