"""The only commit. An act is one unit of work; its effects outside wait for the commit."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import cast

import structlog
from sqlalchemy import event
from sqlalchemy.orm import Session

from registry.extensions import db, writing

_WAITING = "after_commit"
_FLUSHED = "flushed_outside"
log = structlog.get_logger()


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Everything within is committed together, or nothing of it is.

    What was read before is forgotten and read again under the write lock. A unit of work inside
    another is part of it. Raises RuntimeError when something was changed before it began.
    """
    if writing.get():
        yield
        return
    _refuse_unfinished_changes()
    db.session.rollback()
    token = writing.set(True)
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        db.session.info.pop(_WAITING, None)
        raise
    finally:
        writing.reset(token)
    _run_waiting()


def after_commit(effect: Callable[[], object]) -> None:
    """Run an effect once what is being done is committed; never when it is rolled back.

    The act stands whether or not the effect succeeds: an effect starts from a durable intent, is
    logged when it fails, and can be repeated without harm.
    """
    if not writing.get():
        raise RuntimeError("after_commit() belongs inside a unit of work")
    db.session.info.setdefault(_WAITING, []).append(effect)


@event.listens_for(db.session, "after_flush")
def _note_flush(session: Session, _: object) -> None:
    # A query flushes what was changed before it; nothing of the change is left to be seen then.
    if not writing.get():
        session.info[_FLUSHED] = True


@event.listens_for(db.session, "after_commit")
@event.listens_for(db.session, "after_rollback")
def _forget_flush(session: Session) -> None:
    session.info.pop(_FLUSHED, None)


def _refuse_unfinished_changes() -> None:
    session = db.session
    if session.new or session.dirty or session.deleted or session.info.get(_FLUSHED):
        raise RuntimeError("something was changed outside a unit of work")


def _run_waiting() -> None:
    effects = cast(list[Callable[[], object]], db.session.info.pop(_WAITING, []))
    for effect in effects:
        try:
            effect()
        except Exception:
            log.exception("effect_failed", effect=getattr(effect, "__qualname__", repr(effect)))
