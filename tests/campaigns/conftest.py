"""What a campaign may ask for: the fixture that writes its outcome into var/campaign.json.

A campaign is a test that takes minutes, in a file `campaign_<name>.py` of this folder, which the
ordinary suite does not collect: `make campaign` runs them all, `make campaign ONLY=<name>` one.
"""

import fcntl
import json
import os
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import pytest
from sqlalchemy import make_url

ROOT = Path(__file__).resolve().parent.parent.parent
OUTCOMES = ROOT / "var" / "campaign.json"
MOST_SHOWN = 20

Figure: TypeAlias = "str | int | float | None | list[Figure] | dict[str, Figure]"


@dataclass
class Campaign:
    """One run: `record` says what was tried, once; a run that failed is written down too."""

    name: str
    database: str | None = None
    began: float = field(default_factory=time.monotonic)
    outcome: dict[str, Figure] = field(default_factory=dict)

    def record(
        self,
        *,
        what: str,
        how_many: int,
        seed: int | str | None = None,
        failures: int | Collection[object] = (),
        database: str | None = None,
        **more: Figure,
    ) -> None:
        """Write the outcome down, and fail where there were failures.

        `failures` is their number, or the failures themselves, of which the first twenty are kept;
        `database` is that of the test unless it is said here.
        """
        count = failures if isinstance(failures, int) else len(failures)
        self.outcome = {
            "what": what,
            "how_many": how_many,
            "seed": seed,
            "failures": count,
            "seconds": round(time.monotonic() - self.began, 1),
            "database": database or self.database,
            **more,
        }
        if not isinstance(failures, int) and failures:
            self.outcome["shown"] = [str(each)[:300] for each in list(failures)[:MOST_SHOWN]]
        write_down(self.name, self.outcome)
        assert how_many > 0, "nothing was tried"
        assert count == 0, f"{count} of {how_many}: {self.outcome.get('shown', '')}"


def write_down(name: str, outcome: dict[str, Figure]) -> None:
    """Put one outcome into the file, whole or not at all, leaving those of others as they are."""
    OUTCOMES.parent.mkdir(exist_ok=True)
    with OUTCOMES.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = json.loads(OUTCOMES.read_text(encoding="utf-8")) if OUTCOMES.exists() else {}
        known[name] = outcome
        text = json.dumps(known, ensure_ascii=False, indent=2, sort_keys=True)
        fresh = OUTCOMES.with_suffix(f".{os.getpid()}")
        fresh.write_text(text + "\n", encoding="utf-8")
        fresh.replace(OUTCOMES)


_BEGAN = time.monotonic()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write down how long all of them took together, once, whoever ran them."""
    if hasattr(session.config, "workerinput") or not session.testscollected:
        return
    whole: dict[str, Figure] = {"what": "the last run, of whatever was asked for, from end to end"}
    whole |= {"how_many": session.testscollected, "failures": session.testsfailed}
    write_down("a run", whole | {"seconds": round(time.monotonic() - _BEGAN, 1)})


@pytest.fixture
def campaign(request: pytest.FixtureRequest) -> Iterator[Campaign]:
    """The outcome of this test, under `<file>: <the test's sentence>`; it must be recorded."""
    file = request.path.stem.removeprefix("campaign_")
    sentence = request.node.name.removeprefix("test_").replace("_", " ")
    uses = "database" in request.fixturenames
    database = request.getfixturevalue("database") if uses else None
    kind = make_url(database).get_backend_name() if database else None
    running = Campaign(f"{file}: {sentence}", kind)
    yield running
    if not running.outcome:
        seconds = round(time.monotonic() - running.began, 1)
        write_down(running.name, {"what": "did not come to its end", "seconds": seconds})
        pytest.fail("the campaign ended without a record")
