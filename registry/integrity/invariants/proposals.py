"""Each proposal as its trail has it; a revocation by two different persons."""

from collections.abc import Sequence

from registry.integrity.invariant import N_
from registry.integrity.reading import AnyRow, Snapshot, at_one_time, iso, json_of
from registry.integrity.report import Findings

SAYS = N_(
    "Each proposal stands in the trail, its confirmation is an event, and two revoke a certificate."
)

VERBS = {"confirmed": "confirm", "declined": "decline", "withdrawn": "withdraw"}
_PROPOSALS = """
    SELECT p.*, c.number FROM proposal p JOIN certificate c ON c.id = p.certificate_id ORDER BY p.id
"""
_ENTRIES = """
    SELECT subject_id, id, at, verb, actor_id, details FROM audit_entry
    WHERE subject_type = 'proposal' ORDER BY subject_id, id
"""
_EVENTS = """
    SELECT proposal_id, id, certificate_id, action, reason_code, reason, effective_on,
           decided_by_id, known_at
    FROM certificate_event WHERE proposal_id IS NOT NULL ORDER BY proposal_id, id
"""
_REVOKED_BY_ONE = """
    SELECT id, reason_code FROM certificate_event
    WHERE action = 'revoke' AND proposal_id IS NULL ORDER BY id
"""
_OPEN_TWICE = """
    SELECT certificate_id, action, max(id) AS id FROM proposal WHERE outcome IS NULL
    GROUP BY certificate_id, action HAVING count(*) > 1 ORDER BY 3
"""
# What an event takes over from what was proposed.
TAKEN_OVER = ("certificate_id", "action", "reason_code", "reason", "effective_on")


def check(snapshot: Snapshot, findings: Findings) -> None:
    """Each proposal with its trail and its event, then what has none."""
    for row, parts in snapshot.beside(_PROPOSALS, entries=_ENTRIES, events=_EVENTS):
        findings.rows += 1
        _check_trail(row, parts["entries"], findings)
        _check_event(row, parts["events"], findings)
        _check_persons(row, findings)
    for row in snapshot.rows(_REVOKED_BY_ONE):
        if row.reason_code:
            findings.fault("certificate_event", row.id, "One person alone revoked.")
        else:
            # Of before two persons were asked for, as no reason code stands beside it.
            findings.notice("certificate_event", row.id, "One person alone revoked.")
    for row in snapshot.rows(_OPEN_TWICE):
        findings.fault("proposal", row.id, "The same is proposed twice.")


def _check_trail(row: AnyRow, entries: Sequence[AnyRow], findings: Findings) -> None:
    proposed = {
        "certificate": row.number,
        "action": row.action,
        "reason_code": row.reason_code,
        "reason": row.reason,
        "effective_on": iso(row.effective_on),
    }
    expected = [("propose", row.proposed_by_id, proposed)]
    moments = [row.proposed_at]
    if row.outcome is not None:
        expected.append((VERBS.get(row.outcome, ""), row.decided_by_id, {"note": row.note}))
        moments.append(row.decided_at)
    said = [(each.verb, each.actor_id, json_of(each.details)) for each in entries]
    if said != expected or None in moments:
        findings.fault("proposal", row.id, "It is not as its trail says.")
    elif not at_one_time([each.at for each in entries], moments):
        findings.fault("proposal", row.id, "It was made or decided at another time.")
    if row.outcome is None and (row.decided_at or row.decided_by_id or row.note):
        findings.fault("proposal", row.id, "It is open and says that it was decided.")


def _check_event(row: AnyRow, events: Sequence[AnyRow], findings: Findings) -> None:
    if len(events) != (row.outcome == "confirmed"):
        findings.fault(
            "proposal",
            row.id,
            "It is {outcome} and {count} changes came of it.",
            outcome=row.outcome,
            count=len(events),
        )
    for event in events:
        expected = {name: (getattr(event, name), getattr(row, name)) for name in TAKEN_OVER}
        expected["decided_by_id"] = event.decided_by_id, row.decided_by_id
        findings.expect("certificate_event", event.id, expected)


def _check_persons(row: AnyRow, findings: Findings) -> None:
    """Who proposed does not decide, but for taking it back; of a revocation none is the system."""
    by_one = row.outcome in ("confirmed", "declined") and row.proposed_by_id == row.decided_by_id
    without = row.action == "revoke" and row.proposed_by_id is None
    taken = row.outcome == "withdrawn" and row.proposed_by_id != row.decided_by_id
    if by_one or without or taken:
        findings.fault("proposal", row.id, "The persons who proposed and decided do not fit.")
