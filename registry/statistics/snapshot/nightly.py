"""The snapshot taken by itself: what went wrong is written beside it, for whoever watches.

Where a run fails the snapshot of before stays in use, and newer entries go on being merged from the
ledger; only a ledger that cannot be told in columns at all takes it away.
"""

from dataclasses import dataclass

from registry import clock
from registry.statistics.snapshot import store

_FAILED = "last-run-failed"


@dataclass(frozen=True, slots=True)
class Condition:
    """``taken_at`` in seconds since 1970, 0 where there is no snapshot; whether the last run failed."""

    taken_at: float
    failed: bool


def take(*, rebuild: bool = False) -> store.Taken:
    """Take what is new into the snapshot; a failure is marked beside it and raised."""
    mark = store.path().with_name(_FAILED)
    try:
        taken = store.take(rebuild=rebuild)
    except Exception:
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.write_text(f"{clock.now().isoformat()}\n", encoding="utf-8")
        raise
    mark.unlink(missing_ok=True)
    return taken


def condition() -> Condition:
    """What lies there now, without looking into it."""
    path = store.path()
    taken_at = path.stat().st_mtime if path.exists() else 0.0
    return Condition(taken_at, path.with_name(_FAILED).exists())
