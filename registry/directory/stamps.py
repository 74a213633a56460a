"""What the answers about a certificate rest on, in one statement: whoever reads the same again may
be told the same again."""

from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import aliased

from registry.applications.models import Application
from registry.certification.models import Certificate, CertificateEvent, Paper
from registry.certification.workflow import CertificateStatus
from registry.enterprises.models import Enterprise
from registry.products.models import Product
from registry.programme.models import Round

# Of what a certificate belongs to.
_ALSO: tuple[Any, ...] = (
    Application.version,
    Application.model,
    Application.class_code,
    Application.industry_code,
    Application.registration_number,
    Application.certified_on,
    Product.name,
    Enterprise.name,
    Enterprise.credit_code,
    Round.year,
    Round.standard,
)


def stamp_of_number() -> Select[*tuple[Any, ...]]:
    """Of the certificate ``number`` on the ``day``: everything that its page and its JSON show, or a
    mark that changes with it. Events are only ever added; a paper's payload never changes."""
    later, newer = aliased(Certificate), aliased(Application)
    successor = (
        select(func.max(later.id))
        .join(newer, newer.id == later.application_id)
        .where(newer.product_id == Application.product_id, later.year > Certificate.year)
        .where(later.valid_from <= bindparam("day"), later.status == CertificateStatus.VALID)
    )
    events = select(func.count(), func.max(CertificateEvent.id)).where(
        CertificateEvent.certificate_id == Certificate.id
    )
    papers = select(func.min(Paper.id), func.min(Paper.pdf_sha256)).where(
        Paper.certificate_id == Certificate.id
    )
    marks = [
        each.with_only_columns(column).correlate(Certificate, Application).scalar_subquery()
        for each in (successor, events, papers)
        for column in each.selected_columns
    ]
    return (
        select(*Certificate.__table__.columns, *_ALSO, *marks)
        .join(Application, Application.id == Certificate.application_id)
        .join(Product, Product.id == Application.product_id)
        .join(Enterprise, Enterprise.id == Application.enterprise_id)
        .join(Round, Round.year == Application.round_year)
        .where(Certificate.number == bindparam("number"))
    )
