"""The telephone of a person: what its authenticator app shows."""

from datetime import timedelta

import pyotp

from registry import clock
from registry.accounts.second_factors import PERIOD


def digits(secret: str, periods: int = 0) -> str:
    """What the app shows now, or so many periods from now."""
    return pyotp.TOTP(secret).at(clock.now() + timedelta(seconds=PERIOD * periods))
