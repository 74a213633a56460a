"""The check digit of Chinese application numbers (ZC 0006-2003, and the 8+1 numbers before it).

Each digit of the body is weighted 2, 3, … 9, 2, 3, 4, 5 from the left; the sum modulo 11 is the
check digit, and 10 is written X. Eleven is a prime and no weight is a multiple of it, so *every*
single wrong digit in the body is caught, at any position, as is a wrong check digit; so is every
swap of two different neighbours, because neighbouring weights differ modulo 11.
"""

from operator import mul

_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_LENGTHS = (8, 12)
_DIGITS = "0123456789X"

# ``bytes`` of ASCII digits are weighted as they are (0 is 48), which keeps the sum in C; what the
# 48s add is taken off again by where the table of answers begins.
_EXCESS = {length: 48 * sum(_WEIGHTS[:length]) % 11 for length in _LENGTHS}
_ANSWERS = {
    length: "".join(_DIGITS[(remainder - _EXCESS[length]) % 11] for remainder in range(11))
    for length in _LENGTHS
}


def check_digit(body: str) -> str:
    """The check digit, ``0``–``9`` or ``X``, of a body of 8 or 12 ASCII digits.

    Raises ValueError for a body of another length or with anything but digits in it.
    """
    if len(body) not in _LENGTHS or not (body.isascii() and body.isdigit()):
        raise ValueError(f"a body has 8 or 12 digits, not {body!r}")
    return check_digit_of_digits(body)


def check_digit_of_digits(body: str) -> str:
    """``check_digit`` without its checks, for callers that have just matched 8 or 12 digits."""
    return _ANSWERS[len(body)][sum(map(mul, _WEIGHTS, body.encode())) % 11]
