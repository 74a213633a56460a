"""The words of the reviewers' desk and of objections, as people read them."""

from collections.abc import Mapping
from enum import StrEnum

from registry.applications.objections import AnswerKind, Ground
from registry.applications.workflow import CorrectionStatus
from registry.money import N_

NAMES: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    Ground: {
        Ground.PATENT_RIGHT: N_("The right to a patent"),
        Ground.PATENT_STANDING: N_("The legal status of a patent"),
        Ground.PRODUCT: N_("The product is not made under the patents"),
        Ground.DECLARATION: N_("What was declared is not so"),
        Ground.OTHER: N_("Another ground"),
    },
    CorrectionStatus: {
        CorrectionStatus.WAITING: N_("Waits for the registry's decision"),
        CorrectionStatus.ACCEPTED: N_("Accepted"),
        CorrectionStatus.REFUSED: N_("Refused"),
        CorrectionStatus.WITHDRAWN: N_("Taken back"),
    },
    AnswerKind: {
        AnswerKind.UPHELD: N_("Objection upheld"),
        AnswerKind.DISMISSED: N_("Objection dismissed"),
    },
}

FIELDS: Mapping[str, str] = {
    "name": N_("Name of who objects"),
    "contact": N_("How you can be reached"),
    "ground": N_("Ground of the objection"),
    "objection": N_("Objection"),
    "received_on": N_("Day of receipt"),
    "decision": N_("Decision on the correction"),
    "answer": N_("Decision on the objection"),
    "chosen": N_("Chosen rows"),
    "action": N_("Decision"),
    "whose": N_("Whose applications"),
    "age": N_("Time since it was handed in"),
    "order": N_("Sorted by"),
    "from_on": N_("First day of absence"),
    "until_on": N_("Last day of absence"),
    "reviewer": N_("Reviewer"),
}
