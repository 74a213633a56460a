"""Enterprises, looked up."""

from sqlalchemy import select

from registry.enterprises.models import Enterprise
from registry.extensions import db


def by_credit_code(credit_code: str) -> Enterprise | None:
    """The enterprise of a unified social credit code."""
    return db.session.scalars(
        select(Enterprise).where(Enterprise.credit_code == credit_code)
    ).one_or_none()
