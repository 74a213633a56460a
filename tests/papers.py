"""The papers of an application, and how a crash leaves them."""

from collections.abc import Sequence

from sqlalchemy import select, update

from registry.applications.models import Application
from registry.certification.models import Paper
from registry.extensions import db
from registry.transaction import unit_of_work


def papers_of(application: Application) -> Sequence[Paper]:
    """As the database has them, in the order in which they were requested."""
    db.session.rollback()
    of_it = Paper.application_id == application.id
    return db.session.scalars(select(Paper).where(of_it).order_by(Paper.id)).all()


def without_their_files(application: Application) -> Application:
    """As a crash between the commit and the files leaves it."""
    of_it = Paper.application_id == application.id
    with unit_of_work():
        db.session.execute(update(Paper).where(of_it).values(pdf_sha256=None, made_at=None))
    return application
