"""A process that works on the registry until it is killed, and says what it has done."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask

from registry.extensions import db

PATIENCE = 60.0


class Worker:
    """The process and the pipe through which it acknowledges each act, after its commit."""

    def __init__(self, app: Flask, act: Callable[[int], Iterator[str]]) -> None:
        self._app = app
        self._act = act
        self._reading, self._writing = os.pipe()
        self._said = b""
        self._process = multiprocessing.get_context("fork").Process(target=self._work)

    def start(self) -> None:
        """Fork; no connection of the parent is open then, so that none is shared."""
        db.session.remove()
        db.engine.dispose()
        self._process.start()
        os.close(self._writing)
        os.set_blocking(self._reading, False)

    def _work(self) -> None:
        with self._app.app_context():
            for turn in range(1_000_000):
                for said in self._act(turn):
                    os.write(self._writing, f"{said}\n".encode())

    def acknowledged(self) -> list[str]:
        """What it has said so far; a line that was cut off does not count."""
        while chunk := self._read():
            self._said += chunk
        return self._said.decode().split("\n")[:-1]

    def wait_for(self, count: int) -> list[str]:
        """The same, as soon as there are so many."""
        until = time.monotonic() + PATIENCE
        while len(self.acknowledged()) < count and time.monotonic() < until:
            time.sleep(0.005)
        assert len(self.acknowledged()) >= count
        return self.acknowledged()

    def _read(self) -> bytes:
        try:
            return os.read(self._reading, 65536)
        except BlockingIOError:
            return b""

    def kill(self) -> None:
        """kill −9, in the middle of whatever it does. That it had ended by itself is an error."""
        assert self._process.pid is not None and self._process.is_alive()
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.join(30)
        assert self._process.exitcode == -signal.SIGKILL

    def wait_for_its_end(self) -> None:
        """By itself, because it was told of an error."""
        self._process.join(PATIENCE)
        assert self._process.exitcode == 1

    def end(self) -> None:
        """kill −9, unless it has ended already because what it worked on is gone."""
        self._process.kill()
        self._process.join(30)
        assert self._process.exitcode not in (None, 0)


@contextmanager
def working(app: Flask, act: Callable[[int], Iterator[str]]) -> Iterator[Worker]:
    """The process works as long as the block lasts."""
    worker = Worker(app, act)
    worker.start()
    try:
        yield worker
    finally:
        worker.kill()
