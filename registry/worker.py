"""The Celery application: `celery -A registry.worker worker`, and `beat` for what is due by itself.

Every task can be repeated and interrupted: what it shall do stands in the database, not in the
message. SQLite has one writer at a time; its workers wait for each other.
"""

from celery import Celery, Task
from celery.schedules import crontab
from flask import Flask

from registry import clock
from registry.app import create_app
from registry.audit.checkpoints import write_checkpoint
from registry.certification import paper
from registry.certification.queueing import MAKE_PAPER, celery, queue_paper
from registry.config import setting
from registry.errors import NotReady
from registry.extensions import db
from registry.messages.delivery import deliver_unsent
from registry.search import Kind
from registry.search.service import fold
from registry.statistics.snapshot import nightly
from registry.watching.service import recheck

MISSING_PAPERS, RECHECK, FOLD = "registry.missing_papers", "registry.recheck", "registry.fold"
CHECKPOINT, MAIL = "registry.checkpoint", "registry.mail"
SNAPSHOT = "registry.snapshot"
# A paper whose key or font is missing is tried again by hand or by the beat, not for ever.
_SECONDS = 300


def worker_of(app: Flask) -> Celery:
    """Celery on the application's broker, its tasks running in the application."""
    with app.app_context():
        application = celery(setting("BROKER_URL"))
    application.Task = _task_within(app)
    application.task(name=MAKE_PAPER, time_limit=_SECONDS)(make_paper)
    application.task(name=MISSING_PAPERS)(queue_missing_papers)
    application.task(name=RECHECK)(recheck_patents)
    application.task(name=FOLD)(fold_search)
    application.task(name=CHECKPOINT)(check_point)
    application.task(name=MAIL)(send_mails)
    application.task(name=SNAPSHOT)(take_snapshot)
    application.conf.beat_schedule = {
        "a checkpoint of the trail": {
            "task": CHECKPOINT,
            "schedule": crontab(minute="0", hour="3"),
        },
        "the ledger in columns": {
            "task": SNAPSHOT,
            "schedule": crontab(minute="30", hour="2"),
        },
        "mails that were left unsent": {"task": MAIL, "schedule": crontab("*/5")},
        "papers that were left unmade": {"task": MISSING_PAPERS, "schedule": crontab("*/5")},
        "patents of what is on record": {
            "task": RECHECK,
            "schedule": crontab(minute="30", hour="3"),
        },
        "names that were added to the search": {
            "task": FOLD,
            "schedule": crontab(minute="0", hour="4"),
        },
    }
    return application


def _task_within(app: Flask) -> type[Task]:
    class Within(Task):  # type: ignore[misc]  # Celery is untyped
        """A task that has the application, and a session of the database of its own."""

        def __call__(self, *args: object, **options: object) -> object:
            with app.app_context():
                try:
                    return self.run(*args, **options)
                finally:
                    db.session.remove()

    return Within


def make_paper(paper_id: int) -> None:
    """Make one paper; harmless when it is made already."""
    paper.make_paper(paper_id)


def queue_missing_papers() -> int:
    """Send a message for each paper that is not made: some may have been lost."""
    missing = paper.missing_papers()
    for paper_id in missing:
        queue_paper(setting("BROKER_URL"), paper_id)
    return len(missing)


def recheck_patents() -> None:
    """Look at every watched patent as it stands today."""
    recheck(clock.today())


def fold_search() -> None:
    """Pack what was added to the search since the last time."""
    for kind in Kind:
        fold(kind)


def check_point() -> None:
    """Say, outside of the database and signed, how far the trail has come."""
    write_checkpoint("nightly")


def take_snapshot() -> int:
    """Tell in columns what is new in the ledger; says how many entries. See ``nightly``."""
    return nightly.take().added


def send_mails() -> int:
    """Send what the mail server did not take when it was written."""
    return deliver_unsent()


def __getattr__(name: str) -> Celery:
    """`celery_app`, made when Celery asks for it and not when this module is read."""
    if name not in ("celery_app", "app"):
        raise AttributeError(name)
    application = create_app()
    with application.app_context():
        if not setting("BROKER_URL"):
            raise NotReady("REGISTRY_BROKER_URL is not set: there is no broker to work for.")
        # A connection of this process must not be shared with those that are forked from it.
        db.engine.dispose()
    return worker_of(application)
