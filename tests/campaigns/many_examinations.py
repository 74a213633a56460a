"""Examining hundreds of thousands of damaged files, in as many processes as there are cores.

Each worker runs `certificates.examine.examine`, the function that the isolated child runs, without
the fork of a child for every file. Its first look answers for most damaged files; `by_parser` asks
what it leaves out, so that the parser and all that comes after it meet the damage too. A worker that
crashes breaks the pool; a file that takes longer than `SECONDS` counts as a failure.
"""

import gc
import logging
import os
import signal
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import get_context
from typing import TypeVar

from certificates.attestation import Outcome, Trust
from certificates.evidence import verified
from certificates.examine import SECONDS, examine

CHUNK = 500
Change = TypeVar("Change")
Examiner = Callable[[bytes, Trust], str]


def by_all(pdf: bytes, trust: Trust) -> str:
    """The answer of the examination as it is."""
    return examine(pdf, trust).outcome.value


def by_parser(pdf: bytes, trust: Trust) -> str:
    """The answer of the examination without its first look: the kind of error, or genuine."""
    try:
        verified(pdf, trust)
    except Exception as error:  # whatever a parser raises is an answer
        return type(error).__name__
    return Outcome.GENUINE.value


@dataclass
class Tally:
    """What the examiner answered, how often, and what must never have happened."""

    answers: Counter[str] = field(default_factory=Counter)
    accepted: list[str] = field(default_factory=list)

    @property
    def how_many(self) -> int:
        return self.answers.total()

    def add(self, other: "Tally") -> None:
        self.answers += other.answers
        self.accepted += other.accepted


@dataclass(frozen=True)
class _Work:
    original: bytes
    trust: Trust
    damage: Callable[[bytes, object], bytes]
    examiner: Examiner


_work: _Work | None = None


def examine_all(
    original: bytes,
    trust: Trust,
    damage: Callable[[bytes, Change], bytes],
    changes: Iterable[Change],
    examiner: Examiner = by_all,
) -> Tally:
    """Examine `damage(original, change)` for every change; `damage` is a function of a module."""
    whole, waiting = Tally(), iter(changes)
    work = _Work(original, trust, damage, examiner)
    with ProcessPoolExecutor(os.cpu_count(), get_context("fork"), _begin, (work,)) as pool:
        for tally in pool.map(_examine_chunk, _chunks(waiting)):
            whole.add(tally)
    return whole


def _chunks(changes: Iterator[Change]) -> Iterator[list[Change]]:
    while chunk := list(islice(changes, CHUNK)):
        yield chunk


def _begin(work: _Work) -> None:
    global _work
    _work = work
    gc.freeze()
    # pyHanko tells the log of every damage that it meets.
    logging.disable(logging.CRITICAL)
    signal.signal(signal.SIGALRM, _too_long)


def _too_long(*_: object) -> None:
    # Not an Exception, which the examiner would take for damage.
    raise KeyboardInterrupt(f"more than {SECONDS} s")


def _examine_chunk(changes: list[object]) -> Tally:
    tally = Tally()
    for change in changes:
        answer = _answer(change)
        tally.answers[answer] += 1
        if answer in (Outcome.GENUINE.value, "no answer"):
            tally.accepted.append(f"{answer}: {change!r:.200}")
    return tally


def _answer(change: object) -> str:
    assert _work is not None
    damaged = _work.damage(_work.original, change)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        return _work.examiner(damaged, _work.trust)
    except BaseException:
        return "no answer"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
