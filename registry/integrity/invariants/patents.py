"""What sources told of patents stands as it was told, and nobody knew it before it was fetched."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime

from registry.integrity.invariant import N_
from registry.integrity.reading import AnyRow, Snapshot, china_day, in_order, iso, json_of
from registry.integrity.report import Findings

SAYS = N_(
    "What sources told of patents is as it was told, and each of it is known since it was recorded."
)

_FETCHES = "SELECT id, source, document, sha256, fetched_at FROM patent_fetch ORDER BY id"
_ENTRIES = """
    SELECT subject_id, id, details FROM audit_entry
    WHERE subject_type = 'patent_fetch' AND verb = 'fetch' ORDER BY subject_id, id
"""
_EVENTS = """
    SELECT e.id, f.source, e.effect, e.code, e.action, e.announced_on, e.effective_on, e.holder,
           e.reference, e.days, e.content, e.known_on, e.recorded_at, f.fetched_at
    FROM legal_event e JOIN patent_fetch f ON f.id = e.fetch_id ORDER BY e.id
"""
_STATEMENTS = """
    SELECT s.id, s.source, s.as_of, s.recorded_at, f.source AS fetched_from, f.fetched_at
    FROM status_statement s LEFT JOIN patent_fetch f ON f.id = s.fetch_id ORDER BY s.id
"""
TOO_EARLY = N_("It was recorded before its source was looked into.")


def check(snapshot: Snapshot, findings: Findings) -> None:
    """Each look with its entry in the trail, then what was told in it."""
    for row, parts in snapshot.beside(_FETCHES, entries=_ENTRIES):
        findings.rows += 1
        _check_fetch(row, parts["entries"], findings)
    for row in snapshot.rows(_EVENTS):
        findings.rows += 1
        _check_event(row, findings)
    for row in snapshot.rows(_STATEMENTS):
        findings.rows += 1
        _check_statement(row, findings)


def _check_fetch(row: AnyRow, entries: Sequence[AnyRow], findings: Findings) -> None:
    if len(entries) != 1:
        findings.fault(
            "patent_fetch", row.id, "The trail tells of it {count} times.", count=len(entries)
        )
        return
    at = datetime.fromisoformat(str(row.fetched_at)).replace(tzinfo=UTC).isoformat()
    said = {"source": row.source, "document": row.document, "sha256": row.sha256, "at": at}
    told = json_of(entries[0].details)
    findings.expect("patent_fetch", row.id, {name: (said[name], told.get(name)) for name in said})


def _check_event(row: AnyRow, findings: Findings) -> None:
    told = (
        row.source,
        row.effect,
        row.code,
        row.action,
        iso(row.announced_on) or "",
        iso(row.effective_on) or "",
        row.holder,
        row.reference,
        str(row.days),
    )
    content = hashlib.sha256("\x1f".join(told).encode()).hexdigest()
    expected = {
        "content": (row.content, content),
        "known_on": (iso(row.known_on), china_day(row.recorded_at)),
    }
    findings.expect("legal_event", row.id, expected)
    if not in_order([row.fetched_at, row.recorded_at]):
        findings.fault("legal_event", row.id, TOO_EARLY)


def _check_statement(row: AnyRow, findings: Findings) -> None:
    """One without a look is somebody's word, and there is nothing to hold it against."""
    if row.fetched_at is None:
        return
    findings.expect("status_statement", row.id, {"source": (row.source, row.fetched_from)})
    if not in_order([row.fetched_at, row.recorded_at]):
        findings.fault("status_statement", row.id, TOO_EARLY)
