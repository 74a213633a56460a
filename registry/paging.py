"""The page of a list that an address asks for."""

from collections.abc import Mapping

from registry.errors import BadInput, FieldProblem
from registry.money import N_

LAST = 100_000


def page_number(arguments: Mapping[str, str]) -> int:
    """``page`` of the address, from 1, which it is when absent; BadInput for anything else."""
    given = arguments.get("page", "1")
    if given.isascii() and given.isdigit() and len(given) <= 6 and 1 <= int(given) <= LAST:
        return int(given)
    problem = N_("There is no page of this number.")
    expected = N_("Write a whole number from 1 to {last}.")
    raise BadInput([FieldProblem("page", given[:40], problem, expected, {"last": str(LAST)})])
