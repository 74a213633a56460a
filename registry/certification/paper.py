"""From the row of a certificate to its signed paper in the store; every step can be repeated."""

from collections.abc import Callable, Sequence
from functools import cache

from sqlalchemy import select, update

from certificates.design import Design, load_design
from certificates.errors import CertificateError
from certificates.payload import Payload, PayloadPatent, from_json
from certificates.render import render
from certificates.sign import sign
from registry.applications.models import Application
from registry.certification import store
from registry.certification.keys import signer
from registry.certification.models import Certificate
from registry.codes.queries import full_name
from registry.config import setting
from registry.errors import NotReady
from registry.extensions import db
from registry.transaction import unit_of_work

DESIGN, DESIGN_VERSION = "patent_intensive_product", 1


def payload_of(application: Application, certificate: Certificate, *, is_example: bool) -> Payload:
    """All that the paper says, taken from the application as it was certified."""
    return Payload(
        number=certificate.number,
        registration_number=application.registration_number or "",
        round_year=application.round_year,
        data_year=application.round.data_year,
        enterprise_name=application.enterprise.name,
        credit_code=application.enterprise.credit_code,
        region_name=full_name(application.enterprise.region),
        product_name=application.product.name,
        model=application.model,
        class_code=application.class_code,
        class_name=application.industry_class.name,
        class_name_en=application.industry_class.name_en,
        patents=tuple(
            PayloadPatent(link.patent.number, link.patent.title, link.patent.kind, link.core)
            for link in application.links
            if link.patent is not None
        ),
        output_value_fen=application.output_value if application.shows_output_value else None,
        standard=application.round.standard,
        issued_on=certificate.valid_from,
        valid_from=certificate.valid_from,
        valid_until=certificate.valid_until,
        authority_name=setting("AUTHORITY_NAME"),
        authority_name_en=setting("AUTHORITY_NAME_EN"),
        verification_url=f"{setting('PUBLIC_URL')}/certificates/{certificate.number}",
        examples=is_example,
    )


def make_paper(certificate_id: int) -> str:
    """Render, sign and store the paper unless that is done; gives its SHA-256.

    The paper is made outside any transaction, for it takes long. Of two workers who make it at
    once, the first to store its hash wins; the other's file is never referred to. NotReady when
    the registry lacks what it takes: a key, a font that has every character.
    """
    certificate = db.session.get_one(Certificate, certificate_id, populate_existing=True)
    if certificate.pdf_sha256 is not None:
        return certificate.pdf_sha256
    digest = store.keep(_signed_paper(certificate))
    with unit_of_work():
        db.session.execute(
            update(Certificate)
            .where(Certificate.id == certificate_id, Certificate.pdf_sha256.is_(None))
            .values(pdf_sha256=digest)
        )
    return (
        db.session.scalars(
            select(Certificate.pdf_sha256).where(Certificate.id == certificate_id)
        ).one()
        or digest
    )


def missing_papers() -> Sequence[int]:
    """The certificates whose paper a crash or an error left unmade, by id."""
    return db.session.scalars(
        select(Certificate.id).where(Certificate.pdf_sha256.is_(None)).order_by(Certificate.id)
    ).all()


def make_missing_papers(step: Callable[[], None] = lambda: None) -> int:
    """Make every one of them, calling ``step`` after each; says how many were made.

    One that cannot be made does not keep the others from being made: NotReady at the end names
    each of those, with what is in the way.
    """
    waiting = missing_papers()
    reasons = [reason for each in waiting if (reason := _hindrance(each, step)) is not None]
    if reasons:
        raise NotReady("Some papers cannot be made: {reasons}", reasons="; ".join(reasons))
    return len(waiting)


def _hindrance(certificate_id: int, step: Callable[[], None]) -> str | None:
    try:
        make_paper(certificate_id)
    except NotReady as error:
        return str(error)
    step()
    return None


def _signed_paper(certificate: Certificate) -> bytes:
    try:
        design = _design(certificate.design, certificate.design_version)
        paper = render(from_json(certificate.payload), design)
        return sign(paper, signer(), at=certificate.issued_at)
    except CertificateError as error:
        raise NotReady("{number}: {reason}", number=certificate.number, reason=error) from error


@cache
def _design(name: str, version: int) -> Design:
    return load_design(name, version)
