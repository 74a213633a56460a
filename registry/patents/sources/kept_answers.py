"""Answers of a service kept in a folder, so that it is not asked again for what it said lately."""

import os
import re
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from registry import clock

_STAMP = "%Y%m%dT%H%M%SZ"
_KEY = re.compile("[A-Za-z0-9.]{1,40}")


@dataclass(frozen=True, slots=True)
class KeptAnswers:
    """One file an answer, named by its key and the moment it was given; the newest counts."""

    folder: Path
    max_age: timedelta

    def get(self, key: str) -> tuple[bytes, datetime] | None:
        """The newest answer and its moment; None if there is none, or it is too old."""
        kept = sorted(self.folder.glob(f"{_checked(key)}_*.xml"))
        if not kept:
            return None
        stamp = kept[-1].stem.rpartition("_")[2]
        at = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
        if clock.now() - at > self.max_age:
            return None
        return kept[-1].read_bytes(), at

    def put(self, key: str, answer: bytes) -> datetime:
        """Keep an answer given now; whole or not at all. Returns the moment kept with it."""
        at = clock.now().replace(microsecond=0)
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.folder, delete=False) as unfinished:
            unfinished.write(answer)
        os.replace(unfinished.name, self.folder / f"{_checked(key)}_{at.strftime(_STAMP)}.xml")
        return at


def _checked(key: str) -> str:
    """The key, if it is fit for the name of a file."""
    if not _KEY.fullmatch(key):
        raise ValueError(f"no key of an answer: {key!r}")
    return key
