"""Products, found or begun."""

from sqlalchemy import select

from registry.extensions import db
from registry.products.models import Product


def find_or_begin(enterprise_id: int, name: str) -> Product:
    """The enterprise's product of this name, begun if there is none yet."""
    found = db.session.scalars(
        select(Product).where(Product.enterprise_id == enterprise_id, Product.name == name)
    ).one_or_none()
    if found is None:
        found = Product(enterprise_id=enterprise_id, name=name)
        db.session.add(found)
        db.session.flush()
    return found
