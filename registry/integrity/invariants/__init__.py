"""Everything that must hold; one file each. What the files have to say is said in their SAYS."""

from registry.integrity.invariant import Invariant
from registry.integrity.invariants import (
    certificates,
    database,
    decisions,
    declarations,
    evaluations,
    events,
    ledger,
    numbers,
    papers,
    payloads,
    people,
    records,
    references,
    trail,
)

_MODULES = (
    database,
    references,
    trail,
    people,
    declarations,
    decisions,
    evaluations,
    ledger,
    certificates,
    events,
    payloads,
    numbers,
    papers,
    records,
)
INVARIANTS = tuple(
    Invariant(module.__name__.rsplit(".", 1)[1], module.SAYS, module.check) for module in _MODULES
)
