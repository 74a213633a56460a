"""Releases to make files and charts of: six prefectures, three classes, some of it confidential.

The ledger is written as the decisions write it; the ways through the workflow are tested elsewhere.
"""

from datetime import date, timedelta
from itertools import count

from factories import UserFactory, actor

from registry import clock
from registry.applications import ledger
from registry.applications.ledger import AMOUNTS, Stage
from registry.applications.models import Application
from registry.enterprises.models import Enterprise, Size
from registry.extensions import db
from registry.products.models import Product
from registry.statistics.releases import queries, service
from registry.statistics.releases.content import ReleaseContent, ReleaseStatus
from registry.transaction import unit_of_work

PLACES = ("370100", "370200", "370300", "370600", "371300", "371700")
CLASSES = ("0101", "0301", "0302")
SIZES = (Size.LARGE, Size.SMALL, Size.MEDIUM)
FIRST, SECOND = date(2025, 11, 1), date(2026, 2, 1)
_serial = count(1)


def fill(data_year: int = 2024, each_place: int = 5, on: date = date(2025, 9, 20)) -> None:
    """Products of so many enterprises in each prefecture; of two only in the last one."""
    with clock.at(on), unit_of_work():
        for at, place in enumerate(PLACES):
            many = 2 if place == PLACES[-1] else each_place
            for number in range(many):
                amount = (3 + (at * 7 + number * 5) % 11) * 10**11 + at * 123_45
                made = _application(place, CLASSES[number % 3], SIZES[at % 3], amount, data_year)
                ledger.add(made, Stage.REGISTERED, "register", clock.today())
                if number % 2:
                    today = clock.today()
                    ledger.shift(made, Stage.REGISTERED, Stage.CERTIFIED, "certify", today)


def _application(
    place: str, class_code: str, size: Size, amount: int, data_year: int
) -> Application:
    serial = next(_serial)
    enterprise = Enterprise(
        credit_code=f"OPEN{serial:014d}", name=f"示例企业{serial}", region_code=place, size=size
    )
    db.session.add(enterprise)
    db.session.flush()
    product = Product(enterprise_id=enterprise.id, name=f"示例产品{serial}")
    db.session.add(product)
    db.session.flush()
    application = Application(
        product_id=product.id,
        enterprise_id=enterprise.id,
        round_year=data_year + 1,
        class_code=class_code,
        seeks_certification=True,
        **{name: amount // (place_of + 1) for place_of, name in enumerate(AMOUNTS)},
    )
    db.session.add(application)
    db.session.flush()
    return application


def publish(
    on: date = FIRST,
    data_year: int = 2024,
    status: ReleaseStatus = ReleaseStatus.PROVISIONAL,
    name: str = "2024年专利密集型产品数据（示例）",
) -> str:
    """A release of what stands there the day before, by two persons; its number."""
    first, second = actor(UserFactory(statistician=True)), actor(UserFactory(statistician=True))
    with clock.at(on), unit_of_work():
        key = service.prepare(first, name, data_year, on - timedelta(days=1), status).id
    with clock.at(on), unit_of_work():
        return service.publish(second, queries.of_id(key)).number


def content(number: str, *, for_staff: bool = False) -> ReleaseContent:
    """What is published under a number."""
    return queries.content_of(queries.of_number(number), for_staff=for_staff)
