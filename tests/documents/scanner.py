"""A small server that speaks ClamAV's INSTREAM, for the tests."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

EICAR_LIKE = b"X5O-NOT-A-VIRUS"


def _read(connection: socket.socket, count: int) -> bytes:
    got = b""
    while len(got) < count:
        part = connection.recv(count - len(got))
        if not part:
            raise ConnectionError
        got += part
    return got


def _serve(server: socket.socket, answer: bytes | None, seen: list[bytes]) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        with connection:
            assert _read(connection, 10) == b"zINSTREAM\0"
            content = b""
            while length := struct.unpack("!I", _read(connection, 4))[0]:
                content += _read(connection, length)
            seen.append(content)
            found = b"stream: Test-Signature FOUND\0" if EICAR_LIKE in content else b"stream: OK\0"
            connection.sendall(found if answer is None else answer)


@contextmanager
def scanner(answer: bytes | None = None) -> Iterator[tuple[str, list[bytes]]]:
    """Its ``host:port``, and what it was given; ``answer`` is what it says to everything."""
    seen: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        host, port = server.getsockname()
        thread = threading.Thread(target=_serve, args=(server, answer, seen), daemon=True)
        thread.start()
        yield f"{host}:{port}", seen
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)
