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
# An act: when, its reason, from which day it holds, when it was known, the amounts it brings.
Act = tuple[str, str, str | None, str | None, AnyRow | None]

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
_CORRECTIONS = """
    SELECT c.application_id, n.answered_at, c.output_value, c.sales_revenue, c.export_value,
           c.profit
    FROM correction c JOIN correction_answer n ON n.correction_id = c.id
    WHERE n.action = 'accept' ORDER BY c.application_id, c.id
"""


def check(snapshot: Snapshot, findings: Findings) -> None:
    """Write the ledger of each application anew, and compare."""
    applications = snapshot.beside(
        _APPLICATIONS,
        entries=_ENTRIES,
        decisions=_DECISIONS,
        withdrawals=_WITHDRAWALS,
        revocations=_REVOCATIONS,
        corrections=_CORRECTIONS,
    )
    for row, parts in applications:
        findings.rows += 1
        entries = parts["entries"]
        expected, amounts = _expected(row, parts)
        _check_entries(row, entries, amounts, findings)
        found = [_said(each) for each in entries]
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


def _acts(parts: Mapping[str, Sequence[AnyRow]]) -> list[Act]:
    """Everything that changes what counts, in the order in which it happened."""
    acts: list[Act] = []
    for decision in parts["decisions"]:
        day = china_day(decision.decided_at)
        acts.append((str(decision.decided_at), decision.action, day, day, None))
    for correction in parts["corrections"]:
        day = china_day(correction.answered_at)
        acts.append((str(correction.answered_at), "correct", day, day, correction))
    for withdrawal in parts["withdrawals"]:
        day = china_day(withdrawal.at)
        acts.append((str(withdrawal.at), "withdraw", day, day, None))
    for revocation in parts["revocations"]:
        days = iso(revocation.effective_on), china_day(revocation.known_at)
        acts.append((str(revocation.known_at), "revoke", *days, None))
    return sorted(acts, key=lambda act: act[0])


def _expected(
    row: AnyRow, parts: Mapping[str, Sequence[AnyRow]]
) -> tuple[list[Entry], list[AnyRow]]:
    """The entries as they should be, and beside each the row that has its amounts."""
    entries: list[Entry] = []
    amounts: list[AnyRow] = []
    stage, counts = "registered", row
    for _, reason, effective_on, known_on, corrected in _acts(parts):
        for each, sign in _signs(reason, stage):
            entries.append((reason, each, sign, effective_on, known_on))
            if sign > 0:
                stage, counts = each, corrected or counts
            amounts.append(counts)
    return entries, amounts


def _signs(reason: str, stage: str) -> tuple[tuple[str, int], ...]:
    """What an act takes back and adds; a correction does it in the stage that is reached."""
    return {
        "register": (("registered", 1),),
        "withdraw": (("registered", -1),),
        "certify": (("registered", -1), ("certified", 1)),
        "revoke": (("certified", -1), ("registered", 1)),
        "correct": ((stage, -1), (stage, 1)),
    }[reason]


def _check_entries(
    row: AnyRow, entries: Sequence[AnyRow], amounts: Sequence[AnyRow], findings: Findings
) -> None:
    for place, entry in enumerate(entries):
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
        told = amounts[place] if place < len(amounts) else row
        for amount in AMOUNTS:
            expected[amount] = (getattr(entry, amount), entry.sign * (getattr(told, amount) or 0))
        findings.expect("ledger_entry", entry.id, expected)


def _shown(entries: Sequence[Entry]) -> str:
    return "; ".join(" ".join(str(part) for part in entry) for entry in entries) or "nothing"
