"""``/healthz``, ``/readyz`` and ``/metrics``, for the machines that watch over this one."""

import hmac
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import structlog
from flask import Blueprint, Response, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy import text

from registry import clock
from registry.certification.keys import signer
from registry.config import setting
from registry.errors import NotFound
from registry.extensions import db
from registry.operations.measures import exposition
from registry.permissions import Permission, requires

blueprint = Blueprint("operations", __name__)
log = structlog.get_logger()

_LOOPBACK = frozenset({"127.0.0.1", "::1"})


@blueprint.get("/healthz")
@requires(Permission.PUBLIC)
def healthz() -> Response:
    """This process answers; whether it can work is asked at ``/readyz``."""
    return Response("ok\n", content_type="text/plain; charset=utf-8")


@blueprint.get("/readyz")
@requires(Permission.PUBLIC)
def readyz() -> tuple[Response, int]:
    """Whether database, store and signing key can be used: 200, or 503 with which cannot."""
    found = {name: _works(name, check) for name, check in CHECKS.items()}
    ready = all(found.values())
    return jsonify(ready=ready, at=clock.now().isoformat(timespec="seconds"), **found), (
        200 if ready else 503
    )


@blueprint.get("/metrics")
@requires(Permission.PUBLIC)
def metrics() -> Response:
    """The measures; for who shows the METRICS_TOKEN, or without one, in development, for this
    machine alone. Everybody else is told that there is nothing."""
    if not _may_read_metrics():
        raise NotFound("There is no such page.")
    return Response(exposition(), content_type=CONTENT_TYPE_LATEST)


def _may_read_metrics() -> bool:
    token = setting("METRICS_TOKEN")
    if token:
        shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(shown.encode(), token.encode())
    # Behind a proxy on the same machine everybody comes from the loopback.
    return setting("ENV") == "development" and request.remote_addr in _LOOPBACK


def _database() -> bool:
    return bool(db.session.scalar(text("SELECT count(*) FROM alembic_version")) == 1)


def _store() -> bool:
    """The folder can be written to, or made where it is not there yet."""
    folder = Path(setting("STORE")).resolve()
    while not folder.exists():
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)


def _key() -> bool:
    return bool(signer())


CHECKS: Mapping[str, Callable[[], bool]] = {"database": _database, "store": _store, "key": _key}


def _works(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:
        # Whatever it is, it is not ready; which error it was stands in the log.
        log.exception("not_ready", part=name)
        db.session.rollback()
        return False
