"""A registry on a disk that fills up, and whose power is cut while it works; see lossy_disk.py."""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from factories import ApplicationFactory
from forked import Worker
from prepared import TODAY, prepare
from sqlalchemy import event
from sqlalchemy.exc import NoResultFound
from test_crashes import is_there, whole_way

from registry import clock
from registry.extensions import db
from registry.integrity.verify import verify

DISK = Path(__file__).with_name("lossy_disk.py")
CUT = ".power-cut"
STARTS_WITHIN_S = 20.0
# More than any trial writes.
ENOUGH = 10**9
Work = Callable[[int], Iterator[str]]


def usable() -> str:
    """Why no such disk can be mounted here; empty where it can."""
    try:
        import fuse  # noqa: F401  # loads the library of the system
    except (ImportError, OSError) as error:
        return f"FUSE is absent ({error}): pip install fusepy; apt-get install -y libfuse2 fuse3"
    try:
        with open("/dev/fuse", "rb"):
            return ""
    except OSError as error:
        return f"FUSE cannot be used here: {error}"


@dataclass
class Cut:
    """What was acknowledged before the power was cut, what of it is gone, what does not fit."""

    acknowledged: int = 0
    gone: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> list[str]:
        """Both, in words."""
        return [f"{each} is gone" for each in self.gone] + self.faults


class Disk:
    """A folder in which a registry lives: on the lossy disk while it works, and on a good one
    before and afterwards."""

    def __init__(self, folder: Path) -> None:
        self.path, self.kept, self.prepared = (folder / name for name in ("disk", "kept", "begun"))
        self.path.mkdir()
        self.app = prepare(f"sqlite:///{self.path}/registry.db", self.path).app
        with self.app.app_context(), clock.at(TODAY):
            ApplicationFactory(certified=True)  # the roles are there, the design is read
            self._let_go()
        shutil.copytree(self.path, self.prepared)

    def cut_while(self, work: Work, chance: Random, seed: int) -> Cut:
        """Begin anew, have somebody work for a moment, cut the power, and see what is left."""

        def wait(worker: Worker) -> None:
            worker.wait_for(chance.randrange(1, 9))
            time.sleep(chance.uniform(0, 0.1))

        return self._left_after(work, wait, seed, ENOUGH)

    def fill_while(self, work: Work, room: int) -> Cut:
        """Begin anew, have somebody work until the disk is full, and see what is left; what was not
        synchronised is lost as well."""
        return self._left_after(work, Worker.wait_for_its_end, 0, room)

    def _left_after(self, work: Work, wait: Callable[[Worker], None], seed: int, room: int) -> Cut:
        shutil.rmtree(self.kept, ignore_errors=True)
        shutil.copytree(self.prepared, self.kept)
        with self.app.app_context():
            said = self._said_before(work, wait, seed, room)
            shutil.rmtree(self.path)
            shutil.copytree(self.kept, self.path)
            try:
                return _left(said)
            finally:
                self._let_go()

    def _said_before(
        self, work: Work, wait: Callable[[Worker], None], seed: int, room: int
    ) -> list[str]:
        worker = Worker(self.app, work)
        running = self._mount(seed, room)
        try:
            worker.start()
            wait(worker)
            with suppress(OSError):
                (self.path / CUT).stat()
            worker.end()
        finally:
            running.kill()
            running.wait()
            subprocess.run(["umount", "-l", self.path], check=True)
        return worker.acknowledged()

    def _mount(self, seed: int, room: int) -> "subprocess.Popen[bytes]":
        command = [sys.executable, DISK, self.kept, self.path, str(seed), str(room)]
        running = subprocess.Popen(command)
        until = time.monotonic() + STARTS_WITHIN_S
        while not self.path.is_mount():
            assert running.poll() is None, f"the lossy disk ended with {running.returncode}"
            assert time.monotonic() < until, "the lossy disk was not mounted"
            time.sleep(0.01)
        return running

    def _let_go(self) -> None:
        db.session.remove()
        db.engine.dispose()


def _left(said: list[str]) -> Cut:
    gone = [each for each in said if not _stands(each)]
    return Cut(len(said), gone, [f"{name}: {fault.text()}" for name, fault in verify().faults()])


def _stands(said: str) -> bool:
    try:
        return is_there(said)
    except NoResultFound:
        return False


def as_usually_advised(turn: int) -> Iterator[str]:
    """An application from draft to certificate on connections set as the usual advice for WAL has
    it: synchronous=NORMAL. Each act is told when it is committed, as by ``whole_way``."""
    if turn == 0:
        event.listen(db.engine, "connect", lambda c, _: c.execute("PRAGMA synchronous=NORMAL"))
    yield from whole_way(turn)
