"""A file system that forgets, when its power is cut, what nobody asked it to keep.

    python lossy_disk.py KEPT MOUNTED SEED ROOM

What is written under MOUNTED is seen at once by everybody, and gets into the folder KEPT when the
file is synchronised; a name that is new, gone or changed gets there for good when its folder is.
Who asks for the file `.power-cut` cuts the power: of the writes that were not synchronised each is
kept or dropped at random, whatever its place, some of them torn at the edge of a sector; of the
names that were not, the first ones are kept, or none. A disk and a journal may do all of that.
SEED 0 drops everything. ROOM is how many bytes files may grow by until the disk is full; then
whoever writes is told so, as by any disk.
"""

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from errno import ENOENT, ENOSPC
from pathlib import Path
from random import Random
from typing import Any

import fuse

CUT = "/.power-cut"
SECTOR = 512
# As os.lstat says it, and FUSE wants it.
SHOWN = ("st_mode", "st_nlink", "st_uid", "st_gid", "st_atime", "st_mtime", "st_ctime", "st_size")
# What is to be written at a place, or the length to cut the file to.
Write = tuple[int, bytes] | int


@dataclass
class Contents:
    """A file as everybody sees it, and what of it is not on the disk yet."""

    now: bytearray
    waiting: list[Write] = field(default_factory=list)

    def write(self, offset: int, data: bytes) -> None:
        if len(self.now) < offset:
            self.now.extend(bytes(offset - len(self.now)))
        self.now[offset : offset + len(data)] = data
        self.waiting.append((offset, data))

    def cut_to(self, length: int) -> None:
        self.now[length:] = bytes(max(0, length - len(self.now)))
        self.waiting.append(length)

    def settle(self, path: Path) -> None:
        """Bring what waits to the disk."""
        with path.open("r+b") as file:
            for each in self.waiting:
                if isinstance(each, int):
                    file.truncate(each)
                else:
                    file.seek(each[0])
                    file.write(each[1])
        self.waiting.clear()


@dataclass
class NameChange:
    """A change of names that is not on the disk yet: in which folders, and how to undo it."""

    folders: set[str]
    undo: Callable[[], object]


class LossyDisk(fuse.Operations):  # type: ignore[misc]  # fusepy is untyped
    """The calls of FUSE, by path; one at a time."""

    def __init__(self, kept: Path, seed: int, room: int) -> None:
        self.kept, self.chance, self.room = kept, Random(seed) if seed else None, room
        self.files: dict[str, Contents] = {}
        self.names: list[NameChange] = []

    def real(self, path: str) -> Path:
        return self.kept / path.lstrip("/")

    def contents(self, path: str) -> Contents:
        if path not in self.files:
            self.files[path] = Contents(bytearray(self.real(path).read_bytes()))
        return self.files[path]

    # -- what is read

    def getattr(self, path: str, fh: object = None) -> dict[str, Any]:
        if path == CUT:
            self.cut_power()
        try:
            found = os.lstat(self.real(path))
        except OSError as error:
            raise fuse.FuseOSError(error.errno or ENOENT) from error
        told = {name: getattr(found, name) for name in SHOWN}
        if path in self.files:
            told["st_size"] = len(self.files[path].now)
        return told

    def readdir(self, path: str, fh: object) -> list[str]:
        return [".", "..", *os.listdir(self.real(path))]

    def read(self, path: str, size: int, offset: int, fh: object) -> bytes:
        return bytes(self.contents(path).now[offset : offset + size])

    # -- what is written

    def open(self, path: str, flags: int) -> int:
        self.contents(path)
        return 0

    def write(self, path: str, data: bytes, offset: int, fh: object) -> int:
        contents = self.contents(path)
        self._take_room(offset + len(data) - len(contents.now))
        contents.write(offset, data)
        return len(data)

    def truncate(self, path: str, length: int, fh: object = None) -> None:
        contents = self.contents(path)
        self._take_room(length - len(contents.now))
        contents.cut_to(length)

    def _take_room(self, wanted: int) -> None:
        if wanted > self.room:
            raise fuse.FuseOSError(ENOSPC)
        self.room -= max(0, wanted)

    def fsync(self, path: str, datasync: object, fh: object) -> int:
        self.contents(path).settle(self.real(path))
        return 0

    # -- names

    def create(self, path: str, mode: int, fi: object = None) -> int:
        real = self.real(path)
        os.close(os.open(real, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, mode))
        self.files[path] = Contents(bytearray())
        self._named({path}, lambda: real.unlink(missing_ok=True))
        return 0

    def mkdir(self, path: str, mode: int) -> None:
        real = self.real(path)
        real.mkdir(mode)
        self._named({path}, lambda: shutil.rmtree(real, ignore_errors=True))

    def unlink(self, path: str) -> None:
        real, before = self.real(path), self.real(path).read_bytes()
        real.unlink()
        self.files.pop(path, None)
        self._named({path}, lambda: real.write_bytes(before))

    def rmdir(self, path: str) -> None:
        self.real(path).rmdir()
        self._named({path}, self.real(path).mkdir)

    def rename(self, old: str, new: str) -> None:
        source, target = self.real(old), self.real(new)
        replaced = target.read_bytes() if target.is_file() else None
        source.rename(target)
        self.files.pop(new, None)
        if old in self.files:
            self.files[new] = self.files.pop(old)

        def undo() -> None:
            target.rename(source)
            if replaced is not None:
                target.write_bytes(replaced)

        self._named({old, new}, undo)

    def fsyncdir(self, path: str, datasync: object, fh: object) -> int:
        for change in self.names:
            change.folders.discard(path)
        self.names = [change for change in self.names if change.folders]
        return 0

    def _named(self, paths: set[str], undo: Callable[[], object]) -> None:
        self.names.append(NameChange({os.path.dirname(path) for path in paths}, undo))

    # -- nothing to be done about these

    def chmod(self, path: str, mode: int) -> int:
        return 0

    def chown(self, path: str, uid: int, gid: int) -> int:
        return 0

    def utimens(self, path: str, times: object = None) -> int:
        return 0

    # -- the end

    def cut_power(self) -> None:
        """Keep what chance keeps, and be gone at once."""
        for path, contents in self.files.items():
            contents.waiting = [each for each in contents.waiting if self._lucky()]
            contents.waiting = [self._torn(each) for each in contents.waiting]
            if self.real(path).exists():
                contents.settle(self.real(path))
        first = self.chance.randrange(len(self.names) + 1) if self.chance else 0
        for change in reversed(self.names[first:]):
            change.undo()
        os._exit(0)

    def _lucky(self) -> bool:
        return self.chance is not None and self.chance.random() < 0.5

    def _torn(self, each: Write) -> Write:
        if isinstance(each, int) or self.chance is None or self.chance.random() < 0.8:
            return each
        return each[0], each[1][: SECTOR * self.chance.randrange(1 + len(each[1]) // SECTOR)]


if __name__ == "__main__":
    fuse.FUSE(
        LossyDisk(Path(sys.argv[1]), int(sys.argv[3]), int(sys.argv[4])),
        sys.argv[2],
        foreground=True,
        nothreads=True,
        big_writes=True,
        nonempty=True,
    )
