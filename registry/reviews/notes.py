"""The staff's notes on an application: added, never changed, never shown to the applicant."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from registry import audit, clock
from registry.applications.models import Application
from registry.errors import BadInput, FieldProblem, Refused
from registry.extensions import db
from registry.money import N_
from registry.permissions import Actor, Permission, check
from registry.reviews.models import StaffNote

LONGEST_NOTE = 4000


def add_note(actor: Actor, application: Application, text: str) -> StaffNote:
    """Add a note. The trail keeps its SHA-256: the text stands in one place only."""
    check_reader(actor, application)
    text = text.strip()
    if not text or len(text) > LONGEST_NOTE:
        problem = N_("There is no note.") if not text else N_("This note is too long.")
        expected = N_("Write 1 to 4000 characters.")
        raise BadInput([FieldProblem("text", text[:40], problem, expected)])
    note = StaffNote(application_id=application.id, by_id=actor.user_id, at=clock.now(), text=text)
    db.session.add(note)
    db.session.flush()
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    audit.record(actor, "note", "staff_note", note.id, application=application.id, sha256=sha256)
    return note


def notes_on(actor: Actor, application: Application) -> Sequence[StaffNote]:
    """The notes, the oldest first; none for somebody of the applying enterprise."""
    if actor.owns(application.enterprise_id):
        return ()
    return db.session.scalars(
        select(StaffNote)
        .where(StaffNote.application_id == application.id)
        .options(joinedload(StaffNote.by))
        .order_by(StaffNote.id)
    ).all()


def check_reader(actor: Actor, application: Application) -> None:
    """Refused for whoever is not staff, or belongs to the enterprise that applies."""
    check(actor, Permission.READ_APPLICATIONS)
    if actor.owns(application.enterprise_id):
        raise Refused("Notes of the staff are not for the enterprise that applies.")
