"""How far an application has come: the steps to its submission, read from what is stored.

There is no state of its own: whoever opens the draft on another machine sees the same steps.
"""

from enum import StrEnum

from registry.applications.ledger import AMOUNTS
from registry.applications.models import Application
from registry.applications.workflow import EDITABLE


class Step(StrEnum):
    """The steps in their order; the first three are parts of one form."""

    PRODUCT = "product"
    DECLARATION = "declaration"
    PATENTS = "patents"
    DOCUMENTS = "documents"
    CHECK = "check"


class Progress(StrEnum):
    """How a step stands: there is nothing that must be attached, and looking is never done."""

    DONE = "done"
    MISSING = "missing"
    OPTIONAL = "optional"
    AHEAD = "ahead"


def steps_of(application: Application) -> dict[Step, Progress]:
    """Each step of a draft or returned application; none of one that cannot be changed."""
    if application.status not in EDITABLE:
        return {}
    return {
        Step.PRODUCT: _done(bool(application.class_code)),
        Step.DECLARATION: _done(all(getattr(application, each) is not None for each in AMOUNTS)),
        Step.PATENTS: _done(_patents_told(application)),
        Step.DOCUMENTS: Progress.DONE if application.documents else Progress.OPTIONAL,
        Step.CHECK: Progress.AHEAD,
    }


def steps_to_come() -> dict[Step, Progress]:
    """The steps of an application that nobody has saved yet."""
    return dict.fromkeys(Step, Progress.MISSING) | {
        Step.DOCUMENTS: Progress.OPTIONAL,
        Step.CHECK: Progress.AHEAD,
    }


def _patents_told(application: Application) -> bool:
    links = application.links
    return bool(links) and all(link.basis and link.contribution is not None for link in links)


def _done(told: bool) -> Progress:
    return Progress.DONE if told else Progress.MISSING
