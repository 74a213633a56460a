"""ClamAV, asked over its socket: the protocol INSTREAM of clamd.

Doubt never lets a file in: a scanner that is set and does not answer, or answers something else
than ``OK`` or ``FOUND``, has the upload refused.
"""

import socket
import struct

from registry.config import setting
from registry.errors import BadInput, FieldProblem, NotReady
from registry.money import N_

SECONDS = 30
_CHUNK = 1 << 16
_MOST_ANSWER = 4_096

INFECTED = N_("The virus scanner found {found} in this file.")
CLEAN_COPY = N_("Attach a clean copy; have your own computer looked at.")
NOT_SCANNED = N_(
    "The virus scanner of the registry cannot be reached, so nothing can be attached at present. "
    "Try again in some minutes."
)


def scan(name: str, content: bytes) -> None:
    """BadInput for an infected file, NotReady where the scanner that is set does not answer."""
    place = setting("VIRUS_SCANNER")
    if not place:
        return
    try:
        answer = _ask(place, content)
    except (OSError, ValueError) as error:
        raise NotReady(NOT_SCANNED) from error
    found = answer.removeprefix("stream:").strip()
    if found.endswith(" FOUND"):
        values = {"found": found.removesuffix(" FOUND")[:100]}
        raise BadInput([FieldProblem("file", name, INFECTED, CLEAN_COPY, values)])
    if found != "OK":
        raise NotReady(NOT_SCANNED)


def _ask(place: str, content: bytes) -> str:
    with _connect(place) as connection:
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), _CHUNK):
            part = content[start : start + _CHUNK]
            connection.sendall(struct.pack("!I", len(part)) + part)
        connection.sendall(struct.pack("!I", 0))
        answer = b""
        while b"\0" not in answer and len(answer) < _MOST_ANSWER:
            part = connection.recv(_MOST_ANSWER)
            if not part:
                break
            answer += part
    return answer.partition(b"\0")[0].decode("utf-8", "replace")


def _connect(place: str) -> socket.socket:
    if place.startswith("/"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(SECONDS)
        connection.connect(place)
        return connection
    host, _, port = place.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)
