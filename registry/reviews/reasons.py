"""Why a decision was made: a code that can be counted, and words for the applicant."""

from dataclasses import dataclass
from enum import StrEnum


class ReasonCode(StrEnum):
    """Codes of the reasons for returning, rejecting or refusing."""

    NONE = ""
    PATENT_NUMBER = "patent_number"
    PATENT_STANDING = "patent_standing"
    ENTITLEMENT = "entitlement"
    CORE_PATENT = "core_patent"
    DECLARATION = "declaration"
    DUPLICATE = "duplicate"
    BENCHMARK = "benchmark"
    DOCUMENTS = "documents"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Grounds:
    """The grounds of a decision: ``reason`` is what the applicant reads, ``note`` stays inside."""

    code: ReasonCode = ReasonCode.NONE
    reason: str = ""
    note: str = ""
