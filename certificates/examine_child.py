"""The process behind `examine_isolated`: forks a child for each file that it is handed.

Standard input is a socket; with each byte on it comes the descriptor of a connection, on which the
child reads one request and writes one answer. The server ends when the socket is closed.
"""

import gc
import json
import os
import resource
import signal
import socket
from datetime import datetime
from typing import NoReturn

from certificates.attestation import Trust
from certificates.examine import SECONDS, examine

MEMORY_BYTES = 1_500_000_000
CPU_SECONDS = 15
_CHUNK = 65_536


def main() -> None:
    """Serve until the other end is closed."""
    # Nobody waits for the children: what they have to say, they write.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    examine(b"", Trust(()))
    # What has been loaded stays in pages that the children share.
    gc.collect()
    gc.freeze()
    with socket.socket(fileno=0) as control:
        while True:
            message, descriptors, _, _ = socket.recv_fds(control, 1, 1)
            if not message:
                return
            for descriptor in descriptors:
                _fork(control, descriptor)


def _fork(control: socket.socket, descriptor: int) -> None:
    if os.fork() == 0:
        control.close()
        _answer(descriptor)
    os.close(descriptor)


def _answer(descriptor: int) -> NoReturn:
    """Be the child: whatever happens, end here and never return into the server's loop."""
    try:
        _limit()
        with socket.socket(fileno=descriptor) as connection:
            header, _, pdf = _read(connection).partition(b"\n")
            given = json.loads(header)
            trust, at = Trust.from_base64(given["trust"]), given["at"]
            moment = datetime.fromisoformat(at) if at else None
            connection.sendall(examine(pdf, trust, moment).to_json().encode())
    finally:
        os._exit(0)


def _limit() -> None:
    """Limit this process; its time runs out even where the one who asked is gone."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(connection: socket.socket) -> bytes:
    parts = []
    while part := connection.recv(_CHUNK):
        parts.append(part)
    return b"".join(parts)


if __name__ == "__main__":
    main()
