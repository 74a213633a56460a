"""Filings that are likely of the same product: they share a patent, or the product's name."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from registry.applications.models import Application, PatentLink
from registry.applications.workflow import Status
from registry.extensions import db
from registry.products.models import Product

MOST = 8
_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class LikelySame:
    """Another product's application, and what it has in common."""

    application: Application
    shared: tuple[str, ...]
    """Numbers of the patents that both name, as they are typed here."""
    same_name: bool


def likely_same(application: Application) -> Sequence[LikelySame]:
    """At most eight, those with most in common first, then the newest. Earlier years of the product
    itself are none, nor is what was not handed in or was taken back."""
    typed = {link.patent_id: link.typed for link in application.links if link.patent_id}
    sharing = (
        select(Application.id)
        .join(PatentLink, PatentLink.application_id == Application.id)
        .where(PatentLink.patent_id.in_(typed))
    )
    named = (
        select(Application.id)
        .join(Product, Product.id == Application.product_id)
        .where(Product.name == application.product.name)
    )
    ids = {*_others(sharing, application), *_others(named, application)}
    rows = db.session.scalars(
        select(Application)
        .where(Application.id.in_(ids))
        .options(
            selectinload(Application.links),
            joinedload(Application.product),
            joinedload(Application.enterprise),
        )
    ).all()
    found = [_compared(each, application, typed) for each in rows]
    found.sort(key=lambda each: (-len(each.shared), not each.same_name, -each.application.id))
    return found[:MOST]


def _others(query: Select[int], application: Application) -> Sequence[int]:
    others = query.where(
        Application.product_id != application.product_id,
        Application.status.not_in((Status.DRAFT, Status.WITHDRAWN)),
    )
    return db.session.scalars(others.order_by(Application.id.desc()).limit(_LOOKED_AT)).all()


def _compared(other: Application, this: Application, typed: dict[int, str]) -> LikelySame:
    shared = tuple(typed[link.patent_id] for link in other.links if link.patent_id in typed)
    return LikelySame(other, shared, other.product.name == this.product.name)
