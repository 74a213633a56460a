"""The life of each certificate, replayed from its events and from the trail."""

from collections.abc import Sequence

from registry.integrity.invariant import N_
from registry.integrity.reading import (
    AnyRow,
    Snapshot,
    at_one_time,
    in_order,
    iso,
    json_of,
)
from registry.integrity.report import Findings

SAYS = N_(
    "Each change of a certificate's status is an event and stands in the trail, and vice versa."
)

# The moves, written down a second time; a test compares the two.
MOVES = {
    "suspend": ({"valid"}, "suspended"),
    "reinstate": ({"suspended"}, "valid"),
    "revoke": ({"valid", "suspended"}, "revoked"),
}
_CERTIFICATES = "SELECT id, number, status, version, issued_at FROM certificate ORDER BY id"
_ENTRIES = """
    SELECT subject_id, id, at, verb, actor_id, details FROM audit_entry
    WHERE subject_type = 'certificate' ORDER BY subject_id, id
"""
_EVENTS = """
    SELECT certificate_id, id, action, decided_by_id, reason_code, reason, effective_on, known_at,
           proposal_id
    FROM certificate_event ORDER BY certificate_id, id
"""
# Whoever certified has issued: the entry of the issue is that person's too.
_CERTIFIERS = """
    SELECT c.id, a.certifier_id FROM certificate c JOIN application a ON a.id = c.application_id
    ORDER BY c.id
"""


def check(snapshot: Snapshot, findings: Findings) -> None:
    """Replay each from valid to the present status."""
    certificates = snapshot.beside(
        _CERTIFICATES, entries=_ENTRIES, events=_EVENTS, certifiers=_CERTIFIERS
    )
    for row, parts in certificates:
        findings.rows += 1
        certifiers = [each.certifier_id for each in parts["certifiers"]]
        _check_issue(row, parts["entries"], certifiers, findings)
        _check_events(row, parts["entries"], parts["events"], findings)
        _replay(row, parts["events"], findings)


def _check_issue(
    row: AnyRow, entries: Sequence[AnyRow], certifiers: list[int], findings: Findings
) -> None:
    issued = [each for each in entries if each.verb == "issue"]
    said = [(json_of(each.details), each.actor_id) for each in issued]
    expected = [({"number": row.number}, certifier) for certifier in certifiers]
    when = [each.at for each in issued]
    if said != expected or not at_one_time(when, [row.issued_at]):
        findings.fault(
            "certificate", row.id, "Its issue does not stand in the trail, once, as it was."
        )


def _check_events(
    row: AnyRow, entries: Sequence[AnyRow], events: Sequence[AnyRow], findings: Findings
) -> None:
    changes = [each for each in entries if each.verb != "issue"]
    trail = [(each.verb, each.actor_id, json_of(each.details)) for each in changes]
    happened = [(each.action, each.decided_by_id, _details(each)) for each in events]
    when = [each.at for each in changes]
    if trail != happened or not at_one_time(when, [each.known_at for each in events]):
        findings.fault("certificate", row.id, "Its events are not those of its trail.")
    if not in_order([each.at for each in entries]):
        findings.fault("certificate", row.id, "The entries of its trail are not in order.")


def _details(event: AnyRow) -> dict[str, object]:
    """What the trail says of an event; of before there were reason codes it says less."""
    said = {"reason": event.reason, "effective_on": iso(event.effective_on)}
    if not event.reason_code and event.proposal_id is None:
        return said
    return said | {"reason_code": event.reason_code, "proposal": event.proposal_id}


def _replay(row: AnyRow, events: Sequence[AnyRow], findings: Findings) -> None:
    status = "valid"
    for event in events:
        sources, target = MOVES.get(event.action, (set(), event.action))
        if status not in sources:
            findings.fault(
                "certificate_event",
                event.id,
                "A certificate that was {status} cannot be changed by {action}.",
                status=status,
                action=event.action,
            )
        status = target
    expected: dict[str, tuple[object, object]] = {
        "status": (row.status, status),
        "version": (row.version, 1 + len(events)),
    }
    findings.expect("certificate", row.id, expected)
