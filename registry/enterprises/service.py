"""Enterprises, recorded; who changed what stands in the trail."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from registry import audit, search
from registry.enterprises.models import Enterprise, Size
from registry.extensions import db
from registry.permissions import Actor, Permission, check


def record_enterprise(
    actor: Actor, *, credit_code: str, name: str, region_code: str, size: Size
) -> Enterprise:
    """Add an enterprise, or bring the known one of this credit code up to date.

    Of those who record the same one at the same moment, one adds it; the others wait for its
    commit. Whoever records several does so in the order of their codes, lest two wait for each
    other.
    """
    check(actor, Permission.LOAD)
    now = {"name": name, "region_code": region_code, "size": size.value}
    known = _locked(credit_code)
    if known is None:
        new = Enterprise(credit_code=credit_code, name=name, region_code=region_code, size=size)
        known = _added_or_known(new)
        if known is new:
            audit.record(actor, "record", "enterprise", known.id, **now)
            search.put(search.Kind.ENTERPRISE, known.id, name)
            return known
    before = {"name": known.name, "region_code": known.region_code, "size": known.size.value}
    if before != now:
        known.name, known.region_code, known.size = name, region_code, size
        audit.record(actor, "change", "enterprise", known.id, before=before, after=now)
        search.put(search.Kind.ENTERPRISE, known.id, name)
    return known


def _locked(credit_code: str) -> Enterprise | None:
    """The enterprise as it is now, held against others until the commit."""
    # Accounts and applications of it may be made meanwhile: only what is told of it waits.
    question = (
        select(Enterprise)
        .where(Enterprise.credit_code == credit_code)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(question).one_or_none()


def _added_or_known(new: Enterprise) -> Enterprise:
    """The enterprise, added; or the one that somebody else has just added."""
    try:
        with db.session.begin_nested():
            db.session.add(new)
    except IntegrityError:
        known = _locked(new.credit_code)
        if known is None:
            # It is not the code that stood in the way.
            raise
        return known
    return new
