"""Enterprises and patents are as the last entry of the trail describes them."""

from collections.abc import Sequence

from registry.integrity.invariant import N_
from registry.integrity.reading import AnyRow, Snapshot, iso, json_of
from registry.integrity.report import Findings

SAYS = N_(
    "Enterprises and patents are as they were last recorded, each change after the one before."
)

_ENTERPRISES = "SELECT id, name, region_code, size FROM enterprise ORDER BY id"
_PATENTS = "SELECT id, kind, title, patentee, filed_on, granted_on FROM patent ORDER BY id"
_ENTRIES = """
    SELECT subject_id, id, verb, details FROM audit_entry
    WHERE subject_type = '{subject}' AND verb IN ('record', 'change') ORDER BY subject_id, id
"""
Described = dict[str, str | None]


def check(snapshot: Snapshot, findings: Findings) -> None:
    """Both kinds; a row without an entry was there before the trail and has nothing to compare."""
    for table, rows in (("enterprise", _ENTERPRISES), ("patent", _PATENTS)):
        entries = _ENTRIES.format(subject=table)
        for row, parts in snapshot.beside(rows, entries=entries):
            findings.rows += 1
            if parts["entries"]:
                _check_row(table, row, parts["entries"], findings)


def _check_row(table: str, row: AnyRow, entries: Sequence[AnyRow], findings: Findings) -> None:
    known: Described = {}
    for entry in entries:
        before, after = _described(entry)
        if before is not None and before != known:
            findings.fault("audit_entry", entry.id, "It changes what was not so before.")
        known = after
    said = row._asdict()
    expected = {name: (iso(said[name]), value) for name, value in known.items()}
    findings.expect(table, row.id, expected)


def _described(entry: AnyRow) -> tuple[Described | None, Described]:
    """Before and after; an enterprise's first entry holds its description itself."""
    details = json_of(entry.details)
    if "after" in details:
        return details["before"], details["after"]
    return None, details
