"""Everything that must hold; one file each. What the files have to say is said in their SAYS."""

from registry.integrity.invariant import Invariant
from registry.integrity.invariants import (
    certificates,
    chain,
    checkpoints,
    contracts,
    database,
    decisions,
    declarations,
    documents,
    evaluations,
    events,
    ledger,
    numbers,
    papers,
    patents,
    payloads,
    people,
    prints,
    proposals,
    records,
    references,
    releases,
    trail,
    watching,
)

_MODULES = (
    database,
    references,
    chain,
    checkpoints,
    trail,
    people,
    declarations,
    documents,
    decisions,
    evaluations,
    ledger,
    certificates,
    events,
    proposals,
    payloads,
    numbers,
    prints,
    papers,
    records,
    patents,
    watching,
    contracts,
    releases,
)
INVARIANTS = tuple(
    Invariant(module.__name__.rsplit(".", 1)[1], module.SAYS, module.check) for module in _MODULES
)
