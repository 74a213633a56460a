"""Enterprises and accounts."""

from functools import cache

import factory
from factory.alchemy import SQLAlchemyModelFactory
from sqlalchemy import select
from stdnum.cn import uscc

from registry import search
from registry.accounts.models import RoleRow, User
from registry.accounts.passwords import hash_password
from registry.accounts.service import actor_of
from registry.enterprises.models import Enterprise, Size
from registry.extensions import db
from registry.permissions import Actor, Role

PASSWORD = "a long enough password"


@cache
def _hash() -> str:
    # Argon2 is slow on purpose; one hash serves every account of a run.
    return hash_password(PASSWORD)


def credit_code(serial: int) -> str:
    """A well-formed code of Jinan, Shandong; not of any enterprise that there is."""
    block, place = divmod(serial, 100_000)
    body = f"91370100MAE{'XYWUTRQPNM'[block]}{place:05d}"
    return body + uscc.calc_check_digit(body)


def role_row(role: Role) -> RoleRow:
    """The row of a role, made when it is first needed."""
    row = db.session.scalars(select(RoleRow).where(RoleRow.name == role.value)).one_or_none()
    return row or RoleRow(name=role.value)


def actor(user: User) -> Actor:
    """Who acts through an account."""
    return actor_of(user)


class EnterpriseFactory(SQLAlchemyModelFactory):
    """A small enterprise in Jinan."""

    class Meta:
        model = Enterprise
        sqlalchemy_session = db.session
        sqlalchemy_session_persistence = "commit"

    credit_code = factory.Sequence(credit_code)
    name = factory.Sequence("示例企业{}有限公司".format)
    region_code = "370100"
    size = Size.SMALL

    @factory.post_generation
    def searched(self, create: bool, extracted: object) -> None:
        """As the service does, have it found by its name."""
        if create:
            search.put(search.Kind.ENTERPRISE, self.id, self.name)
            db.session.commit()


class UserFactory(SQLAlchemyModelFactory):
    """An applicant of a new enterprise; traits make other people of it."""

    class Meta:
        model = User
        sqlalchemy_session = db.session
        sqlalchemy_session_persistence = "commit"

    class Params:
        administrator = factory.Trait(
            roles=factory.LazyFunction(lambda: [role_row(Role.ENTERPRISE_ADMINISTRATOR)])
        )
        reader = factory.Trait(
            roles=factory.LazyFunction(lambda: [role_row(Role.ENTERPRISE_READER)])
        )
        reviewer = factory.Trait(
            enterprise=None, roles=factory.LazyFunction(lambda: [role_row(Role.REVIEWER)])
        )
        statistician = factory.Trait(
            enterprise=None, roles=factory.LazyFunction(lambda: [role_row(Role.STATISTICIAN)])
        )
        operator = factory.Trait(
            enterprise=None, roles=factory.LazyFunction(lambda: [role_row(Role.OPERATOR)])
        )

    email = factory.Sequence("person{}@example.org".format)
    name = factory.Sequence("示例用户{}".format)
    password = factory.LazyFunction(_hash)
    active = True
    handle = factory.Sequence("uniquifier-{}".format)
    enterprise = factory.SubFactory(EnterpriseFactory)
    roles = factory.LazyFunction(lambda: [role_row(Role.APPLICANT)])
