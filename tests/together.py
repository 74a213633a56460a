"""Several at once, as on a busy day: threads of this process, or processes of their own."""

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from multiprocessing.queues import SimpleQueue
from threading import Barrier
from typing import TypeVar

from flask import Flask

from registry.extensions import db

T = TypeVar("T")
PATIENCE = 120.0


def threads(app: Flask, workers: int, act: Callable[[int], T]) -> list[T]:
    """What each of so many threads gives, each in an application context of its own.

    They begin together and have the clock of the test; the first error of any is raised.
    """
    ready = Barrier(workers)

    def work(worker: int) -> T:
        with app.app_context():
            ready.wait(timeout=30)
            return act(worker)

    with ThreadPoolExecutor(workers) as pool:
        begun = [pool.submit(copy_context().run, work, worker) for worker in range(workers)]
        return [each.result(timeout=PATIENCE) for each in begun]


def processes(app: Flask, workers: int, act: Callable[[int], T]) -> list[T]:
    """The same in forked processes; what they give can be pickled.

    No connection of the parent is open while they are forked, so that none is shared.
    """
    db.session.remove()
    db.engine.dispose()
    context = multiprocessing.get_context("fork")
    answers: SimpleQueue[T] = context.SimpleQueue()

    def work(worker: int) -> None:
        with app.app_context():
            answers.put(act(worker))

    begun = [context.Process(target=work, args=(worker,)) for worker in range(workers)]
    for process in begun:
        process.start()
    for process in begun:
        process.join(PATIENCE)
    assert [process.exitcode for process in begun] == [0] * workers
    return [answers.get() for _ in begun]
