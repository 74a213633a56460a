"""Work on strangers' files in processes that know nothing and may do little.

A server process imports the examiner once, in an empty environment, and forks a child for each
file: a child is warm, carries nothing over from another file, and dies after its one answer. The
server itself never looks at a file. When a file brings a child down the server is replaced too,
because its children would all have the same layout of memory, which a crash may have betrayed.
"""

import atexit
import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from threading import Lock

_ROOT = Path(__file__).parent.parent
_SERVER = "certificates.examine_child"
# The payload of sixty patents is some 100 KB of JSON; nothing else is in an answer.
_MOST_ANSWER = 4_000_000
_CHUNK = 65_536


class NoAnswer(Exception):
    """The child crashed, ran on too long, or could not be started."""


class Server:
    """The process from which the children are forked; it ends when this end of it is closed."""

    def __init__(self) -> None:
        self.control, other = socket.socketpair()
        with other:
            self.process: subprocess.Popen[bytes] = subprocess.Popen(
                [sys.executable, "-m", _SERVER],
                stdin=other.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=_ROOT,
                env={},  # no secret of this process is any business of a stranger's file
            )

    def close(self) -> None:
        """Let the server end; children at work still give their answers."""
        self.control.close()


class Isolation:
    """Sends requests to children of one server; safe to share between threads.

    A process forked from this one, as web servers do, gets a server of its own.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._server: Server | None = None
        self._owner = 0
        self._ended: list[Server] = []

    def start(self) -> None:
        """Start the server now, so that the first request does not wait 0.6 s for it."""
        with self._lock:
            self._running()

    def ask(self, request: bytes, seconds: float) -> bytes:
        """Give a child's answer to a request; raise NoAnswer where none comes in time."""
        deadline = time.monotonic() + seconds
        try:
            with self._connect() as connection:
                return _exchange(connection, request, deadline)
        except OSError as error:
            raise NoAnswer(str(error)) from error

    def replace(self) -> None:
        """Use a new server from now on."""
        with self._lock:
            self._drop()

    def close(self) -> None:
        """End the server and wait for it."""
        self.replace()
        for server in self._ended:
            if self._owner == os.getpid():
                with suppress(subprocess.TimeoutExpired):
                    server.process.wait(timeout=5)

    def _connect(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        with theirs:
            with self._lock:
                try:
                    socket.send_fds(self._running().control, [b"."], [theirs.fileno()])
                except OSError:  # the server is gone: a new one, once
                    self._drop()
                    socket.send_fds(self._running().control, [b"."], [theirs.fileno()])
        return ours

    def _drop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._ended.append(self._server)
            self._server = None

    def _running(self) -> Server:
        if self._owner != os.getpid():
            self._server, self._owner, self._ended = None, os.getpid(), []
        self._ended = [server for server in self._ended if server.process.poll() is None]
        if self._server is None:
            self._server = Server()
        return self._server


def _exchange(connection: socket.socket, request: bytes, deadline: float) -> bytes:
    connection.settimeout(_left(deadline))
    connection.sendall(request)
    connection.shutdown(socket.SHUT_WR)
    answer = bytearray()
    while len(answer) <= _MOST_ANSWER:
        connection.settimeout(_left(deadline))
        part = connection.recv(_CHUNK)
        if not part:
            return bytes(answer)
        answer += part
    raise NoAnswer("The answer is longer than any.")


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise NoAnswer("The time is up.")
    return left


ISOLATION = Isolation()
atexit.register(ISOLATION.close)
