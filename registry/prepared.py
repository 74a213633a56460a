"""Answers about a certificate by its number, given again while nothing that they rest on has changed.

Whoever holds a paper asks without a cookie, and many ask for the same. The plain path through Flask
answers the first; its answer is kept with a stamp, which is everything in the database that it rests
on, read beforehand. Who asks again gets the same bytes as long as one statement reads the same stamp
on the same day; a certificate that was revoked this moment is revoked in the next answer. Anything out
of the ordinary takes the plain path, which stays the reference.
"""

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import structlog
from flask import Flask
from sqlalchemy import Engine, create_engine

from registry import clock
from registry.directory.stamps import stamp_of_number
from registry.extensions import db, engine_options, listen
from registry.operations import logs, measures

# Path → its endpoint; what follows is the number.
PATHS = {
    "/api/certificates/": "directory_api.certificate",
    "/certificates/": "directory.certificate",
}
LONGEST_NUMBER = 40
# Answers that a process keeps, of some kilobytes each.
MOST = 4_000
# What of a request an answer may depend on besides its path, as each answer's Vary says.
_ASKED = ("HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE")
# A header of no such name is short; a longer one is not worth keeping.
_LONGEST_ASKED = 200
_ITS_OWN = logs.REQUEST_ID.lower()
log = structlog.get_logger()

Key = tuple[str, ...]
Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer of 200 as the plain path gave it, and what it rests on."""

    stamp: tuple[Any, ...]
    headers: Headers
    body: bytes


class Prepared:
    """Stands before the application; ``engine`` is one of its own, without transactions."""

    def __init__(self, app: Flask, plain: WSGIApplication, engine: Engine) -> None:
        self._app, self._plain, self._engine = app, plain, engine
        self._statement = _Statement(engine)
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._changing = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer what was kept, or have the plain path answer."""
        began = time.perf_counter()
        key = _key_of(environ)
        if key is None:
            return self._plain(environ, start)
        stamp = self._stamp(key[1])
        if stamp is None:
            return self._plain(environ, start)
        kept = self._kept.get(key)
        if kept is None or kept.stamp != stamp:
            return self._answered_anew(key, stamp, environ, start)
        endpoint, request_id = PATHS[key[0]], secrets.token_hex(8)
        start("200 OK", [*kept.headers, (logs.REQUEST_ID, request_id)])
        spent = time.perf_counter() - began
        measures.count(endpoint, "GET", HTTPStatus.OK, spent)
        if self._app.config["REGISTRY"]["ENV"] == "production":
            logs.answered(endpoint, "GET", HTTPStatus.OK, spent, request_id=request_id)
        return [kept.body]

    def forget(self) -> None:
        """Keep nothing and hold no connection: the database is another one."""
        with self._changing:
            self._kept.clear()
        self._engine.dispose()

    def _stamp(self, number: str) -> tuple[Any, ...] | None:
        """With the day; None for a number that was not given out, or when it cannot be asked."""
        day = clock.today().isoformat()
        try:
            row = self._statement.ask({"number": number, "day": day})
        except Exception as error:  # noqa: BLE001  # whatever it is, the plain path answers
            log.warning("prepared_not_asked", error=type(error).__name__)
            return None
        return None if row is None else (day, *row)

    def _answered_anew(
        self, key: Key, stamp: tuple[Any, ...], environ: WSGIEnvironment, start: StartResponse
    ) -> Iterable[bytes]:
        said: list[Any] = []

        def note(status: str, headers: Headers, *rest: Any) -> Any:
            said[:] = [status, headers]
            return start(status, headers, *rest)

        answer = self._plain(environ, note)
        try:
            body = b"".join(answer)
        finally:
            close = getattr(answer, "close", None)
            if close is not None:
                close()
        if said[0].startswith("200") and not _is_for_one(said[1]):
            self._keep(key, Kept(stamp, _of_all(said[1]), body))
        return [body]

    def _keep(self, key: Key, kept: Kept) -> None:
        with self._changing:
            self._kept[key] = kept
            self._kept.move_to_end(key)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)


class _Statement:
    """The statement of the stamp, as the driver takes it, on a connection that commits by itself."""

    def __init__(self, engine: Engine) -> None:
        compiled = stamp_of_number().compile(engine)
        self._engine, self._text = engine, str(compiled)
        self._order = compiled.positiontup if compiled.positional else None
        # A word of ours is text for the driver.
        self._constants = {
            name: str(value) if isinstance(value, StrEnum) else value
            for name, value in compiled.params.items()
        }

    def ask(self, given: dict[str, str]) -> tuple[Any, ...] | None:
        """The row, or None."""
        named = self._constants | given
        values = named if self._order is None else tuple(named[name] for name in self._order)
        connection = self._engine.raw_connection()
        try:
            cursor = connection.cursor()
            try:
                cursor.execute(self._text, values)
                row: tuple[Any, ...] | None = cursor.fetchone()
            finally:
                cursor.close()
        except BaseException:
            connection.invalidate()
            raise
        connection.close()
        return row


def register(app: Flask) -> None:
    """Put it around the application."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    with app.app_context():
        in_memory = db.engine.url.database in (None, "", ":memory:") and url.startswith("sqlite")
    if in_memory:
        # Another connection would see another database.
        return
    options = {**engine_options(url), "pool_pre_ping": False, "pool_reset_on_return": None}
    engine = create_engine(url, isolation_level="AUTOCOMMIT", **options)
    listen(engine)
    # Flask's own way of putting a middleware around the application.
    before = Prepared(app, app.wsgi_app, engine)
    app.extensions["prepared"] = before
    app.wsgi_app = before  # type: ignore[method-assign, assignment]  # see above


def _key_of(environ: WSGIEnvironment) -> Key | None:
    """Path, number and what else is asked for; None for what takes the plain path."""
    if environ["REQUEST_METHOD"] != "GET" or environ.get("HTTP_COOKIE") or environ["QUERY_STRING"]:
        return None
    before, slash, number = environ["PATH_INFO"].rpartition("/")
    if before + slash not in PATHS or not _is_plain(number):
        return None
    asked = tuple(environ.get(name, "") for name in _ASKED)
    return (before + slash, number, *asked) if max(map(len, asked)) <= _LONGEST_ASKED else None


def _is_plain(number: str) -> bool:
    """Written as numbers are given out: anything else is first made so, by the plain path."""
    return (
        0 < len(number) <= LONGEST_NUMBER
        and number.isascii()
        and number.isalnum()
        and number.isupper()
    )


def _is_for_one(headers: Headers) -> bool:
    return any(name.lower() == "set-cookie" for name, _ in headers)


def _of_all(headers: Headers) -> Headers:
    return [(name, value) for name, value in headers if name.lower() != _ITS_OWN]
