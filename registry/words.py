"""The names of our words as people read them: one msgid for each member of each enumeration.

A page, a file and the command line call a thing by the same name. The names are English msgids;
``display.called`` puts them into the reader's language.
"""

from collections.abc import Mapping
from enum import StrEnum

from registry.accounts import wording as account_words
from registry.applications.ledger import Stage as LedgerStage
from registry.applications.models import Basis
from registry.applications.workflow import Action, Status
from registry.certification.queries import State
from registry.certification.verification import Verdict
from registry.certification.workflow import (
    CertificateAction,
    CertificateStatus,
    Outcome,
    PaperKind,
)
from registry.contracts import wording as contract_words
from registry.directory.queries import Standing
from registry.eligibility.rule import Answer, Stage
from registry.enterprises.models import Size
from registry.money import N_
from registry.patents.event_codes import Effect
from registry.patents.events import InterestKind
from registry.patents.numbers import Kind
from registry.patents.status import PatentStatus
from registry.patents.terms import InForce
from registry.programme.models import Dimension
from registry.reviews import wording as review_words
from registry.reviews.reasons import ReasonCode
from registry.statistics import wording as statistics_words
from registry.watching.causes import Cause
from registry.watching.workflow import WarningAction, WarningStatus

NAMES: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    Status: {
        Status.DRAFT: N_("Draft"),
        Status.SUBMITTED: N_("Submitted"),
        Status.RETURNED: N_("Returned for correction"),
        Status.REGISTERED: N_("Registered"),
        Status.PUBLIC_NOTICE: N_("Under public notice"),
        Status.CERTIFIED: N_("Certified"),
        Status.REJECTED: N_("Rejected"),
        Status.WITHDRAWN: N_("Withdrawn"),
    },
    Action: {
        Action.SUBMIT: N_("Submit"),
        Action.WITHDRAW: N_("Withdraw"),
        Action.RETURN: N_("Return for correction"),
        Action.REGISTER: N_("Register"),
        Action.REJECT: N_("Reject"),
        Action.ANNOUNCE: N_("Put under public notice"),
        Action.CERTIFY: N_("Certify"),
        Action.REFUSE: N_("Refuse certification"),
    },
    CertificateStatus: {
        CertificateStatus.VALID: N_("Valid"),
        CertificateStatus.SUSPENDED: N_("Suspended"),
        CertificateStatus.REVOKED: N_("Revoked"),
    },
    CertificateAction: {
        CertificateAction.SUSPEND: N_("Suspend"),
        CertificateAction.REINSTATE: N_("Reinstate"),
        CertificateAction.REVOKE: N_("Revoke"),
    },
    Outcome: {
        Outcome.CONFIRMED: N_("Confirmed"),
        Outcome.DECLINED: N_("Declined"),
        Outcome.WITHDRAWN: N_("Withdrawn"),
    },
    PaperKind: {
        PaperKind.CERTIFICATE: N_("Certificate"),
        PaperKind.NOTICE: N_("Registration notice"),
    },
    State: {
        State.VALID: N_("Valid"),
        State.SUSPENDED: N_("Suspended"),
        State.REVOKED: N_("Revoked"),
        State.EXPIRED: N_("Expired"),
        State.SUPERSEDED: N_("Superseded"),
    },
    Verdict: {
        Verdict.VALID: N_("Valid"),
        Verdict.SUSPENDED: N_("Suspended"),
        Verdict.REVOKED: N_("Revoked"),
        Verdict.EXPIRED: N_("Expired"),
        Verdict.SUPERSEDED: N_("Superseded"),
        Verdict.ALTERED: N_("Altered"),
        Verdict.WITHDRAWN: N_("Withdrawn"),
        Verdict.UNKNOWN: N_("Not in the register"),
        Verdict.NOT_OURS: N_("Not issued by this registry"),
        Verdict.UNREADABLE: N_("Unreadable"),
    },
    Answer: {
        Answer.MET: N_("Met"),
        Answer.NOT_MET: N_("Not met"),
        Answer.UNDETERMINED: N_("Undetermined"),
    },
    Stage: {
        Stage.REGISTRATION: N_("Registration"),
        Stage.CERTIFICATION: N_("Certification"),
    },
    Standing: {
        Standing.REGISTERED: N_("Registered only"),
        Standing.CERTIFIED: N_("Certified"),
    },
    LedgerStage: {
        LedgerStage.REGISTERED: N_("Registered only"),
        LedgerStage.CERTIFIED: N_("Certified"),
    },
    Basis: {
        Basis.PATENTEE: N_("Patentee"),
        Basis.LICENSEE: N_("Licensee"),
    },
    Kind: {
        Kind.INVENTION: N_("Invention"),
        Kind.UTILITY_MODEL: N_("Utility model"),
        Kind.DESIGN: N_("Design"),
    },
    PatentStatus: {
        PatentStatus.PENDING: N_("Pending"),
        PatentStatus.IN_FORCE: N_("In force"),
        PatentStatus.LAPSED: N_("Lapsed"),
        PatentStatus.EXPIRED: N_("Term ended"),
        PatentStatus.ABANDONED: N_("Abandoned"),
        PatentStatus.INVALIDATED: N_("Invalidated"),
        PatentStatus.REFUSED: N_("Patent refused"),
        PatentStatus.WITHDRAWN: N_("Patent application withdrawn"),
        PatentStatus.UNKNOWN: N_("Unknown"),
    },
    InForce: {
        InForce.YES: N_("In force"),
        InForce.NO: N_("Not in force"),
        InForce.UNKNOWN: N_("Not known whether in force"),
    },
    Effect: {
        Effect.PUBLISHED: N_("Application published"),
        Effect.EXAMINED: N_("Substantive examination"),
        Effect.REFUSED: N_("Patent refused"),
        Effect.WITHDRAWN: N_("Patent application withdrawn"),
        Effect.GRANTED: N_("Patent granted"),
        Effect.LAPSED: N_("Lapsed for an unpaid fee"),
        Effect.EXPIRED: N_("Term ended"),
        Effect.ABANDONED: N_("Abandoned"),
        Effect.INVALIDATED: N_("Declared invalid as a whole"),
        Effect.ENDED: N_("Right ended, not said how"),
        Effect.REDUCED: N_("Declared invalid or given up in part"),
        Effect.INVALIDATED_OR_REDUCED: N_("Declared invalid, as a whole or in part"),
        Effect.RIGHT_RESTORED: N_("Patent right restored"),
        Effect.RESTORED: N_("Right or application restored"),
        Effect.TERM_EXTENDED: N_("Term extended"),
        Effect.TRANSFERRED: N_("Right transferred"),
        Effect.PARTY_CHANGED: N_("Particulars changed"),
        Effect.LICENSED: N_("Licence contract"),
        Effect.PLEDGED: N_("Pledge contract"),
        Effect.PRESERVED: N_("Preservation by a court"),
        Effect.CORRECTED: N_("Correction"),
        Effect.OTHER: N_("Other event"),
    },
    InterestKind: {
        InterestKind.LICENCE: N_("Licence"),
        InterestKind.OPEN_LICENCE: N_("Open licence offered"),
        InterestKind.PLEDGE: N_("Pledge"),
        InterestKind.PRESERVATION: N_("Preservation by a court"),
    },
    Size: {
        Size.LARGE: N_("Large enterprise"),
        Size.MEDIUM: N_("Medium enterprise"),
        Size.SMALL: N_("Small enterprise"),
        Size.MICRO: N_("Micro enterprise"),
        Size.INSTITUTION: N_("Institution"),
    },
    Dimension: {
        Dimension.ECONOMIC_BENEFIT: N_("Economic benefit"),
        Dimension.PROTECTION_STRENGTH: N_("Strength of patent protection"),
        Dimension.VALUE_CONTRIBUTION: N_("Contribution of patents to value"),
        Dimension.PATENT_DEPENDENCE: N_("Dependence of competitiveness on patents"),
    },
    ReasonCode: {
        ReasonCode.NONE: N_("No reason code"),
        ReasonCode.PATENT_NUMBER: N_("Patent number"),
        ReasonCode.PATENT_STANDING: N_("Legal status of a patent"),
        ReasonCode.ENTITLEMENT: N_("Right to use a patent"),
        ReasonCode.CORE_PATENT: N_("Core patent"),
        ReasonCode.DECLARATION: N_("Declared amounts"),
        ReasonCode.DUPLICATE: N_("Filed twice"),
        ReasonCode.BENCHMARK: N_("Benchmark of the class"),
        ReasonCode.DOCUMENTS: N_("Documents"),
        ReasonCode.OTHER: N_("Other reason"),
    },
    Cause: {
        Cause.LAPSED: N_("Lapsed"),
        Cause.EXPIRED: N_("Term ended"),
        Cause.ABANDONED: N_("Abandoned"),
        Cause.INVALIDATED: N_("Invalidated"),
        Cause.NEVER_GRANTED: N_("Not granted"),
        Cause.TRANSFERRED: N_("Transferred"),
        Cause.STALE: N_("Status out of date"),
        Cause.EXPIRING: N_("Ends soon"),
    },
    WarningStatus: {
        WarningStatus.OPEN: N_("Waiting for an answer"),
        WarningStatus.ANSWERED: N_("Answered"),
        WarningStatus.PROPOSED: N_("Suspension proposed"),
        WarningStatus.UPHELD: N_("Certificate suspended"),
        WarningStatus.DISMISSED: N_("Dismissed"),
        WarningStatus.CLEARED: N_("Cleared"),
        WarningStatus.CLOSED: N_("Closed"),
    },
    WarningAction: {
        WarningAction.WARN: N_("Warned"),
        WarningAction.ANSWER: N_("Answer"),
        WarningAction.PROPOSE: N_("Suspension proposed"),
        WarningAction.UPHOLD: N_("Suspension confirmed"),
        WarningAction.SETTLE: N_("Settled by a reviewer"),
        WarningAction.RECALL: N_("Proposal taken back"),
        WarningAction.CORRECT: N_("Brought up to date"),
        WarningAction.DISMISS: N_("Dismiss"),
        WarningAction.CLEAR: N_("Cleared"),
        WarningAction.CLOSE: N_("Closed"),
    },
    **account_words.NAMES,
    **contract_words.NAMES,
    **review_words.NAMES,
}

