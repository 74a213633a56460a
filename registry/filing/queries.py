"""What a filing package is held against in the registry."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from registry import clock
from registry.applications.models import Application
from registry.codes.industries import classes, end_of
from registry.codes.models import Region
from registry.codes.queries import middle_classes
from registry.enterprises.models import Enterprise
from registry.extensions import db
from registry.filing.readers import Known
from registry.products.models import Product
from registry.programme.queries import all_rounds

# Placeholders of one statement; SQLite takes 32,766.
_AT_ONCE = 5_000


def known_today() -> Known:
    """The codes and rounds that rows may name, as of today."""
    today, rounds = clock.today(), all_rounds()
    return Known(
        regions=frozenset(db.session.scalars(select(Region.code))),
        classes={row.code: row.name for row in middle_classes(today)},
        rounds=frozenset(row.year for row in rounds),
        today=today,
        industries={row.year: classes(end_of(row.data_year)) for row in rounds},
    )


def enterprises_by_code(credit_codes: Iterable[str]) -> dict[str, Enterprise]:
    """The enterprises of these credit codes that the registry knows."""
    wanted = sorted(set(credit_codes))
    found: dict[str, Enterprise] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        rows = db.session.scalars(select(Enterprise).where(Enterprise.credit_code.in_(some)))
        found |= {row.credit_code: row for row in rows}
    return found


def application_of(enterprise_id: int, product_name: str, year: int) -> Application | None:
    """The enterprise's application for a product of this name in a round, with its links."""
    return db.session.scalars(
        select(Application)
        .join(Product, Product.id == Application.product_id)
        .where(Product.enterprise_id == enterprise_id, Product.name == product_name)
        .where(Application.round_year == year)
        .options(selectinload(Application.links))
    ).one_or_none()
