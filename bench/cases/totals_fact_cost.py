"""What writing the fact costs a decision: certifying with the ledger's entries, and without them.

Each decision in a transaction of its own on SQLite; every other one is taken without the ledger,
which nothing but this measurement can do. The paper is made later in both.
"""

import tempfile
import time
from contextlib import contextmanager
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from flask_migrate import upgrade

from bench.cases.issue import CERTIFIED, _set_up
from bench.measure import Result
from registry import clock
from registry.app import create_app
from registry.applications import ledger
from registry.applications.models import Application
from registry.certification import service as certification
from registry.certification.paper import made_later
from registry.extensions import db
from registry.permissions import Actor
from registry.reviews.reasons import Grounds
from registry.transaction import unit_of_work

DECISIONS, WARMING = 240, 20


def run() -> Result:
    """Decisions a second with the fact, and without it."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(
            {
                "DATABASE_URL": f"sqlite:///{folder}/bench.db",
                "STORE": str(Path(folder) / "store"),
                "DEVELOPMENT_AUTHORITY": str(Path(folder) / "authority"),
            }
        )
        with app.app_context():
            upgrade()
            certifier, ids = _set_up(DECISIONS + WARMING)
            with clock.at(CERTIFIED), made_later():
                spent = [_decide(certifier, one, place % 2 == 0) for place, one in enumerate(ids)]
            db.session.remove()
            db.engine.dispose()
    counted = spent[WARMING:]
    both = [median(each[kind] for each in counted[start::2]) for kind in (0, 1) for start in (0, 1)]
    note = (
        f"peer: the same decision without the ledger's two entries; {DECISIONS} decisions to certify,"
        f" by turns, SQLite, medians; processor time alone: {both[3] / both[2]:.3f}"
    )
    return Result("totals_fact_cost", 1 / both[0], 1 / both[1], "decisions/s", note)


def _decide(certifier: Actor, application_id: int, counts: bool) -> tuple[float, float]:
    """Seconds on the wall and of the processor."""
    with _ledger(counts):
        start, used = time.perf_counter(), time.process_time()
        with unit_of_work():
            application = db.session.get_one(Application, application_id)
            certification.certify(certifier, application, Grounds())
        return time.perf_counter() - start, time.process_time() - used


@contextmanager
def _ledger(counts: bool) -> Iterator[None]:
    shift = ledger.shift
    if not counts:
        ledger.shift = lambda *_: None
    try:
        yield
    finally:
        ledger.shift = shift
