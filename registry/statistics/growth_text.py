"""A quotient as percent with one decimal, rounded half away from zero: for what is shown only."""

from fractions import Fraction


def percent(share: Fraction | None, *, signed: bool = True) -> str:
    """``1/8`` as ``+12.5``; a dash for None."""
    if share is None:
        return "—"
    size = abs(share) * 1000
    tenths = (2 * size.numerator + size.denominator) // (2 * size.denominator)
    sign = "-" if share < 0 and tenths else "+" if signed and tenths else ""
    return f"{sign}{tenths // 10:,}.{tenths % 10}"
