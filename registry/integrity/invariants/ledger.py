"""The ledger says what decisions and events say, no more and no less."""

from collections.abc import Mapping, Sequence

from registry.integrity.invariant import N_
from registry.integrity.reading import AnyRow, Snapshot, china_day, iso
from registry.integrity.report import Findings

SAYS = N_(
    "What counts is what was decided: the declared amounts, in the stage reached, from its day."
)

AMOUNTS = ("output_value", "sales_revenue", "export_value", "profit")
# An entry as it should be: reason, stage, sign, from which day it holds, when it was known.
Entry = tuple[str, str, int, str | None, str | None]

_APPLICATIONS = """
    SELECT id, enterprise_id, round_year, class_code, output_value, sales_revenue, export_value,
           profit
    FROM application ORDER BY id
"""
_ENTRIES = "SELECT application_id, l.* FROM ledger_entry l ORDER BY application_id, id"
_DECISIONS = """
    SELECT application_id, action, decided_at FROM decision
    WHERE action IN ('register', 'certify') ORDER BY application_id, id
"""
_WITHDRAWALS = """
    SELECT e.subject_id, e.at FROM audit_entry e JOIN application a ON a.id = e.subject_id
    WHERE e.subject_type = 'application' AND e.verb = 'withdraw'
      AND a.registration_number IS NOT NULL ORDER BY e.subject_id, e.id
"""
_REVOCATIONS = """
    SELECT c.application_id, e.effective_on, e.known_at FROM certificate_event e
    JOIN certificate c ON c.id = e.certificate_id WHERE e.action = 'revoke'
    ORDER BY c.application_id, e.id
"""


def check(snapshot: Snapshot, findings: Findings) -> None:
    """Write the ledger of each application anew, and compare."""
    applications = snapshot.beside(
        _APPLICATIONS,
        entries=_ENTRIES,
        decisions=_DECISIONS,
        withdrawals=_WITHDRAWALS,
        revocations=_REVOCATIONS,
    )
    for row, parts in applications:
        findings.rows += 1
        entries = parts["entries"]
        _check_entries(row, entries, findings)
        found, expected = [_said(each) for each in entries], _expected(parts)
        if found != expected:
            findings.fault(
                "application",
                row.id,
                "The ledger says {found} of it; its decisions say {expected}.",
                found=_shown(found),
                expected=_shown(expected),
            )


def _said(entry: AnyRow) -> Entry:
    days = iso(entry.effective_on), iso(entry.known_on)
    return entry.reason, entry.stage, entry.sign, *days


def _expected(parts: Mapping[str, Sequence[AnyRow]]) -> list[Entry]:
    entries: list[Entry] = []
    for decision in parts["decisions"]:
        day = china_day(decision.decided_at)
        entries += _entries_of(decision.action, day, day)
    for withdrawal in parts["withdrawals"]:
        day = china_day(withdrawal.at)
        entries += _entries_of("withdraw", day, day)
    for revocation in parts["revocations"]:
        days = iso(revocation.effective_on), china_day(revocation.known_at)
        entries += _entries_of("revoke", *days)
    return entries


def _entries_of(reason: str, effective_on: str | None, known_on: str | None) -> list[Entry]:
    signs = {
        "register": (("registered", 1),),
        "withdraw": (("registered", -1),),
        "certify": (("registered", -1), ("certified", 1)),
        "revoke": (("certified", -1), ("registered", 1)),
    }
    return [(reason, stage, sign, effective_on, known_on) for stage, sign in signs[reason]]


def _check_entries(row: AnyRow, entries: Sequence[AnyRow], findings: Findings) -> None:
    for entry in entries:
        first = entries[0]
        expected: dict[str, tuple[object, object]] = {
            "on_day": (iso(entry.on_day), max(str(entry.effective_on), str(entry.known_on))),
            "enterprise_id": (entry.enterprise_id, row.enterprise_id),
            "data_year": (entry.data_year, row.round_year - 1),
            "class_code": (entry.class_code, row.class_code),
            # Where it was when it began to count; it is taken back and shifted there.
            "region_code": (entry.region_code, first.region_code),
            "size": (entry.size, first.size),
        }
        for amount in AMOUNTS:
            declared = getattr(row, amount) or 0
            expected[amount] = (getattr(entry, amount), entry.sign * declared)
        findings.expect("ledger_entry", entry.id, expected)


def _shown(entries: Sequence[Entry]) -> str:
    return "; ".join(" ".join(str(part) for part in entry) for entry in entries) or "nothing"
