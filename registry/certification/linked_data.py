"""A certificate as linked data: schema.org's Certification, with its places in the status lists.

https://schema.org/Certification; the entries are those of the W3C Bitstring Status List. What the
enterprise withholds is not in it, as it is not on the page.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeAlias

from certificates.payload import Payload
from registry.certification.models import Certificate
from registry.certification.queries import State
from registry.certification.status_lists import entries_of
from registry.config import setting
from registry.money import fen_to_decimal_text

_STATUS = "https://www.w3.org/ns/credentials/status#"
# As the paper says it.
EXAMPLE = (
    "示例 EXAMPLE：评价基准为示例数据，不构成官方认定。"
    "Benchmarks are example data; this is no official certification."
)
Linked: TypeAlias = "str | Sequence[Linked] | Mapping[str, Linked]"
CONTEXT: Linked = (
    "https://schema.org",
    {
        "credentialStatus": "https://www.w3.org/2018/credentials#credentialStatus",
        "BitstringStatusListEntry": f"{_STATUS}BitstringStatusListEntry",
        "statusPurpose": f"{_STATUS}statusPurpose",
        "statusListIndex": f"{_STATUS}statusListIndex",
        "statusListCredential": {"@id": f"{_STATUS}statusListCredential", "@type": "@id"},
        "id": "@id",
        "type": "@type",
    },
)


def linked_data(certificate: Certificate, contents: Payload, state: State) -> dict[str, Linked]:
    """What the page of the certificate says, for programs that read schema.org."""
    address = f"{setting('PUBLIC_URL')}/certificates/{certificate.number}"
    standing = "CertificationActive" if state is State.VALID else "CertificationInactive"
    said: dict[str, Linked] = {
        "@context": CONTEXT,
        "@type": "Certification",
        "@id": address,
        "url": address,
        "name": "专利密集型产品认定证书",
        "inLanguage": "zh-Hans",
        "certificationIdentification": certificate.number,
        "certificationStatus": f"https://schema.org/{standing}",
        "issuedBy": {
            "@type": "Organization",
            "name": contents.authority_name,
            "alternateName": contents.authority_name_en,
            "url": setting("PUBLIC_URL"),
        },
        "about": _product(contents),
        "datePublished": contents.issued_on.isoformat(),
        "validFrom": certificate.valid_from.isoformat(),
        "expires": certificate.valid_until.isoformat(),
        "credentialStatus": list(entries_of(certificate)),
    }
    return said | _audit(certificate.application.certified_on) | _example(contents.examples)


def _audit(day: date | None) -> dict[str, Linked]:
    return {"auditDate": day.isoformat()} if day else {}


def _example(rests_on_examples: bool) -> dict[str, Linked]:
    return {"disambiguatingDescription": EXAMPLE} if rests_on_examples else {}


def _product(contents: Payload) -> dict[str, Linked]:
    product: dict[str, Linked] = {
        "@type": "Product",
        "name": contents.product_name,
        "category": contents.class_code,
        "manufacturer": {
            "@type": "Organization",
            "name": contents.enterprise_name,
            "identifier": contents.credit_code,
        },
    }
    if contents.model:
        product["model"] = contents.model
    if contents.output_value_fen is not None:
        product["additionalProperty"] = {
            "@type": "PropertyValue",
            "name": f"产值 {contents.data_year}",
            "value": fen_to_decimal_text(contents.output_value_fen),
            "unitCode": "CNY",
        }
    return product
