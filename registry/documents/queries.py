"""A document, for whoever may read the application that it is attached to."""

from registry.applications.models import Application, Document
from registry.applications.queries import for_actor
from registry.errors import NotFound
from registry.money import N_
from registry.permissions import Actor


def attached(actor: Actor, public_id: str, document_id: str) -> tuple[Application, Document]:
    """The application and its document; NotFound for one that was removed, and for others'."""
    application = for_actor(actor, public_id)
    for document in application.documents:
        if document.public_id == document_id:
            return application, document
    raise NotFound(N_("There is no document {id}."), id=document_id[:40])
