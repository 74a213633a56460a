"""Which part of the work list is asked for, as the address says it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from registry.applications.workflow import Status
from registry.errors import BadInput, FieldProblem
from registry.money import N_
from registry.reviews.forms import read_page

WAITING = (Status.SUBMITTED, Status.REGISTERED, Status.PUBLIC_NOTICE)


class Whose(StrEnum):
    """Whose applications, or which of all of them."""

    ALL = "all"
    OWN = "own"
    UNASSIGNED = "unassigned"
    OVERDUE = "overdue"


class Age(StrEnum):
    """For how long an application has been in the registry: up to 7 days, to 30, more."""

    WEEK = "week"
    MONTH = "month"
    OLDER = "older"


class Order(StrEnum):
    """By what the list is sorted."""

    HANDED_IN = "handed_in"
    DUE = "due"
    PRODUCT = "product"
    ENTERPRISE = "enterprise"
    ROUND = "round"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which part of the work list; None leaves a criterion out. ``page`` counts from 1."""

    status: Status | None = None
    whose: Whose = Whose.ALL
    age: Age | None = None
    order: Order = Order.HANDED_IN
    descending: bool = False
    page: int = 1

    def args(self) -> dict[str, str]:
        """What an address says of it, without the page."""
        order = f"-{self.order}" if self.descending else self.order.value
        said = {
            "status": self.status.value if self.status else "",
            "whose": self.whose.value if self.whose is not Whose.ALL else "",
            "age": self.age.value if self.age else "",
            "order": order if order != Order.HANDED_IN else "",
        }
        return {name: value for name, value in said.items() if value}

    def but(self, **changes: object) -> dict[str, str]:
        """The address with some of it changed, from the first page on. Without a stage there is
        no order by the due day."""
        changed = replace(self, **changes)  # type: ignore[arg-type]  # names of fields, as above
        if changed.status is None and changed.order is Order.DUE:
            changed = replace(changed, order=Order.HANDED_IN)
        return changed.args()

    def sorted_by(self, order: Order) -> dict[str, str]:
        """The address that sorts by this; the other way round where it is sorted so already."""
        return self.but(order=order, descending=self.order is order and not self.descending)


def read_filter(given: Mapping[str, str]) -> Filter:
    """The filter of an address; BadInput names what cannot be taken."""
    problems: list[FieldProblem] = []
    status = _word(given, "status", WAITING, problems)
    whose = _word(given, "whose", Whose, problems) or Whose.ALL.value
    age = _word(given, "age", Age, problems)
    asked = given.get("order", "")
    order = _word({"order": asked.removeprefix("-")}, "order", Order, problems)
    if order == Order.DUE and not status:
        problem = N_("The due days of several stages cannot be sorted together.")
        problems.append(FieldProblem("order", asked, problem, N_("Choose a stage as well.")))
    page = read_page(given.get("page", "1"), problems)
    if problems:
        raise BadInput(problems)
    return Filter(
        Status(status) if status else None,
        Whose(whose),
        Age(age) if age else None,
        Order(order or Order.HANDED_IN),
        asked.startswith("-"),
        page,
    )


def _word(
    given: Mapping[str, str],
    field: str,
    words: Iterable[StrEnum],
    problems: list[FieldProblem],
) -> str:
    """The word of a field, or "" where nothing is asked or what is asked is not there."""
    said, known = given.get(field, ""), [word.value for word in words]
    if not said or said in known:
        return said
    values = {"words": ", ".join(known)}
    problem, expected = N_("The work list has no such part."), N_("Choose one of: {words}.")
    problems.append(FieldProblem(field, said[:40], problem, expected, values))
    return ""