# Words of the workflow tables as they stand inside the sentences of errors (``errors.WORDS``).
IN_SENTENCES = (
    N_("draft"), N_("submitted"), N_("returned"), N_("registered"), N_("public notice"),
    N_("certified"), N_("rejected"), N_("withdrawn"), N_("valid"), N_("suspended"), N_("revoked"),
    N_("submit"), N_("withdraw"), N_("return"), N_("register"), N_("reject"), N_("announce"),
    N_("certify"), N_("refuse"), N_("suspend"), N_("reinstate"), N_("revoke"),
    N_("pending"), N_("in force"), N_("lapsed"), N_("expired"), N_("abandoned"),
    N_("invalidated"), N_("refused"), N_("unknown"), N_("closed"), N_("answer"), N_("dismiss"),
    N_("open"), N_("answered"), N_("proposed"), N_("upheld"), N_("dismissed"), N_("cleared"),
)  # fmt: skip

# Actions as they are called once they have been decided.
DECIDED: Mapping[Action, str] = {
    Action.SUBMIT: N_("Submitted"),
    Action.WITHDRAW: N_("Withdrawn"),
    Action.RETURN: N_("Returned for correction"),
    Action.REGISTER: N_("Registered"),
    Action.REJECT: N_("Rejected"),
    Action.ANNOUNCE: N_("Put under public notice"),
    Action.CERTIFY: N_("Certified"),
    Action.REFUSE: N_("Certification refused"),
}

