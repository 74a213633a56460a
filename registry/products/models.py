"""The product."""

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.enterprises.models import Enterprise
from registry.extensions import Base, RowId

# Of an enterprise, a product or a model: as long as the certificate has room for.
LONGEST_NAME = 120


class Product(Base):
    """What an enterprise registers; its yearly records are the applications."""

    __tablename__ = "product"
    __table_args__ = (UniqueConstraint("enterprise_id", "name"), Index(None, "name"))

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    name: Mapped[str] = mapped_column(String(200))

    enterprise: Mapped[Enterprise] = relationship()
