"""The only commit. An act is one unit of work; its effects outside wait for the commit."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, cast

import structlog
from sqlalchemy import event
from sqlalchemy.orm import Session

from registry.extensions import db, writing

_LAST_STEPS = "before_commit"
_WAITING = "after_commit"
_FLUSHED = "flushed_outside"
log = structlog.get_logger()

Step = Callable[[list[Any]], None]
# Each effect with what it is to be called with; None for one that is called without anything.
Effects = dict[Callable[..., object], list[Any] | None]


class Held:
    """What units of work have done so far, and what is not committed before its answer is known."""

    def __init__(self) -> None:
        self.has_acted = False


_held: ContextVar[Held | None] = ContextVar("held", default=None)
_row: ContextVar[Effects | None] = ContextVar("row", default=None)


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Everything within is committed together, or nothing of it is.

    What was read before is forgotten and read again under the write lock. A unit of work inside
    another is part of it. Raises RuntimeError when something was changed before it began.
    """
    if writing.get():
        yield
        return
    held = _held.get()
    _begin(held)
    token = writing.set(True)
    try:
        yield
        if held is None:
            _commit()
        else:
            db.session.flush()
            held.has_acted = True
    except BaseException:
        _undo()
        raise
    finally:
        writing.reset(token)
    if held is None:
        _run_waiting()


@contextmanager
def part_of_work() -> Iterator[None]:
    """A part of a unit of work that is taken back alone when it fails: what it has written, the
    steps it left for before the commit and the effects for after it. The rest goes on.
    """
    if not writing.get():
        raise RuntimeError("part_of_work() belongs inside a unit of work")
    info = db.session.info
    effects = {each: items and list(items) for each, items in info.get(_WAITING, {}).items()}
    steps = {name: (step, list(given)) for name, (step, given) in info.get(_LAST_STEPS, {}).items()}
    try:
        with db.session.begin_nested():
            yield
    except BaseException:
        info[_WAITING], info[_LAST_STEPS] = effects, steps
        raise


@contextmanager
def one_act_with_its_answer() -> Iterator[Held]:
    """The units of work within are committed together at its end, so that what is written of their
    answer stands with them. One that fails takes those before it back too.
    """
    held = Held()
    token = _held.set(held)
    try:
        yield held
        if held.has_acted:
            _commit()
    except BaseException:
        _undo()
        raise
    finally:
        _held.reset(token)
    _run_waiting()


def before_commit(name: str, step: Step) -> list[Any]:
    """Have a step run once, last of all, just before what is being done is committed.

    Gives the list, kept under this name until then, that the step will be called with.
    """
    if not writing.get():
        raise RuntimeError("before_commit() belongs inside a unit of work")
    steps = db.session.info.setdefault(_LAST_STEPS, {})
    return cast(list[Any], steps.setdefault(name, (step, []))[1])


def after_commit(effect: Callable[[], object]) -> None:
    """Run an effect once what is being done is committed; never when it is rolled back.

    The act stands whether or not the effect succeeds: an effect starts from a durable intent, is
    logged when it fails, and can be repeated without harm. The same one asked for twice runs once.
    """
    _effects()[effect] = None


def after_commit_together(effect: Callable[[list[Any]], object], item: object) -> None:
    """The same for an effect that takes all its items at once: those of one act, or of every act
    within ``acts_in_a_row``."""
    waiting = _effects().setdefault(effect, [])
    cast(list[Any], waiting).append(item)


def _effects() -> Effects:
    if not writing.get():
        raise RuntimeError("after_commit() belongs inside a unit of work")
    return cast(Effects, db.session.info.setdefault(_WAITING, {}))


@contextmanager
def acts_in_a_row() -> Iterator[None]:
    """The effects of the acts within wait for the last of them, and are then run together.

    Each act is committed by itself all the same. What a crash leaves undone is found as after any
    act: every effect starts from a durable intent.
    """
    gathered: Effects = {}
    token = _row.set(gathered)
    try:
        yield
    finally:
        _row.reset(token)
        _run(gathered)


@event.listens_for(db.session, "after_flush")
def _note_flush(session: Session, _: object) -> None:
    # A query flushes what was changed before it; nothing of the change is left to be seen then.
    if not writing.get():
        session.info[_FLUSHED] = True


@event.listens_for(db.session, "after_commit")
@event.listens_for(db.session, "after_rollback")
def _forget_flush(session: Session) -> None:
    session.info.pop(_FLUSHED, None)


def _begin(held: Held | None) -> None:
    _refuse_unfinished_changes()
    if held is not None and held.has_acted:
        # The transaction goes on; what was read in it is read again all the same.
        db.session.expire_all()
    else:
        db.session.rollback()


def _refuse_unfinished_changes() -> None:
    session = db.session
    if session.new or session.dirty or session.deleted or session.info.get(_FLUSHED):
        raise RuntimeError("something was changed outside a unit of work")


def _commit() -> None:
    token = writing.set(True)
    try:
        db.session.flush()
        for step, given in db.session.info.pop(_LAST_STEPS, {}).values():
            step(given)
        db.session.commit()
    finally:
        writing.reset(token)


def _undo() -> None:
    """Take back what is not committed."""
    held = _held.get()
    if held is not None:
        held.has_acted = False
    db.session.rollback()
    for name in (_LAST_STEPS, _WAITING):
        db.session.info.pop(name, None)


def _run_waiting() -> None:
    effects = cast(Effects, db.session.info.pop(_WAITING, {}))
    gathered = _row.get()
    if gathered is None:
        _run(effects)
        return
    for effect, items in effects.items():
        if items is None:
            gathered[effect] = None
        else:
            cast(list[Any], gathered.setdefault(effect, [])).extend(items)


def _run(effects: Effects) -> None:
    for effect, items in effects.items():
        try:
            effect() if items is None else effect(items)
        except Exception:
            log.exception("effect_failed", effect=getattr(effect, "__qualname__", repr(effect)))
