"""How long each campaign is: one table, meant to let all of them end within an hour on two cores.

`make campaign KILLS=100 LOAD_SECONDS=30` sets others for one run; so does the environment.
"""

import os

LENGTHS = {
    # Random tamperings with the trail, on each database.
    "TAMPERINGS": 10_000,
    # Processes killed in the middle of their work, on each database.
    "KILLS": 500,
    # Power cuts, of our setting and of the obvious one.
    "POWER_CUTS": 200,
    # Reviewers who decide on these applications at once, on each database.
    "REVIEWERS": 16,
    "APPLICATIONS": 500,
    # Applications whose papers `registry issue` makes, on each database.
    "ISSUED": 1_000,
    # Numbers that eight processes take, on each database.
    "NUMBERS": 2_000,
    # Duels of two who want the opposite at the same moment, of each kind, on each database.
    "DUELS": 50,
    # People on gunicorn at once, and for how long.
    "LOAD_PEOPLE": 200,
    "LOAD_SECONDS": 600,
    # Seconds of fuzzing for each reader.
    "FUZZ_SECONDS": 30,
    # Bits of one file turned over one by one; of a file that has more, a random part of them.
    "FLIPS": 1_000_000,
}


def length(name: str) -> int:
    """What the environment says, or the table. Raises ValueError when it is no whole number ≥ 1."""
    said = os.environ.get(name, "").strip()
    if not said:
        return LENGTHS[name]
    if not said.isascii() or not said.isdigit() or int(said) < 1:
        raise ValueError(
            f"{name} is {said!r}: it must be a whole number from 1, as {LENGTHS[name]}"
        )
    return int(said)
