"""The attached documents are those of the trail, and their files are what they were."""

from collections.abc import Sequence
from pathlib import Path

from registry.config import setting
from registry.integrity.invariant import N_
from registry.integrity.reading import AnyRow, Snapshot, at_one_time, json_of, sha256
from registry.integrity.report import Findings

SAYS = N_("Each document was attached as the trail says, and its file has the stated hash.")

_APPLICATIONS = "SELECT id FROM application ORDER BY id"
_DOCUMENTS = "SELECT application_id, d.* FROM document d ORDER BY application_id, id"
_REMOVALS = """
    SELECT d.application_id, r.* FROM document_removal r JOIN document d ON d.id = r.document_id
    ORDER BY d.application_id, r.id
"""
_ENTRIES = """
    SELECT subject_id, id, at, verb, actor_id, details FROM audit_entry
    WHERE subject_type = 'application' AND verb IN ('attach', 'remove') ORDER BY subject_id, id
"""


def check(snapshot: Snapshot, findings: Findings) -> None:
    """Each application's documents and removals beside its trail; then each document's file."""
    for row, parts in snapshot.beside(
        _APPLICATIONS, documents=_DOCUMENTS, removals=_REMOVALS, entries=_ENTRIES
    ):
        entries = parts["entries"]
        attached = [each for each in entries if each.verb == "attach"]
        removed = [each for each in entries if each.verb == "remove"]
        findings.rows += len(parts["documents"])
        told = len(attached), len(removed)
        if told != (len(parts["documents"]), len(parts["removals"])):
            findings.fault("application", row.id, "Its documents are not those of its trail.")
            continue
        _check_attached(parts["documents"], attached, findings)
        _check_removed(parts["removals"], removed, findings)
        for document in parts["documents"]:
            _check_file(document, findings)


def _check_attached(
    documents: Sequence[AnyRow], entries: Sequence[AnyRow], findings: Findings
) -> None:
    for row, entry in zip(documents, entries, strict=True):
        told = json_of(entry.details)
        said = ("name", "kind", "sha256", "size")
        expected = {name: (getattr(row, name), told.get(name)) for name in said}
        expected["id"] = row.id, told.get("document")
        expected["attached_by_id"] = row.attached_by_id, entry.actor_id
        findings.expect("document", row.id, expected)
        if not at_one_time([row.attached_at], [entry.at]):
            findings.fault("document", row.id, "It was attached at another time.")


def _check_removed(
    removals: Sequence[AnyRow], entries: Sequence[AnyRow], findings: Findings
) -> None:
    for row, entry in zip(removals, entries, strict=True):
        expected: dict[str, tuple[object, object]] = {
            "document_id": (row.document_id, json_of(entry.details).get("document")),
            "removed_by_id": (row.removed_by_id, entry.actor_id),
        }
        findings.expect("document_removal", row.id, expected)
        if not at_one_time([row.removed_at], [entry.at]):
            findings.fault("document_removal", row.id, "It was removed at another time.")


def _check_file(row: AnyRow, findings: Findings) -> None:
    path = Path(setting("STORE")) / row.sha256[:2] / f"{row.sha256}.document"
    if not path.is_file():
        findings.fault("document", row.id, "Its file {path} is not there.", path=path)
    elif sha256(path.read_bytes()) != row.sha256 or path.stat().st_size != row.size:
        findings.fault("document", row.id, "Its file {path} has been changed.", path=path)
