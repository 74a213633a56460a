"""What the papers say, taken from the application as it stood when it was decided on."""

from datetime import date

from certificates.payload import Notice, Payload, PayloadPatent
from registry.applications.models import Application
from registry.certification.models import Certificate
from registry.codes.queries import full_name
from registry.config import setting


def certificate_contents(
    application: Application, certificate: Certificate, *, is_example: bool
) -> Payload:
    """All that a certificate says."""
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
        patents=_patents(application),
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


def notice_contents(application: Application, issued_on: date, *, is_example: bool) -> Notice:
    """All that the notice of a registration says."""
    number = application.registration_number or ""
    return Notice(
        number=number,
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
        patents=_patents(application),
        issued_on=issued_on,
        authority_name=setting("AUTHORITY_NAME"),
        authority_name_en=setting("AUTHORITY_NAME_EN"),
        verification_url=f"{setting('PUBLIC_URL')}/register/{number}",
        examples=is_example,
    )


def _patents(application: Application) -> tuple[PayloadPatent, ...]:
    return tuple(
        PayloadPatent(link.patent.number, link.patent.title, link.patent.kind, link.core)
        for link in application.links
        if link.patent is not None
    )
