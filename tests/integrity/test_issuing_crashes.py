"""kill −9 at each step from a decision to its papers, one by one and in a batch."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from factories import ApplicationFactory, UserFactory, actor
from factories.applications import GROUNDS
from flask import Flask
from sqlalchemy import select

from registry import clock
from registry.applications.models import Application
from registry.certification import batch, paper, service, store
from registry.certification.models import Certificate, Paper
from registry.errors import NotReady
from registry.extensions import db
from registry.integrity.verify import verify
from registry.transaction import unit_of_work


# The step at whose end the process dies: what is called, and in which module it is looked up.
STEPS: dict[str, tuple[object, str]] = {
    "the intent, before the commit": (service, "request_paper"),
    "the intent, committed": (paper, "hand_over"),
    "the drawn and signed file": (paper, "render_signed"),
    "its own check": (paper, "check_signed"),
    "the file in the store": (store, "keep"),
    "the row, before the commit": (paper, "_take_hash"),
    "the paper": (paper, "make_papers"),
}
BEFORE = {"the intent, committed"}


@pytest.fixture(autouse=True)
def own_store(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of this test alone."""
    monkeypatch.setitem(app.config["REGISTRY"], "STORE", str(tmp_path / "store"))
    return tmp_path / "store"


def killed_in(app: Flask, act: Callable[[], object]) -> None:
    """Do something in a process of its own, in which somebody dies by kill −9."""
    db.session.remove()
    db.engine.dispose()

    def work() -> None:
        with app.app_context():
            act()

    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dying(function: Callable[..., Any], *, first: bool, calls: int = 1) -> Callable[..., Any]:
    """The function, but that the process dies at the end (or the beginning) of a call of it."""
    made = iter(range(1, calls + 1))

    def called(*given: Any, **named: Any) -> Any:
        last = next(made, calls) == calls
        if last and first:
            die()
        answer = function(*given, **named)
        if last:
            die()
        return answer

    return called


def everything_fits(papers: int) -> None:
    """After the missing ones are made there are so many, each with its file, and all fits."""
    batch.issue(None, 1, lambda: None)
    report = verify()
    assert report.faults() == []
    db.session.rollback()
    hashes = db.session.scalars(select(Paper.pdf_sha256)).all()
    assert len(hashes) == papers
    assert None not in hashes
    # What was made and never named lies there still; it is nobody's, and listed.
    told = {notice.text() for each in report.findings for notice in each.notices}
    assert told <= {"No paper names this file of the store."}


@pytest.mark.parametrize("step", STEPS)
def test_kill_9_at_each_step_leaves_one_certificate_or_none_and_its_paper_is_made_later(
    app: Flask, step: str
) -> None:
    it = ApplicationFactory(under_notice=True)
    public_id, certifier = it.public_id, actor(UserFactory(reviewer=True))
    day = it.notice_until
    assert day is not None
    later = day.fromordinal(day.toordinal() + 1)
    module, name = STEPS[step]

    def certify() -> None:
        found = Application.public_id == public_id
        with clock.at(later), unit_of_work():
            application = db.session.scalars(select(Application).where(found)).one()
            service.certify(certifier, application, GROUNDS)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, name, dying(getattr(module, name), first=step in BEFORE))
        killed_in(app, certify)
    committed = step != "the intent, before the commit"
    with clock.at(later):
        everything_fits(2 if committed else 1)
        if not committed:
            certify()
        everything_fits(2)
    assert db.session.scalars(select(Certificate.serial)).all() == [1]


@pytest.mark.parametrize("step", ["the file in the store", "the row, before the commit"])
def test_a_batch_that_is_killed_is_gone_on_with_by_the_next(
    app: Flask, own_store: Path, step: str
) -> None:
    own_store.write_text("a file where the folder should be")
    for _ in range(3):
        ApplicationFactory(certified=True)
    own_store.unlink()
    module, name = STEPS[step]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paper, "HANDFUL", 2)
        patch.setattr(module, name, dying(getattr(module, name), first=False, calls=4))
        killed_in(app, lambda: batch.issue(None, 1, lambda: None))
    made = db.session.scalars(select(Paper.id).where(Paper.pdf_sha256.is_not(None))).all()
    assert len(made) == 2
    everything_fits(6)


def test_when_a_process_of_a_batch_is_killed_the_batch_says_so_and_the_next_goes_on(
    app: Flask, own_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_store.write_text("a file where the folder should be")
    for _ in range(3):
        ApplicationFactory(certified=True)
    own_store.unlink()
    monkeypatch.setattr(paper, "HANDFUL", 2)
    monkeypatch.setattr(batch, "WORTH_PROCESSES", 1)
    monkeypatch.setattr(batch, "ENOUGH", 0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "keep", dying(store.keep, first=False, calls=2))
        with pytest.raises(NotReady, match="Run it again"):
            batch.issue(None, 2, lambda: None)
    everything_fits(6)


def test_processes_make_everything_that_is_missing_once(
    app: Flask, own_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_store.write_text("a file where the folder should be")
    for _ in range(3):
        ApplicationFactory(certified=True)
    own_store.unlink()
    monkeypatch.setattr(paper, "HANDFUL", 2)
    monkeypatch.setattr(batch, "WORTH_PROCESSES", 1)
    monkeypatch.setattr(batch, "ENOUGH", 0)
    steps: list[None] = []
    assert batch.issue(2025, 2, lambda: steps.append(None)) == batch.Issued(made=6)
    assert len(steps) == 6
    assert len(list(own_store.rglob("*.pdf"))) == 6
    everything_fits(6)
    assert batch.issue(2025, 2, lambda: None) == batch.Issued()
