"""Accounts and roles in the form that Flask-Security-Too asks for."""

from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.enterprises.models import Enterprise
from registry.extensions import Base, RowId

user_role = Table(
    "user_role",
    Base.metadata,
    Column("user_id", ForeignKey("user.id"), primary_key=True),
    Column("role_id", ForeignKey("role.id"), primary_key=True),
)


class RoleRow(Base, RoleMixin):
    """A role by its name in ``permissions.Role``."""

    __tablename__ = "role"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)


class User(Base, UserMixin):
    """A person's account."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    password: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool]
    locale: Mapped[str | None] = mapped_column(String(16))
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"), index=True)

    # The extension says list[RoleMixin], which only a list of exactly that would satisfy.
    roles: Mapped[list[RoleRow]] = relationship(  # type: ignore[assignment]
        secondary=user_role, lazy="selectin"
    )
    enterprise: Mapped[Enterprise | None] = relationship()
