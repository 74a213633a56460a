"""Enterprises, recorded; who changed what stands in the trail."""

from registry import audit
from registry.enterprises.models import Enterprise, Size
from registry.enterprises.queries import by_credit_code
from registry.extensions import db
from registry.permissions import Actor, Permission, check


def record_enterprise(
    actor: Actor, *, credit_code: str, name: str, region_code: str, size: Size
) -> Enterprise:
    """Add an enterprise, or bring the known one of this credit code up to date."""
    check(actor, Permission.LOAD)
    now = {"name": name, "region_code": region_code, "size": size.value}
    known = by_credit_code(credit_code)
    if known is None:
        known = Enterprise(credit_code=credit_code, name=name, region_code=region_code, size=size)
        db.session.add(known)
        db.session.flush()
        audit.record(actor, "record", "enterprise", known.id, **now)
        return known
    before = {"name": known.name, "region_code": known.region_code, "size": known.size.value}
    if before != now:
        known.name, known.region_code, known.size = name, region_code, size
        audit.record(actor, "change", "enterprise", known.id, before=before, after=now)
    return known
