"""`registry issue` over a thousand applications, on both databases, killed once on the way.

A thousand applications are registered and certified without any paper being made, as when a whole
round is decided at once. Then the command makes the two thousand papers; it is killed
when a part of them is made, run again, and everything that is stored is checked.
"""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from factories import ApplicationFactory, UserFactory
from flask import Flask
from lengths import length
from sqlalchemy import func, select

from registry.certification.models import Paper
from registry.certification.paper import made_later
from registry.extensions import db
from registry.integrity.verify import verify

APPLICATIONS = length("ISSUED")
COMMAND = [sys.executable, "-c", "from registry.commands import main; main()", "issue", "--jobs"]


def made() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).where(Paper.pdf_sha256.is_not(None))) or 0


def cpu_of_children() -> float:
    """Seconds that the processes that ended took, those that they waited for included."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def wait_for(condition: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    while not condition() and process.poll() is None:
        time.sleep(0.05)


def test_a_thousand_applications_get_their_papers_though_the_command_is_killed_once(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, campaign
) -> None:
    store = tmp_path / "store"
    monkeypatch.setitem(app.config["REGISTRY"], "STORE", str(store))
    examiner, certifier = UserFactory(reviewer=True), UserFactory(reviewer=True)
    with made_later():
        for _ in range(APPLICATIONS):
            ApplicationFactory(certified=True, examiner=examiner, certifier=certifier)
    settings = app.config["REGISTRY"].items()
    environment = dict(os.environ) | {f"REGISTRY_{name}": str(value) for name, value in settings}
    begun = subprocess.Popen([*COMMAND, "2"], env=environment, text=True, start_new_session=True)
    wait_for(lambda: made() >= APPLICATIONS // 4, begun)
    os.killpg(begun.pid, signal.SIGKILL)
    begun.wait()
    before, start, cpu = made(), time.perf_counter(), cpu_of_children()
    done = subprocess.run([*COMMAND, "2"], env=environment, text=True, capture_output=True)
    seconds, cpu = time.perf_counter() - start, cpu_of_children() - cpu
    assert done.returncode == 0, done.stderr
    report = verify()
    campaign.record(
        what="papers that `registry issue` makes of a round, killed once on the way",
        how_many=2 * APPLICATIONS,
        failures=[fault.text() for _, fault in report.faults()],
        database=db.engine.dialect.name,
        made_before_the_kill=before,
        papers_a_second=round((2 * APPLICATIONS - before) / seconds, 1),
        papers_a_second_of_cpu=round((2 * APPLICATIONS - before) / cpu, 1),
    )
    assert made() == 2 * APPLICATIONS
    assert report.faults() == []
    files = len(list(store.rglob("*.pdf")))
    # At most the handfuls of two processes were made and not yet named.
    assert 2 * APPLICATIONS <= files <= 2 * APPLICATIONS + 2 * 8
