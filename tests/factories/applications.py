"""Applications in every situation; each is reached through the services, as people reach it."""

from datetime import timedelta
from typing import Any

import factory
from factories.accounts import UserFactory
from factories.patents import PatentFactory

from registry import clock
from registry.accounts.models import User
from registry.accounts.service import actor_of
from registry.applications import service as applications
from registry.applications.models import Application, Basis
from registry.applications.service import ApplicationInput, LinkInput
from registry.certification import service as certification
from registry.extensions import db
from registry.reviews import service as reviews
from registry.reviews.reasons import Grounds, ReasonCode
from registry.transaction import unit_of_work

GROUNDS = Grounds(ReasonCode.OTHER, reason="请补充材料", note="checked by hand")


def application_input(**changes: Any) -> ApplicationInput:
    """What an enterprise declares: every rule is met, and the EXAMPLE benchmarks too."""
    given: dict[str, Any] = {
        "product_name": "示例精密减速器",
        "model": "SL-100",
        "class_code": "0301",
        "seeks_certification": True,
        "shows_output_value": True,
        "output_value": 12_000_000_00,
        "sales_revenue": 11_000_000_00,
        "export_value": 1_000_000_00,
        "profit": 2_000_000_00,
        "links": (),
    }
    return ApplicationInput(**(given | changes))


class ApplicationFactory(factory.Factory):
    """A draft of round 2025 with two core patents of the applicant, complete and met by the rules.

    Traits go further on its way; ``applicant``, ``examiner``, ``certifier`` are the people on it.
    """

    class Meta:
        model = Application

    class Params:
        submitted = factory.Trait(reach="submitted")
        returned = factory.Trait(reach="returned")
        rejected = factory.Trait(reach="rejected")
        withdrawn = factory.Trait(reach="withdrawn")
        registered = factory.Trait(reach="registered")
        under_notice = factory.Trait(reach="public_notice")
        certified = factory.Trait(reach="certified")

    reach = "draft"
    round_year = 2025
    applicant = None
    examiner = None
    certifier = None
    given = factory.LazyFunction(application_input)

    @classmethod
    def _create(cls, model_class: type[Application], **wanted: Any) -> Application:
        applicant = wanted["applicant"] or UserFactory()
        way = _Way(
            applicant,
            wanted["examiner"] or UserFactory(reviewer=True),
            wanted["certifier"] or UserFactory(reviewer=True),
        )
        given = wanted["given"]
        links = given.links or two_core_patents(applicant)
        declared = {name: getattr(given, name) for name in ApplicationInput.__slots__}
        with unit_of_work():
            application = applications.begin(
                actor_of(applicant),
                wanted["round_year"],
                ApplicationInput(**(declared | {"links": links})),
            )
            way.go(application, wanted["reach"])
        return db.session.get_one(Application, application.id)


def two_core_patents(applicant: User) -> tuple[LinkInput, ...]:
    """Two core patents held by the applicant's enterprise, 30 % of the value each."""
    assert applicant.enterprise is not None
    patents = [PatentFactory(patentee=applicant.enterprise.name) for _ in range(2)]
    return tuple(LinkInput(f"ZL{p.number}", True, Basis.PATENTEE, 3000) for p in patents)


class _Way:
    """The people, and the steps that they take one after the other."""

    def __init__(self, applicant: User, examiner: User, certifier: User) -> None:
        self.applicant = actor_of(applicant)
        self.examiner = actor_of(examiner)
        self.certifier = actor_of(certifier)

    def go(self, application: Application, reach: str) -> None:
        if reach == "draft":
            return
        if reach == "withdrawn":
            applications.withdraw(self.applicant, application)
            return
        applications.submit(self.applicant, application)
        if reach == "returned":
            reviews.return_(self.examiner, application, GROUNDS)
        if reach == "rejected":
            reviews.reject(self.examiner, application, GROUNDS)
        if reach in ("registered", "public_notice", "certified"):
            certification.register(self.examiner, application, Grounds())
        if reach in ("public_notice", "certified"):
            reviews.announce(self.examiner, application, Grounds())
        if reach == "certified":
            with clock.at(clock.today() + timedelta(days=application.round.notice_days)):
                certification.certify(self.certifier, application, Grounds())