# Fields as they are called on forms, and where a problem names one.
FIELDS: Mapping[str, str] = {
    "product_name": N_("Product name"),
    "model": N_("Model"),
    "class_code": N_("Product class"),
    "round": N_("Round"),
    "round_year": N_("Round"),
    "output_value": N_("Output value"),
    "sales_revenue": N_("Sales revenue"),
    "export_value": N_("Export value"),
    "profit": N_("Profit"),
    "seeks_certification": N_("Certification"),
    "shows_output_value": N_("Output value on the certificate"),
    "typed": N_("Patent number"),
    "core": N_("Core patent"),
    "basis": N_("Basis of use"),
    "contribution": N_("Contribution"),
    "reason": N_("Reason"),
    "reason_code": N_("Reason code"),
    "note": N_("Note for the staff"),
    "effective_on": N_("Day of effect"),
    "version": N_("Version"),
    "file": N_("File"),
    "number": N_("Number"),
    "page": N_("Page"),
    "status": N_("Status"),
    "locale": N_("Language"),
    "text": N_("Answer"),
    "other_patent": N_("Another patent"),
    "reference": N_("Where the right status can be seen"),
    "since": N_("Became known on or after"),
    "as_known_on": N_("As known on"),
    "sort": N_("Sort of warnings"),
    **contract_words.FIELDS,
    **review_words.FIELDS,
    **statistics_words.FIELDS,
}


def name_of(word: StrEnum) -> str:
    """The msgid of a word's name; LookupError for an enumeration that has none."""
    return NAMES[type(word)][word]
