"""What releases, their statuses and the reasons of hidden cells are called."""

from flask_babel import lazy_gettext as _l

from registry.statistics.disclosure.reasons import Reason
from registry.statistics.releases.content import ReleaseStatus, Side

STATUSES = {
    ReleaseStatus.PROVISIONAL: _l("Provisional"),
    ReleaseStatus.REVISED: _l("Revised"),
    ReleaseStatus.FINAL: _l("Final"),
}
SIDES = {
    Side.REGISTERED: _l("Registered only"),
    Side.CERTIFIED: _l("Certified"),
    Side.TOGETHER: _l("Together"),
}
REASONS = {
    Reason.FEW: _l("too few enterprises"),
    Reason.DOMINATED: _l("dominated by its largest enterprises"),
    Reason.CHANGE: _l("would give away a change since an earlier release"),
    Reason.WITH_OTHERS: _l("for the sake of other cells"),
}
KINDS = {
    "late_decision": _l("Late decisions"),
    "revocation": _l("Revocations"),
    "withdrawal": _l("Withdrawals"),
    "correction": _l("Corrections"),
    "other": _l("Other changes"),
}
RULE = {
    "minimum_enterprises": _l("Fewest enterprises of a cell that is shown"),
    "dominance_enterprises": _l("Largest enterprises of the dominance rule"),
    "dominance_percent": _l("Share from which they dominate a cell, in percent"),
    "estimate_percent": _l("How near one enterprise may come in estimating another, in percent"),
    "protection_percent": _l("How far a hidden figure stays uncertain at least, in percent"),
}
