"""Each certificate and each registration has its papers: prints 1 to n, every step in the trail."""

from collections.abc import Sequence

from registry.integrity.invariant import N_
from registry.integrity.reading import AnyRow, Snapshot, at_one_time, json_of
from registry.integrity.report import Findings

SAYS = N_(
    "Each certificate and registration has prints 1 to n that say the same, as the trail says."
)

_CERTIFICATES = "SELECT id, number, application_id FROM certificate ORDER BY id"
_OF_CERTIFICATES = """
    SELECT certificate_id, id, number, application_id, print_no, payload_sha256 FROM paper
    WHERE certificate_id IS NOT NULL ORDER BY certificate_id, print_no, id
"""
_APPLICATIONS = "SELECT id, registration_number AS number, id AS application_id FROM application"
_NOTICES = """
    SELECT application_id AS owner, id, number, application_id, print_no, payload_sha256 FROM paper
    WHERE certificate_id IS NULL ORDER BY application_id, print_no, id
"""
_PAPERS = """
    SELECT id, kind, certificate_id, number, print_no, design, design_version, payload_sha256,
           requested_at, requested_by_id, reason, pdf_sha256, made_at FROM paper ORDER BY id
"""
_ENTRIES = """
    SELECT subject_id, id, at, verb, actor_id, details FROM audit_entry
    WHERE subject_type = 'paper' ORDER BY subject_id, id
"""


def check(snapshot: Snapshot, findings: Findings) -> None:
    """By what the papers are of, then each paper by its trail."""
    for row, parts in snapshot.beside(_CERTIFICATES, prints=_OF_CERTIFICATES):
        _check_prints("certificate", row, parts["prints"], findings)
    for row, parts in snapshot.beside(f"{_APPLICATIONS} ORDER BY id", prints=_NOTICES):
        if row.number is not None or parts["prints"]:
            _check_prints("application", row, parts["prints"], findings)
    for row, parts in snapshot.beside(_PAPERS, entries=_ENTRIES):
        findings.rows += 1
        _check_trail(row, parts["entries"], findings)


def _check_prints(table: str, row: AnyRow, prints: Sequence[AnyRow], findings: Findings) -> None:
    if not prints or [each.print_no for each in prints] != list(range(1, len(prints) + 1)):
        findings.fault(
            table,
            row.id,
            "Its papers are prints {prints}; they should be 1 to n.",
            prints=", ".join(str(each.print_no) for each in prints) or "—",
        )
    for each in prints:
        expected: dict[str, tuple[object, object]] = {
            "number": (each.number, row.number),
            "application_id": (each.application_id, row.application_id),
            "payload_sha256": (each.payload_sha256, prints[0].payload_sha256),
        }
        findings.expect("paper", each.id, expected)


def _check_trail(row: AnyRow, entries: Sequence[AnyRow], findings: Findings) -> None:
    """Requested once (or taken over from before there were papers), and made once if it is."""
    if (row.kind == "certificate") != (row.certificate_id is not None):
        findings.fault("paper", row.id, "It is of another kind than what it is a paper of.")
    begun = [each for each in entries if each.verb in ("request", "adopt")]
    said = [(json_of(each.details), each.actor_id) for each in begun]
    if said != [(_request(row), row.requested_by_id)]:
        findings.fault("paper", row.id, "Its request does not stand in the trail, once, as it was.")
    asked = [each for each in begun if each.verb == "request"]
    if not at_one_time([each.at for each in asked], [row.requested_at] * len(asked)):
        findings.fault("paper", row.id, "It was requested at another time than its trail says.")
    _check_making(row, [each for each in entries if each not in begun], findings)


def _request(row: AnyRow) -> dict[str, object]:
    return {
        "number": row.number,
        "print": row.print_no,
        "design": f"{row.design} v{row.design_version}",
        "payload": row.payload_sha256,
        "reason": row.reason,
    }


def _check_making(row: AnyRow, entries: Sequence[AnyRow], findings: Findings) -> None:
    made = [(each.verb, json_of(each.details)) for each in entries]
    expected = [("make", {"sha256": row.pdf_sha256})] if row.pdf_sha256 is not None else []
    moments = [row.made_at] if row.made_at is not None else []
    if made != expected or not at_one_time([each.at for each in entries], moments):
        findings.fault("paper", row.id, "Its making does not stand in the trail, once, as it was.")
