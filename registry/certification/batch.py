"""All papers that are missing, made in several processes or handed to Celery workers.

Whatever is interrupted is begun again by the next run: the rows say what is missing. Files of a
handful of papers are made first and their rows written together, which is as safe as one by one,
for a file that no row names is nobody's.
"""

import gc
import multiprocessing
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from itertools import islice

from flask import Flask, current_app
from sqlalchemy import func, select

from registry.applications.models import PatentLink
from registry.certification.keys import signer, trust
from registry.certification.models import Paper
from registry.certification.paper import handfuls, make_papers, missing_papers
from registry.certification.queueing import queue_paper
from registry.config import setting
from registry.errors import NotReady
from registry.extensions import db

Step = Callable[[], None]

# For fewer it is quicker to make them here than to start processes.
WORTH_PROCESSES = 40
# The commonest shapes, of each as many as it takes to have it compiled; that takes a second.
MOST_SHAPES, ENOUGH = 12, 3
# How often the workers' progress is looked at, and for how long none is borne, seconds.
LOOK, PATIENCE = 0.5, 60.0


@dataclass
class Issued:
    """How many were made, why others cannot be made, and how many the workers still have."""

    made: int = 0
    hindrances: list[str] = field(default_factory=list)
    waiting: int = 0


def issue(round_year: int | None, jobs: int, step: Step) -> Issued:
    """Make everything that is missing, of a round or at all, calling ``step`` after each.

    One that cannot be made does not keep the others from being made. NotReady, before anything is
    made, when there is no key that may sign.
    """
    missing = missing_papers(round_year)
    if not missing:
        return Issued()
    if setting("BROKER_URL"):
        return _by_workers(missing, step)
    signer(), trust()
    if jobs < 2 or len(missing) < WORTH_PROCESSES:
        return _here(missing, step)
    return _in_processes(missing, jobs, step)


def _here(missing: Sequence[int], step: Step) -> Issued:
    done = Issued()
    for handful in handfuls(missing):
        _count(done, make_papers(handful), step)
    return done


def _count(done: Issued, made: tuple[int, list[str]], step: Step) -> None:
    count, hindrances = made
    done.made += count
    done.hindrances += hindrances
    for _ in range(count + len(hindrances)):
        step()


def _in_processes(missing: Sequence[int], jobs: int, step: Step) -> Issued:
    # What the processes are forked with they need not make again: fonts and shapes.
    done, first = Issued(), first_of_each_shape(missing)
    _count(done, make_papers(first), step)
    others = sorted(set(missing).difference(first))
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # Flask's own way
    # A connection that two processes share would mix their words.
    db.session.remove()
    db.engine.dispose()
    gc.collect()
    gc.freeze()
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(jobs, fork, initializer=_enter, initargs=(app,)) as pool:
        try:
            _follow(pool, handfuls(others), jobs, done, step)
        except BrokenProcessPool as error:
            raise NotReady(
                "A process was killed; {count} papers are made. Run it again for the others.",
                count=done.made,
            ) from error
    gc.unfreeze()
    return done


def _follow(
    pool: ProcessPoolExecutor, coming: Iterator[list[int]], jobs: int, done: Issued, step: Step
) -> None:
    """Two handfuls a process are under way at any moment: none waits, and none piles up."""
    under_way: set[Future[tuple[int, list[str]]]] = set()
    while True:
        room = 2 * jobs - len(under_way)
        under_way |= {pool.submit(make_papers, handful) for handful in islice(coming, room)}
        if not under_way:
            return
        finished, under_way = wait(under_way, return_when=FIRST_COMPLETED)
        for each in finished:
            _count(done, each.result(), step)


def _enter(app: Flask) -> None:
    app.app_context().push()


def first_of_each_shape(missing: Sequence[int]) -> list[int]:
    """A few papers of each of the commonest shapes: design and number of patents.

    The first of a shape is drawn in full and the second compiles it; the processes that are forked
    afterwards have it.
    """
    shapes: dict[tuple[str, int, int], list[int]] = defaultdict(list)
    wanted = set(missing)
    for paper_id, design, version, patents in _papers_with_shapes():
        if paper_id in wanted:
            shapes[design, version, patents].append(paper_id)
    commonest = sorted(shapes.values(), key=len, reverse=True)[:MOST_SHAPES]
    return [paper_id for ids in commonest for paper_id in ids[:ENOUGH]]


def _papers_with_shapes() -> Iterator[tuple[int, str, int, int]]:
    patents = (
        select(PatentLink.application_id, func.count(PatentLink.patent_id).label("patents"))
        .group_by(PatentLink.application_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Paper.id, Paper.design, Paper.design_version, patents.c.patents)
        .join(patents, patents.c.application_id == Paper.application_id)
        .where(Paper.pdf_sha256.is_(None))
        .order_by(Paper.id)
    )
    return (row._tuple() for row in rows)


def _by_workers(missing: Sequence[int], step: Step) -> Issued:
    for paper_id in missing:
        queue_paper(setting("BROKER_URL"), paper_id)
    wanted, done, quiet = set(missing), Issued(), 0.0
    while done.made < len(wanted) and quiet < PATIENCE:
        db.session.rollback()
        made = len(wanted) - len(wanted.intersection(missing_papers()))
        for _ in range(made - done.made):
            step()
        quiet = 0.0 if made > done.made else quiet + LOOK
        done.made = made
        if made < len(wanted):
            time.sleep(LOOK)
    done.waiting = len(wanted) - done.made
    return done
