"""Reading patent numbers, against a bare regular expression that checks nothing."""

import random
import re

from bench.measure import Result, against
from registry.patents.numbers import PatentNumber, check_digit, parse

COUNT = 50_000
SEED = 402
_SHAPE = re.compile(r"(?:ZL|CN)?(\d{4})([12389])(\d{7})\.([\dX])")


def run() -> Result:
    """Numbers a second; all of them are well formed, as most are in a file."""
    numbers = _numbers()
    if not all(isinstance(parse(number), PatentNumber) for number in numbers):
        raise AssertionError("a well-formed number was not read")

    def ours() -> None:
        for number in numbers:
            parse(number)

    def peer() -> None:
        for number in numbers:
            _SHAPE.fullmatch(number)

    rates = against(ours, peer, count=COUNT)
    return Result("patent_numbers", *rates, "numbers/s", "peer: fullmatch of the shape alone")


def _numbers() -> list[str]:
    chance = random.Random(SEED)
    bodies = [
        f"{chance.randint(2004, 2025)}{chance.choice('123')}{chance.randrange(10**7):07d}"
        for _ in range(COUNT)
    ]
    return [f"ZL{body}.{check_digit(body)}" for body in bodies]
