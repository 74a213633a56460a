"""Random histories of patents, enterprises, applications and people, played day by day."""

from dataclasses import dataclass
from datetime import date, timedelta

from factories import ApplicationFactory, UserFactory, actor
from hypothesis import strategies as st
from watch_situations import (
    answer_it,
    pass_on,
    patents_of,
    resting_on,
    tell,
    tell_event,
)

from registry import clock
from registry.accounts.models import User
from registry.accounts.service import SYSTEM
from registry.applications import service as applications
from registry.applications.models import Application
from registry.applications.workflow import Action as ApplicationAction
from registry.applications.workflow import actions_from
from registry.certification import proposals
from registry.certification.queries import of_application
from registry.enterprises.models import Enterprise
from registry.enterprises.service import record_enterprise
from registry.extensions import db
from registry.patents.event_codes import Effect
from registry.patents.event_words import Action
from registry.patents.status import PatentStatus
from registry.transaction import unit_of_work
from registry.watching.queries import unfinished_of

BEGIN = date(2025, 9, 20)
OTHER = "示例受让有限公司"
STATUSES = (
    PatentStatus.IN_FORCE,
    PatentStatus.IN_FORCE,
    PatentStatus.LAPSED,
    PatentStatus.ABANDONED,
    PatentStatus.INVALIDATED,
    PatentStatus.UNKNOWN,
)
ACTS = ("tell", "tell", "transfer", "licence", "rename", "answer", "decide", "decide", "withdraw")


@dataclass(frozen=True)
class Step:
    """Some days pass, then one thing happens; ``which`` chooses the patent and the manner."""

    days: int
    act: str
    which: int


STEPS = st.lists(
    st.builds(
        Step,
        days=st.sampled_from([0, 1, 10, 31, 100, 400]),
        act=st.sampled_from(ACTS),
        which=st.integers(0, 11),
    ),
    min_size=1,
    max_size=7,
)


class History:
    """One enterprise with a certified and a registered product, and what happens to them."""

    def __init__(self) -> None:
        self.day = BEGIN
        self.applicant: User = UserFactory()
        self.made: list[Application] = [
            ApplicationFactory(
                reach=reach, applicant=self.applicant, given=resting_on(self.applicant, 3, reach)
            )
            for reach in ("certified", "registered")
        ]

    def take(self, step: Step) -> None:
        """Live through one step."""
        self.day += timedelta(days=step.days)
        application = self.made[step.which % 2]
        patents = patents_of(application)
        patent = patents[step.which % len(patents)]
        with clock.at(self.day):
            if step.act == "tell":
                ended = self.day - timedelta(days=200) if step.which % 3 else None
                tell(patent, STATUSES[step.which % 6], on=self.day, ended_on=ended)
            elif step.act == "transfer":
                tell_event(patent, Effect.TRANSFERRED, on=self.day, holder=OTHER, days=step.which)
            elif step.act == "licence":
                action = (Action.BEGUN, Action.ENDED)[step.which % 2]
                tell_event(patent, Effect.LICENSED, on=self.day, code="EE01", action=action)
            else:
                self._people(step, application)

    def _people(self, step: Step, application: Application) -> None:
        if step.act == "answer":
            for warning in unfinished_of([application.id]):
                answer_it(self.applicant, warning, on=self.day)
        elif step.act == "rename":
            self._rename(step.which)
        elif step.act == "decide":
            self._decide(step.which)
        elif step.act == "withdraw":
            self._withdraw()

    def _rename(self, which: int) -> None:
        with unit_of_work():
            known = db.session.get_one(Enterprise, self.made[0].enterprise_id)
            record_enterprise(
                SYSTEM,
                credit_code=known.credit_code,
                name=(OTHER, "示例新名有限公司")[which % 2],
                region_code=known.region_code,
                size=known.size,
            )

    def _decide(self, which: int) -> None:
        """Whatever is proposed; where nothing is, a person reinstates what is suspended."""
        reviewer = actor(UserFactory(reviewer=True))
        with unit_of_work():
            certificate = of_application(self.made[0].id)
            assert certificate is not None
            for proposal in proposals.open_proposals(certificate):
                if which % 3:
                    proposals.confirm(reviewer, proposal)
                else:
                    proposals.decline(reviewer, proposal, "示例说明")

    def _withdraw(self) -> None:
        with unit_of_work():
            found = db.session.get_one(Application, self.made[1].id)
            if ApplicationAction.WITHDRAW in actions_from(found.status):
                applications.withdraw(actor(self.applicant), found)


def what_the_whole_pass_still_does(steps: list[Step]) -> list[tuple[Step, dict[str, int]]]:
    """Play the steps, a pass over changes after each; and what a pass over everything then still
    finds to do, by step: nothing, if the first looks at all that it has to."""
    history = History()
    pass_on(history.day)
    left = []
    for step in steps:
        history.take(step)
        done = pass_on(history.day)
        assert done.failed == 0 and not done.whole
        whole = pass_on(history.day, whole=True)
        assert whole.failed == 0
        left.append((step, dict(whole.done)))
    return left
