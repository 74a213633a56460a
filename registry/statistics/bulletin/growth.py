"""How a figure has changed, and what part of a whole it is: in tenths of a percent.

Means stand beside them. Taken from the exact figures and rounded once, a half to the even neighbour.
"""

from fractions import Fraction


def growth(now: int | None, before: int | None) -> int | None:
    """The change against a base; None where one of the two is not shown, or where the base is
    nothing or less, so that a rate would say nothing."""
    if now is None or before is None or before <= 0:
        return None
    return round(Fraction(1000 * (now - before), before))


def share(part: int | None, whole: int | None) -> int | None:
    """What part it is; None where one of the two is not shown, or there is nothing to be part of."""
    if part is None or whole is None or whole <= 0 or part < 0:
        return None
    return round(Fraction(1000 * part, whole))


def reached(value: int, target: int) -> int:
    """The part of a target, cut and not rounded: 1000 stands only where it is reached."""
    return max(0, value) * 1000 // target


def written(tenths: int) -> str:
    """``53`` as ``5.3``, without a sign."""
    return f"{abs(tenths) // 10}.{abs(tenths) % 10}"


def signed(tenths: int | None) -> str:
    """As it stands in a table: ``-2.1``, ``0.0``; a dash where there is none."""
    if tenths is None:
        return "—"
    return f"{'-' if tenths < 0 else ''}{written(tenths)}"


def tenths_of(part: int, whole: int) -> int:
    """A mean in tenths."""
    return round(Fraction(10 * part, whole))


def mean(whole: int, number: int) -> int:
    """A mean in whole fen."""
    return round(Fraction(whole, number))
