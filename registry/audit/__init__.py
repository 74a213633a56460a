"""The trail: who did what to which thing and when. Rows are added, never changed or removed.

``trail`` writes entries and puts them in their place, ``chain`` is what they are hashed by;
``checkpoints`` says, outside of the database and signed, how far the chain had come; ``tree`` shows
of one entry that it was there.
"""

from registry.audit.guards import append_only, keep_append_only
from registry.audit.models import AuditEntry, AuditLink
from registry.audit.trail import record

__all__ = ["AuditEntry", "AuditLink", "append_only", "keep_append_only", "record"]
