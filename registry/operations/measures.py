"""What is measured of each request, for Prometheus."""

import time

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from registry.accounts.models import UserSession
from registry.certification.models import Paper
from registry.config import metrics_folder
from registry.extensions import db
from registry.statistics.snapshot import nightly

REQUESTS = Counter("registry_requests_total", "Requests answered", ("endpoint", "method", "status"))
SECONDS = Histogram(
    "registry_request_seconds",
    "Time from the request to its answer",
    ("endpoint",),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
# A method that nobody of ours knows is the sender's text: it becomes one label, not thousands.
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def register(app: Flask) -> None:
    """Measure every request, by endpoint: addresses hold numbers, and there are too many."""

    @app.before_request
    def begin() -> None:
        g.measured_from = time.perf_counter()

    @app.after_request
    def measure(response: Response) -> Response:
        spent = time.perf_counter() - g.measured_from if "measured_from" in g else None
        count(request.endpoint or "none", request.method, response.status_code, spent)
        return response


def count(endpoint: str, method: str, status: int, spent: float | None) -> None:
    """One request that was answered, and in how many seconds where that is known."""
    method = method if method in _METHODS else "other"
    REQUESTS.labels(endpoint, method, str(int(status))).inc()
    if spent is not None:
        SECONDS.labels(endpoint).observe(spent)


def exposition() -> bytes:
    """Everything measured, of all processes that share a folder, and what waits now."""
    registry = CollectorRegistry()
    if metrics_folder():
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # not annotated
    else:
        registry.register(REQUESTS)
        registry.register(SECONDS)
    return generate_latest(registry) + _now()


def _now() -> bytes:
    """What waits now; nothing while the database cannot be asked, which ``/readyz`` tells."""
    registry = CollectorRegistry()
    try:
        _gauge(registry, "registry_papers_waiting", "Papers not made yet", _papers_waiting())
        _gauge(registry, "registry_sessions", "Sessions that have not been ended", _sessions())
    except SQLAlchemyError:
        db.session.rollback()
    found = nightly.condition()
    _gauge(registry, "registry_snapshot_taken_seconds", "When it was taken", found.taken_at)
    _gauge(registry, "registry_snapshot_failed", "Whether its last run failed", found.failed)
    return generate_latest(registry)


def _gauge(registry: CollectorRegistry, name: str, what: str, value: float) -> None:
    Gauge(name, what, registry=registry).set(value)


def _papers_waiting() -> int:
    query = select(func.count(Paper.id)).where(Paper.pdf_sha256.is_(None))
    return db.session.scalar(query) or 0


def _sessions() -> int:
    return db.session.scalar(select(func.count(UserSession.id))) or 0
