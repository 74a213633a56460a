"""Papers by Celery: messages sent, tasks that can be repeated, and what is due by itself."""

import pytest
from factories import ApplicationFactory
from flask import Flask
from papers import papers_of, without_their_files

from registry import worker
from registry.certification import batch, paper, queueing
from registry.errors import NotReady
from registry.extensions import db

# A port that nobody listens at.
NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture
def with_broker(app: Flask, monkeypatch: pytest.MonkeyPatch) -> str:
    """Of this process alone, and of this database: a task keeps the application it was made in."""
    broker = f"memory://{db.engine.dialect.name}"
    monkeypatch.setitem(app.config["REGISTRY"], "BROKER_URL", broker)
    messages(broker)
    return broker


def messages(broker: str) -> list[int]:
    """The papers that were asked for since, by id."""
    with queueing.celery(broker).connection_for_read() as connection:
        queue = connection.SimpleQueue(queueing.QUEUE)
        found = []
        while True:
            try:
                message = queue.get(block=False)
            except queue.Empty:
                return found
            message.ack()
            found.append(message.payload[0][0])


def test_with_a_broker_a_decision_sends_its_papers_to_the_workers_after_its_commit(
    app: Flask, with_broker: str
) -> None:
    it = ApplicationFactory(certified=True)
    assert messages(with_broker) == [each.id for each in papers_of(it)]
    assert [each.pdf_sha256 for each in papers_of(it)] == [None, None]


def test_a_task_makes_its_paper_and_repeating_it_is_harmless(app: Flask, with_broker: str) -> None:
    it = ApplicationFactory(registered=True)
    task = worker.worker_of(app).tasks[queueing.MAKE_PAPER]
    (notice,) = papers_of(it)
    for _ in range(2):
        task.apply((notice.id,), throw=True)
    (notice,) = papers_of(it)
    assert notice.pdf_sha256 is not None


def test_every_few_minutes_what_is_missing_is_sent_again(app: Flask, with_broker: str) -> None:
    it = ApplicationFactory(certified=True)
    messages(with_broker)
    task = worker.worker_of(app).tasks[worker.MISSING_PAPERS]
    assert task.apply(throw=True).result == 2
    assert messages(with_broker) == [each.id for each in papers_of(it)]


def test_the_beat_knows_what_is_due_and_each_task_is_there(app: Flask, with_broker: str) -> None:
    application = worker.worker_of(app)
    due = {entry["task"] for entry in application.conf.beat_schedule.values()}
    assert due >= {worker.MISSING_PAPERS, worker.RECHECK, worker.FOLD, worker.SNAPSHOT}
    assert due < set(application.tasks)
    assert application.conf.task_acks_late


def test_a_broker_that_does_not_answer_keeps_no_decision_from_being_made(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config["REGISTRY"], "BROKER_URL", NOWHERE)
    it = ApplicationFactory(registered=True)
    (notice,) = papers_of(it)
    assert notice.pdf_sha256 is None
    with pytest.raises(NotReady, match="The broker does not answer"):
        batch.issue(None, 1, lambda: None)
    monkeypatch.setitem(app.config["REGISTRY"], "BROKER_URL", "")
    assert paper.make_missing_papers() == 1


def test_issuing_with_a_broker_waits_for_the_workers_and_says_what_they_still_have(
    app: Flask, with_broker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "PATIENCE", 0.0)
    without_their_files(ApplicationFactory(registered=True))
    messages(with_broker)
    assert batch.issue(None, 1, lambda: None) == batch.Issued(waiting=1)
    assert len(messages(with_broker)) == 1


def test_without_a_broker_there_is_no_worker(app: Flask) -> None:
    with pytest.raises(AttributeError):
        _ = worker.anything_else
    db.session.rollback()
