"""What an enterprise is told of its applications and certificates, whoever decides on them."""

from registry.applications.models import Application
from registry.messages.service import Value, tell


def tell_enterprise(application: Application, kind: str, reason: str = "", **values: Value) -> None:
    """Write to the applicant's people; ``kind`` is one of ``messages.wording.WORDINGS``."""
    tell(
        application.enterprise_id,
        kind,
        f"/applications/{application.public_id}",
        reason,
        product=application.product.name,
        year=application.round_year,
        **values,
    )
