"""The log: one JSON object a line in production, with what happened and never to whom.

No name, address, search or declared figure is written: events carry ids and counts. Of an error
the log of a server has its type and where it came from; its message and the values around it, which
may hold what somebody declared, are left out. In development the message is there.
"""

import logging
import secrets
import sys
import time
import traceback
from types import TracebackType
from typing import Any, TextIO

import structlog
from flask import Flask, Response, g, request
from structlog.types import EventDict, Processor, WrappedLogger

from registry.config import setting
from registry.errors import RegistryError

REQUEST_ID = "X-Request-Id"
# Our own frames say what was being done; of the libraries' the last ones say what failed.
OWN, LAST = "/registry/", 3
log = structlog.get_logger()


def configure(*, as_json: bool, stream: TextIO | None = None) -> None:
    """Have everything logged on the stream, standard error, in this way, the libraries' own lines too.

    What a command answers on its standard output may be read by a machine.
    """
    last: Processor = structlog.dev.ConsoleRenderer(colors=False)
    errors: Processor = structlog.processors.format_exc_info
    if as_json:
        last, errors = structlog.processors.JSONRenderer(ensure_ascii=False), without_values
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        errors,
    ]
    structlog.configure(
        processors=[*shared, last],
        logger_factory=lambda *_: structlog.PrintLogger(stream or sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
            foreign_pre_chain=shared,
        )
    )
    for name in ("registry", "") if as_json else ("registry",):
        logging.getLogger(name).handlers = [handler]
    logging.getLogger("registry").propagate = False


def register(app: Flask) -> None:
    """Give each request an id that its lines and its answer carry, and in production a line."""

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()
        g.request_id = secrets.token_hex(8)
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    def tell(response: Response) -> Response:
        """The id for who asks, and a line for who operates."""
        response.headers[REQUEST_ID] = g.get("request_id", "")
        if setting("ENV") == "production":
            spent = time.perf_counter() - g.began if "began" in g else None
            answered(request.endpoint, request.method, response.status_code, spent)
        return response

    @app.teardown_request
    def end(_: BaseException | None) -> None:
        structlog.contextvars.unbind_contextvars("request_id")


def answered(
    endpoint: str | None, method: str, status: int, spent: float | None, **more: str
) -> None:
    """The line of one request; seconds are written as milliseconds."""
    ms = None if spent is None else round(spent * 1000, 1)
    log.info("answered", endpoint=endpoint, method=method, status=int(status), ms=ms, **more)


def without_values(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Put in place of an error what says nothing of anybody: its type and where it was."""
    given = event.pop("exc_info", None)
    if given:
        error = _error_of(given)
        if error is not None:
            event["error"] = described(error)
    return event


def described(error: BaseException) -> dict[str, Any]:
    """Type, place and, of our own errors, the sentence without its values; causes likewise."""
    told: dict[str, Any] = {
        "type": f"{type(error).__module__}.{type(error).__qualname__}",
        "at": _places(error),
    }
    if isinstance(error, RegistryError):
        told["sentence"] = error.template
    before = error.__cause__ or error.__context__
    if before is not None:
        told["because"] = described(before)
    return told


def _places(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)
    told = [each for each in frames[:-LAST] if OWN in each.filename] + frames[-LAST:]
    return [f"{each.filename}:{each.lineno} {each.name}" for each in told]


def _error_of(given: object) -> BaseException | None:
    if isinstance(given, BaseException):
        return given
    if isinstance(given, tuple):
        first: tuple[type | None, BaseException | None, TracebackType | None] = given
        return first[1]
    return sys.exc_info()[1]
