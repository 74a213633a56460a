"""Other figures that would look the same from outside.

A *move* adds an amount to some atoms and takes it from others. Where every cell whose sum it changes
is hidden, the public cannot tell the figures before and after it apart, and each hidden cell that it
changes is uncertain by that amount, upwards and downwards: the atoms with the least bound it, since
nobody declares less than nothing. That is a proof, whatever the attacker computes: any linear
programme over what is published has both figures among its solutions.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# Atoms by number, each with +1 or -1; one, two or four, plus and minus in turn.
Signs = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Move:
    """Signed atoms and the cells whose sums change, by number."""

    signs: Signs
    changed: frozenset[int]


def changed(signs: Signs, over: Sequence[frozenset[int]]) -> frozenset[int]:
    """The cells of all shapes whose sums a move changes."""
    if len(signs) == 1:
        return over[signs[0][0]]
    up, down = over[signs[0][0]], over[signs[1][0]]
    if len(signs) == 2:
        return up ^ down
    # What one pair adds to and the other takes from keeps its sum.
    second, third = over[signs[2][0]], over[signs[3][0]]
    return ((up - down) ^ (third - second)) | ((down - up) ^ (second - third))
