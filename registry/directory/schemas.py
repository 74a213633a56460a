"""The answers of the public interface, as JSON."""

from typing import Any

from marshmallow import Schema, fields

from registry import clock
from registry.certification.models import Certificate
from registry.certification.queries import state_on
from registry.config import setting


class EventSchema(Schema):
    """A change of a certificate's status: what, from which day, why."""

    action = fields.String(required=True)
    effective_on = fields.Date(required=True)
    reason = fields.String(required=True)


class CertificateSchema(Schema):
    """A certificate as the public may know it; ``state`` is that of today."""

    number = fields.String(required=True)
    state = fields.String(required=True)
    product_name = fields.String(attribute="application.product.name")
    model = fields.String(attribute="application.model")
    enterprise_name = fields.String(attribute="application.enterprise.name")
    credit_code = fields.String(attribute="application.enterprise.credit_code")
    class_code = fields.String(attribute="application.class_code")
    industry_code = fields.String(attribute="application.industry_code", allow_none=True)
    registration_number = fields.String(attribute="application.registration_number")
    round = fields.Integer(attribute="application.round_year")
    data_year = fields.Integer(attribute="application.round.data_year")
    valid_from = fields.Date()
    valid_until = fields.Date()
    events = fields.List(fields.Nested(EventSchema))
    address = fields.String(required=True)


class VerificationSchema(Schema):
    """What a file is: the verdict, its reason in a sentence, one more remark or none, whether it is
    a certificate or a notice, and the certificate it names."""

    verdict = fields.String(required=True)
    reason = fields.String(required=True)
    remark = fields.String(required=True)
    paper = fields.String(required=True, allow_none=True)
    certificate = fields.Nested(CertificateSchema, allow_none=True)


def certificate_json(certificate: Certificate) -> dict[str, Any]:
    """A certificate for a program."""
    shown: dict[str, Any] = CertificateSchema().dump(certificate)
    return shown | {
        "state": state_on(certificate, clock.today()).value,
        "address": f"{setting('PUBLIC_URL')}/certificates/{certificate.number}",
    }
