"""Patents with what a source says of them."""

from datetime import UTC, date, datetime

import factory
from factory.alchemy import SQLAlchemyModelFactory

from registry.extensions import db
from registry.patents.models import Patent, StatusStatement
from registry.patents.numbers import check_digit
from registry.patents.status import PatentStatus


def patent_number(serial: int) -> str:
    """A well-formed application number of an invention of 2018."""
    body = f"20181{serial:07d}"
    return f"{body}.{check_digit(body)}"


class StatusStatementFactory(SQLAlchemyModelFactory):
    """A recent word of a source that the patent is in force."""

    class Meta:
        model = StatusStatement
        sqlalchemy_session = db.session
        sqlalchemy_session_persistence = "commit"

    patent = None
    status = PatentStatus.IN_FORCE
    ended_on = None
    as_of = date(2025, 8, 15)
    source = "test"
    recorded_at = datetime(2025, 8, 16, tzinfo=UTC)


class PatentFactory(SQLAlchemyModelFactory):
    """An invention of 2018, granted in 2020, in force as of two weeks ago."""

    class Meta:
        model = Patent
        sqlalchemy_session = db.session
        sqlalchemy_session_persistence = "commit"

    office = "CN"
    number = factory.Sequence(lambda n: patent_number(1000 + n))
    kind = "invention"
    title = factory.Sequence("一种示例装置{}".format)
    patentee = "示例企业有限公司"
    filed_on = date(2018, 3, 1)
    granted_on = date(2020, 6, 2)
    statement = factory.RelatedFactory(StatusStatementFactory, "patent")
