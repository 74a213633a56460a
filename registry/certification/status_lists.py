"""The register's suspended and revoked certificates, as the lists that anyone may mirror.

The place of a certificate is that of its row, which is never deleted and never numbered anew: row
n has bit n - 1, counted through list after list. A gap in the rows is a bit that is never set.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache

from sqlalchemy import func, select

from certificates.errors import CertificateError
from certificates.sign import Signer
from certificates.status_list import (
    LENGTH,
    Credential,
    Purpose as Purpose,
    StatusList,
    entry,
    place_of,
    secured,
    written,
)
from registry import clock
from registry.certification.keys import signer
from registry.certification.models import Certificate
from registry.certification.workflow import CertificateStatus
from registry.config import setting
from registry.errors import NotFound, NotReady
from registry.extensions import db

# A copy may be relied on to the end of the following day, so that a mirror that fetches daily is
# never without a list.
COPY_HOLDS = timedelta(days=2)
STATUS = {
    Purpose.REVOCATION: CertificateStatus.REVOKED,
    Purpose.SUSPENSION: CertificateStatus.SUSPENDED,
}


@dataclass(frozen=True, slots=True)
class Published:
    """One list as JSON text, and the address of the next one if there is one."""

    text: bytes
    following: str | None


def published(purpose: Purpose, part: int) -> Published:
    """The list of this number, from 1; NotFound where the certificates do not reach that far."""
    lists = max(1, -(-(db.session.scalar(select(func.max(Certificate.id))) or 0) // LENGTH))
    if part > lists:
        raise NotFound("There is no status list {number}.", number=part)
    following = address_of(purpose, part + 1) if part < lists else None
    return Published(_written(_list(purpose, part)), following)


def token_of(text: bytes) -> str:
    """The list, signed; NotReady where the registry has no key that can."""
    return _token(text, signer())


def entries_of(certificate: Certificate) -> list[Credential]:
    """Where a certificate stands in the lists of each purpose."""
    part, index = place_of(certificate.id)
    return [entry(address_of(purpose, part), purpose, index) for purpose in Purpose]


def address_of(purpose: Purpose, part: int) -> str:
    """The public address of a list, which is its name too and never changes."""
    further = f"?list={part}" if part > 1 else ""
    return f"{setting('PUBLIC_URL')}/api/status/{purpose.value}{further}"


def _list(purpose: Purpose, part: int) -> StatusList:
    first = (part - 1) * LENGTH + 1
    begins = datetime.combine(clock.today(), time(), clock.REGISTRY_ZONE).astimezone(UTC)
    return StatusList(
        address=address_of(purpose, part),
        issuer=setting("PUBLIC_URL"),
        purpose=purpose,
        valid_from=begins,
        valid_until=begins + COPY_HOLDS,
        marked=frozenset(each - first for each in _marked(STATUS[purpose], first)),
    )


def _marked(status: CertificateStatus, first: int) -> list[int]:
    query = select(Certificate.id).where(
        Certificate.status == status,
        Certificate.id >= first,
        Certificate.id < first + LENGTH,
    )
    return list(db.session.scalars(query))


# The same list is asked for again and again; packing and signing it once will do.
@lru_cache(maxsize=16)
def _written(wanted: StatusList) -> bytes:
    return written(wanted.credential())


@lru_cache(maxsize=16)
def _token(text: bytes, key: Signer) -> str:
    try:
        return secured(text, key)
    except CertificateError as error:
        raise NotReady("The status list cannot be signed: {reason}", reason=error) from error
