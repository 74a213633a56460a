"""The certificate and what became of it."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.accounts.models import User
from registry.applications.models import Application
from registry.audit import keep_append_only
from registry.certification.workflow import CertificateAction, CertificateStatus
from registry.extensions import Base, RowId, UtcDateTime, enum_column


class Certificate(Base):
    """One certificate. Its row, with number and payload, comes first; the paper follows from it.

    ``pdf_sha256`` is None until the signed paper lies in the store.
    """

    __tablename__ = "certificate"
    __table_args__ = (UniqueConstraint("year", "serial"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    year: Mapped[int]
    serial: Mapped[int]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), unique=True)
    status: Mapped[CertificateStatus] = mapped_column(
        enum_column(CertificateStatus, "certificate_status")
    )
    version: Mapped[int] = mapped_column(default=1)
    design: Mapped[str] = mapped_column(String(60))
    design_version: Mapped[int]
    payload: Mapped[bytes] = mapped_column(LargeBinary)
    payload_sha256: Mapped[str] = mapped_column(String(64))
    pdf_sha256: Mapped[str | None] = mapped_column(String(64), unique=True)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    valid_from: Mapped[date]
    valid_until: Mapped[date]

    application: Mapped[Application] = relationship()
    events: Mapped[list["CertificateEvent"]] = relationship(order_by="CertificateEvent.id")


class CertificateEvent(Base):
    """A change of a certificate's status: from which day it holds, when it was known, and why."""

    __tablename__ = "certificate_event"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), index=True)
    action: Mapped[CertificateAction] = mapped_column(
        enum_column(CertificateAction, "certificate_action")
    )
    effective_on: Mapped[date]
    known_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text)
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))

    decided_by: Mapped[User] = relationship()


keep_append_only(CertificateEvent)
