"""Accounts and roles, how people prove that it is they, and where they are signed in."""

import hashlib
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    Column,
    CursorResult,
    Delete,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    Update,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.enterprises.models import Enterprise
from registry.extensions import Base, RowId, UtcDateTime, db
from registry.permissions import Role

user_role = Table(
    "user_role",
    Base.metadata,
    Column("user_id", ForeignKey("user.id"), primary_key=True),
    Column("role_id", ForeignKey("role.id"), primary_key=True),
)


class RoleRow(Base):
    """A role by its name in ``permissions.Role``."""

    __tablename__ = "role"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)


class User(Base):
    """A person's account."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    password: Mapped[str] = mapped_column(String(255))
    """An argon2id hash; the clear text is nowhere."""
    active: Mapped[bool]
    locale: Mapped[str | None] = mapped_column(String(16))
    handle: Mapped[str] = mapped_column("fs_uniquifier", String(64), unique=True)
    """Names the account to a security key, and tells it nothing of the person."""
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"), index=True)

    roles: Mapped[list[RoleRow]] = relationship(secondary=user_role, lazy="selectin")
    enterprise: Mapped[Enterprise | None] = relationship()

    @property
    def public_id(self) -> str:
        """Names the account in addresses: drawn from the handle, which it does not tell."""
        return hashlib.sha256(f"account {self.handle}".encode()).hexdigest()[:16]

    @property
    def held_roles(self) -> frozenset[Role]:
        """What the person is in the registry."""
        return frozenset(Role(each.name) for each in self.roles)

    @property
    def is_authenticated(self) -> bool:
        """For the templates, which ask the same of a visitor."""
        return True


class UserSession(Base):
    """Where a person is signed in: a browser that shows the token whose hash this is.

    The row is removed when the session ends; a token without a row opens nothing.
    """

    __tablename__ = "user_session"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    browser: Mapped[str] = mapped_column(String(300))
    """What the browser says of itself, cut."""
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When the person last proved that it is they."""
    second_factor: Mapped[bool]
    """Whether a second factor was part of the proof."""

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class Authenticator(Base):
    """An authenticator app that shows six digits (TOTP, RFC 6238); one for each account."""

    __tablename__ = "authenticator"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), unique=True)
    secret: Mapped[str] = mapped_column(String(255))
    """Encrypted with a key that is not in the database."""
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_step: Mapped[int] = mapped_column(RowId)
    """The period of 30 s whose digits were taken last: they are not taken again."""


class SecurityKey(Base):
    """A key in hardware or in a device that answers by WebAuthn."""

    __tablename__ = "security_key"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    credential: Mapped[bytes] = mapped_column(LargeBinary(1023), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(RowId)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RecoveryCode(Base):
    """A code on paper for who has lost app and key; good once."""

    __tablename__ = "recovery_code"
    __table_args__ = (Index(None, "user_id", "code_hash", unique=True),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Attempts(Base):
    """How often something was tried since a moment, counted to slow down who guesses."""

    __tablename__ = "attempts"

    counted: Mapped[str] = mapped_column(String(64), primary_key=True)
    """The hash of what is counted: addresses of persons are not kept for this."""
    count: Mapped[int]
    until: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


def touched(statement: Update | Delete) -> bool:
    """Carry out a change of rows; whether there was any such row."""
    return bool(cast(CursorResult[Any], db.session.execute(statement)).rowcount)
