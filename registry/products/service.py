"""Products, found or begun."""

from contextlib import suppress

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from registry import search
from registry.extensions import db
from registry.products.models import Product


def find_or_begin(enterprise_id: int, name: str) -> Product:
    """The enterprise's product of this name, begun if there is none yet.

    Its row is held until the commit, so that of two who file one product at once the second sees
    what the first has filed.
    """
    found = _held(enterprise_id, name)
    if found is None:
        _begin(enterprise_id, name)
        found = _held(enterprise_id, name)
    if found is None:
        raise RuntimeError(f"the product {name!r} can neither be found nor begun")
    return found


def _held(enterprise_id: int, name: str) -> Product | None:
    return db.session.scalars(
        select(Product)
        .where(Product.enterprise_id == enterprise_id, Product.name == name)
        .with_for_update()
    ).one_or_none()


def _begin(enterprise_id: int, name: str) -> None:
    # Of two at once, the second waits here for the first one's commit and finds the row made.
    with suppress(IntegrityError), db.session.begin_nested():
        made = insert(Product).values(enterprise_id=enterprise_id, name=name)
        product_id = db.session.scalars(made.returning(Product.id)).one()
        search.put(search.Kind.PRODUCT, product_id, name)
