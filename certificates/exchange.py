"""One HTTP request to a service of the signing: limited in time and size, and never redirected.

It knows no proxy and reads no environment; the address comes from a setting or a certificate.
"""

from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from socket import SHUT_RDWR, socket
from threading import Event, Timer
from urllib.parse import SplitResult, urlsplit

from certificates.errors import ExchangeError


@dataclass(frozen=True, slots=True)
class Limits:
    """What an answer may take: seconds from connecting to its last byte, and bytes."""

    seconds: float = 10.0
    size: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Question:
    """Whom to ask for what: `who` names the service in messages; a body makes it a POST."""

    who: str
    url: str
    accept: str
    body: bytes | None = None
    content_type: str = ""


def ask(question: Question, limits: Limits) -> bytes:
    """Give the body of the answer; raise ExchangeError for anything but a whole answer 200."""
    try:
        return _ask(question, limits)
    except (OSError, HTTPException, ValueError) as error:
        reason = str(error) or type(error).__name__
        raise ExchangeError(f"{question.who} at {question.url} gave no answer: {reason}") from error


def _ask(question: Question, limits: Limits) -> bytes:
    connection, target = _connection(question.url, limits.seconds)
    late = Event()
    # A socket's own time-out starts anew with every byte; this ends the whole.
    connection.connect()
    timer = Timer(limits.seconds, _end, [connection.sock, late])
    timer.start()
    try:
        return _answer(connection, target, question, limits)
    except (OSError, HTTPException, ValueError) as error:
        if late.is_set():
            raise TimeoutError(f"more than {limits.seconds:g} seconds") from error
        raise
    finally:
        timer.cancel()
        connection.close()


def _answer(connection: HTTPConnection, target: str, question: Question, limits: Limits) -> bytes:
    headers = {"Accept": question.accept, "Connection": "close"}
    if question.content_type:
        headers["Content-Type"] = question.content_type
    method = "GET" if question.body is None else "POST"
    connection.request(method, target, question.body, headers)
    response = connection.getresponse()
    if response.status != 200:
        raise ValueError(f"status {response.status} instead of 200")
    content = response.read(limits.size + 1)
    if len(content) > limits.size:
        raise ValueError(f"more than {limits.size} bytes")
    if response.length:
        raise ValueError("the answer breaks off")
    return content


def _connection(url: str, seconds: float) -> tuple[HTTPConnection, str]:
    parts = urlsplit(url)
    check_url(parts)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return kind(parts.hostname or "", parts.port, timeout=seconds), target


def check_url(parts: SplitResult) -> None:
    """Raise ValueError for an address that is not a plain one of HTTP or HTTPS."""
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise ValueError("the address must be http://… or https://…, without a user's name")


def _end(open_socket: socket, late: Event) -> None:
    late.set()
    with suppress(OSError):  # it may have been closed meanwhile
        open_socket.shutdown(SHUT_RDWR)
