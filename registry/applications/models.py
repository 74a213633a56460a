"""The application with its declaration and patent links, and the evaluations made of it."""

import secrets
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.applications.workflow import Status
from registry.audit import keep_append_only
from registry.codes.models import IndustryClass
from registry.enterprises.models import Enterprise
from registry.extensions import Base, RowId, UtcDateTime, enum_column
from registry.patents.models import Patent
from registry.products.models import Product
from registry.programme.models import Round

LONGEST_DOCUMENT_NAME = 200


class Basis(StrEnum):
    """By what right the applicant uses a patent."""

    PATENTEE = "patentee"
    LICENSEE = "licensee"


class DocumentKind(StrEnum):
    """What an attached document is, as its content says."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    DOCX = "docx"
    XLSX = "xlsx"


def new_public_id() -> str:
    """An id for addresses, which cannot be guessed: 64 random bits in hexadecimal."""
    return secrets.token_hex(8)


class Application(Base):
    """One product in one round. Money is fen; ``version`` counts every change of status."""

    __tablename__ = "application"
    __table_args__ = (
        UniqueConstraint("product_id", "round_year"),
        CheckConstraint("examiner_id <> certifier_id", name="four_eyes"),
        Index(None, "round_year", "status"),
        # The work list is counted from this one alone, and its first page found by it.
        Index(
            "ix_application_work",
            *("status", "submitted_at", "registered_on", "notice_until"),
            *("seeks_certification", "refused_on"),
        ),
        # A declaration among those of its class.
        Index("ix_application_class", "round_year", "class_code"),
        # The register, the newest first.
        Index("ix_application_register", "registered_on", "id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=new_public_id)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"), index=True)
    round_year: Mapped[int] = mapped_column(ForeignKey("round.year"))
    class_code: Mapped[str] = mapped_column(ForeignKey("industry_class.code"))
    # GB/T 4754, four digits, as the table in force at the end of the data year has them.
    industry_code: Mapped[str | None] = mapped_column(String(4))
    model: Mapped[str] = mapped_column(String(200), default="")
    seeks_certification: Mapped[bool]
    shows_output_value: Mapped[bool] = mapped_column(default=True)

    output_value: Mapped[int | None] = mapped_column(BigInteger)
    sales_revenue: Mapped[int | None] = mapped_column(BigInteger)
    export_value: Mapped[int | None] = mapped_column(BigInteger)
    profit: Mapped[int | None] = mapped_column(BigInteger)

    status: Mapped[Status] = mapped_column(
        enum_column(Status, "application_status"), default=Status.DRAFT
    )
    version: Mapped[int] = mapped_column(default=1)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    returned_on: Mapped[date | None]
    registration_number: Mapped[str | None] = mapped_column(String(40), unique=True)
    registered_on: Mapped[date | None]
    notice_until: Mapped[date | None]
    certified_on: Mapped[date | None]
    refused_on: Mapped[date | None]
    examiner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    certifier_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    product: Mapped[Product] = relationship()
    enterprise: Mapped[Enterprise] = relationship()
    round: Mapped[Round] = relationship()
    industry_class: Mapped[IndustryClass] = relationship()
    links: Mapped[list["PatentLink"]] = relationship(
        order_by="PatentLink.position", cascade="all, delete-orphan"
    )
    all_documents: Mapped[list["Document"]] = relationship(order_by="Document.id")

    @property
    def documents(self) -> "list[Document]":
        """The documents that are attached, in the order in which they came."""
        return [each for each in self.all_documents if each.removal is None]


class PatentLink(Base):
    """A patent that the product rests on, as the enterprise states it."""

    __tablename__ = "patent_link"
    __table_args__ = (
        UniqueConstraint("application_id", "position"),
        UniqueConstraint("application_id", "patent_id"),
        Index(None, "patent_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    position: Mapped[int]
    # What was typed is kept, whether or not it can be read as a number.
    typed: Mapped[str] = mapped_column(String(100))
    patent_id: Mapped[int | None] = mapped_column(ForeignKey("patent.id"))
    core: Mapped[bool]
    basis: Mapped[Basis | None] = mapped_column(enum_column(Basis, "link_basis"))
    # Hundredths of a percent: 2550 is 25.50 %.
    contribution: Mapped[int | None]

    patent: Mapped[Patent | None] = relationship()


class Document(Base):
    """A supporting document; its file lies in the store under its hash, its name is data.

    The row is never changed: a document that was removed from the draft has a removal beside it.
    """

    __tablename__ = "document"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=new_public_id)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    name: Mapped[str] = mapped_column(String(LONGEST_DOCUMENT_NAME))
    kind: Mapped[DocumentKind] = mapped_column(enum_column(DocumentKind, "document_kind"))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    attached_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attached_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))

    removal: Mapped["DocumentRemoval | None"] = relationship(lazy="joined")


class DocumentRemoval(Base):
    """A document that its enterprise took out of the draft again: it is nobody's from then on."""

    __tablename__ = "document_removal"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), unique=True)
    removed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))


class EvaluationRecord(Base):
    """One run of the rules over frozen facts: enough to run it again in ten years."""

    __tablename__ = "evaluation"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    rule_set: Mapped[str] = mapped_column(String(80))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    facts_sha256: Mapped[str] = mapped_column(String(64))
    # eligibility.Evaluation.to_json(): findings with reason and citation, parameters used.
    result: Mapped[dict[str, Any]] = mapped_column(JSON)


for _model in (EvaluationRecord, Document, DocumentRemoval):
    keep_append_only(_model)
