"""Canonical JSON after RFC 8785, written a second time: what is checked uses a library for it."""

import json
import math
from typing import Any

# Whole numbers beyond these are text in the trail: no double holds them.
LARGEST = 2**53 - 1


def jcs(value: Any) -> str:
    """The canonical text; ValueError for what JSON has not."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int):
        return str(value) if abs(value) <= LARGEST else f'"{value}"'
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, list):
        return "[" + ",".join(jcs(each) for each in value) + "]"
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{jcs(name)}:{jcs(value[name])}" for name in names) + "}"
    raise ValueError(f"{value!r} is not JSON")


def _number(value: float) -> str:
    """As ECMAScript writes a double: the shortest digits that read as it, plain from 1e-6 up to
    1e21."""
    if not math.isfinite(value):
        raise ValueError(f"{value!r} is not JSON")
    if value == 0:
        return "0"
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    # The point stands after so many of the digits that are left.
    point = len(digits) - len(fraction) + int(exponent or 0)
    return ("-" if value < 0 else "") + _placed(digits.rstrip("0"), point)


def _placed(digits: str, point: int) -> str:
    if 0 < point <= 21:
        whole = digits[:point].ljust(point, "0")
        return f"{whole}.{digits[point:]}" if len(digits) > point else whole
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    power = f"e{point - 1:+d}"
    return f"{digits[0]}.{digits[1:]}{power}" if len(digits) > 1 else digits + power
