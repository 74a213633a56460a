"""The certificate and what became of it; the papers; what is proposed to be done."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.accounts.models import User
from registry.applications.models import Application
from registry.audit import keep_append_only
from registry.certification.workflow import (
    CertificateAction,
    CertificateStatus,
    Outcome,
    PaperKind,
)
from registry.extensions import Base, RowId, UtcDateTime, enum_column


class Certificate(Base):
    """One certificate. What it says, and its signed file, stand in its papers."""

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
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    valid_from: Mapped[date]
    valid_until: Mapped[date]

    application: Mapped[Application] = relationship()
    events: Mapped[list["CertificateEvent"]] = relationship(order_by="CertificateEvent.id")
    papers: Mapped[list["Paper"]] = relationship(
        order_by="Paper.print_no", back_populates="certificate"
    )

    @property
    def pdf_sha256(self) -> str | None:
        """The hash of its newest print that is made; None while there is none."""
        return next((p.pdf_sha256 for p in reversed(self.papers) if p.pdf_sha256), None)


class Paper(Base):
    """One print of a certificate or of a registration notice.

    The row, with number and payload, comes first, in the transaction of the decision; the signed
    file follows from it. ``pdf_sha256`` and ``made_at`` are None until it lies in the store.
    A certificate is named by ``certificate_id`` too; a notice has none. Prints count from 1; each
    further one, a reprint, says the same and has a reason.
    """

    __tablename__ = "paper"
    __table_args__ = (
        UniqueConstraint("number", "print_no"),
        CheckConstraint("(kind = 'certificate') = (certificate_id IS NOT NULL)", name="kind"),
        CheckConstraint("print_no >= 1 AND (print_no > 1) = (reason <> '')", name="reprint"),
        CheckConstraint("(pdf_sha256 IS NULL) = (made_at IS NULL)", name="made_whole"),
        # Finds what is missing without looking at what is made.
        Index(
            "ix_paper_missing",
            "id",
            sqlite_where=text("pdf_sha256 IS NULL"),
            postgresql_where=text("pdf_sha256 IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    kind: Mapped[PaperKind] = mapped_column(enum_column(PaperKind, "paper_kind"))
    number: Mapped[str] = mapped_column(String(40))
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    certificate_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"), index=True)
    print_no: Mapped[int] = mapped_column(default=1)
    design: Mapped[str] = mapped_column(String(60))
    design_version: Mapped[int]
    # Some kilobytes that a list of papers never shows.
    payload: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    payload_sha256: Mapped[str] = mapped_column(String(64))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    pdf_sha256: Mapped[str | None] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    application: Mapped[Application] = relationship()
    certificate: Mapped[Certificate | None] = relationship(back_populates="papers")
    requested_by: Mapped[User | None] = relationship()


class CertificateEvent(Base):
    """A change of a certificate's status: from which day it holds, when it was known, and why.

    ``reason_code`` is empty and ``proposal_id`` None for a change of before there were any.
    """

    __tablename__ = "certificate_event"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), index=True)
    action: Mapped[CertificateAction] = mapped_column(
        enum_column(CertificateAction, "certificate_action")
    )
    effective_on: Mapped[date]
    known_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason_code: Mapped[str] = mapped_column(String(40), server_default="")
    reason: Mapped[str] = mapped_column(Text)
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), unique=True)

    decided_by: Mapped[User] = relationship()
    proposal: Mapped["Proposal | None"] = relationship()


class Proposal(Base):
    """What somebody proposes to do with a certificate, and how that ended.

    ``proposed_by`` None is the system itself, which watches the patents. It is open as long as
    ``outcome`` is None; of open ones there is at most one for a certificate and action.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name="ended_whole"),
        CheckConstraint(
            "outcome IS NULL OR outcome = 'withdrawn' OR decided_by_id IS NOT NULL",
            name="decided_by_a_person",
        ),
        CheckConstraint(
            "action <> 'revoke' OR outcome IS NULL OR outcome <> 'confirmed'"
            " OR (proposed_by_id IS NOT NULL AND proposed_by_id <> decided_by_id)",
            name="revoked_by_two",
        ),
        Index(
            "uq_proposal_open",
            "certificate_id",
            "action",
            unique=True,
            sqlite_where=text("outcome IS NULL"),
            postgresql_where=text("outcome IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), index=True)
    action: Mapped[CertificateAction] = mapped_column(
        enum_column(CertificateAction, "proposal_action")
    )
    reason_code: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text)
    effective_on: Mapped[date]
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[Outcome | None] = mapped_column(enum_column(Outcome, "proposal_outcome"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(Text, default="")

    certificate: Mapped[Certificate] = relationship()
    proposed_by: Mapped[User | None] = relationship(foreign_keys=proposed_by_id)
    decided_by: Mapped[User | None] = relationship(foreign_keys=decided_by_id)


keep_append_only(CertificateEvent)
