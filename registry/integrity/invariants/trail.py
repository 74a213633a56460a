"""The life of each application, replayed from its trail."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from registry.integrity.invariant import N_
from registry.integrity.reading import (
    AnyRow,
    Snapshot,
    at_one_time,
    china_day,
    in_order,
    iso,
    json_of,
)
from registry.integrity.report import Findings

SAYS = N_("Each change of an application's status stands in the trail, and nothing else does.")

# The workflow, written down a second time; a test compares the two.
MOVES = {
    "submit": ({"draft", "returned"}, "submitted"),
    "withdraw": (
        {"draft", "submitted", "returned", "registered", "public_notice"},
        "withdrawn",
    ),
    "return": ({"submitted"}, "returned"),
    "register": ({"submitted"}, "registered"),
    "reject": ({"submitted"}, "rejected"),
    "announce": ({"registered"}, "public_notice"),
    "certify": ({"public_notice"}, "certified"),
    "refuse": ({"registered", "public_notice"}, "registered"),
}
EDITABLE = {"draft", "returned"}
DOCUMENTS = {"attach": EDITABLE, "remove": {"draft"}}
# What a move leaves on the application: a column that is empty until then.
MARKS = {
    "submit": ("submitted_at",),
    "return": ("returned_on",),
    "register": ("registered_on", "registration_number", "examiner_id"),
    "announce": ("notice_until",),
    "certify": ("certified_on", "certifier_id"),
    "refuse": ("refused_on",),
}
# Of these the column is the day of the last such move.
DAYS = {
    "return": "returned_on",
    "register": "registered_on",
    "certify": "certified_on",
    "refuse": "refused_on",
}
DETAILS = {"before", "after", "reason"}
DECIDED = set(MOVES) - {"submit", "withdraw"}

_APPLICATIONS = "SELECT * FROM application ORDER BY id"
_ENTRIES = """
    SELECT subject_id, id, at, actor_id, verb, details FROM audit_entry
    WHERE subject_type = 'application' ORDER BY subject_id, id
"""
_DECISIONS = """
    SELECT application_id, id, action, decided_by_id, decided_at, reason FROM decision
    ORDER BY application_id, id
"""


def check(snapshot: Snapshot, findings: Findings) -> None:
    """Replay each trail from draft to the present status."""
    for row, parts in snapshot.beside(_APPLICATIONS, entries=_ENTRIES, decisions=_DECISIONS):
        findings.rows += 1
        entries = parts["entries"]
        if _begins(row, entries, findings):
            _replay(row, entries, findings)
            _check_marks(row, entries, findings)
            _check_decisions(row, entries, parts["decisions"], findings)


def _begins(row: AnyRow, entries: Sequence[AnyRow], findings: Findings) -> bool:
    begun = [entry.id for entry in entries if entry.verb == "begin"]
    if not entries or begun != [entries[0].id]:
        findings.fault("application", row.id, "Its trail does not begin with its beginning, once.")
        return False
    return True


def _replay(row: AnyRow, entries: Sequence[AnyRow], findings: Findings) -> None:
    status = "draft"
    for place, entry in enumerate(entries[1:], start=2):
        status = _step(entry, place, status, findings)
    if not in_order([entry.at for entry in entries]):
        findings.fault("application", row.id, "The entries of its trail are not in order.")
    expected = {
        "status": (row.status, status),
        # It begins at 1 and counts each saving and each move.
        "version": (row.version, len(entries)),
    }
    findings.expect("application", row.id, expected)


def _step(entry: AnyRow, place: int, status: str, findings: Findings) -> str:
    """The status after an entry; what the table does not know leaves it as it was."""
    details = json_of(entry.details)
    if entry.verb == "save":
        if status not in EDITABLE:
            findings.fault("audit_entry", entry.id, "A {status} one was saved.", status=status)
        findings.expect("audit_entry", entry.id, {"details": (details, {"version": place})})
        return status
    if entry.verb in DOCUMENTS:
        # What it says of the document is held against it by ``documents``.
        if status not in DOCUMENTS[entry.verb]:
            findings.fault("audit_entry", entry.id, "A {status} one was saved.", status=status)
        findings.expect("audit_entry", entry.id, {"version": (details.get("version"), place)})
        return status
    if entry.verb not in MOVES:
        findings.fault("audit_entry", entry.id, "There is no move {verb}.", verb=entry.verb)
        return status
    sources, target = MOVES[entry.verb]
    said = (details.get("before"), details.get("after"))
    if status not in sources or said != (status, target) or set(details) != DETAILS:
        findings.fault(
            "audit_entry",
            entry.id,
            "{verb} is said to lead from {before} to {after}, where it stood at {status}.",
            verb=entry.verb,
            before=said[0],
            after=said[1],
            status=status,
        )
    return target


def _check_marks(row: AnyRow, entries: Sequence[AnyRow], findings: Findings) -> None:
    last = {entry.verb: entry for entry in entries}
    for verb, columns in MARKS.items():
        for column in columns:
            if (getattr(row, column) is not None) != (verb in last):
                findings.fault(
                    "application",
                    row.id,
                    "{column} is {value}, which does not fit its trail.",
                    column=column,
                    value=getattr(row, column),
                )
    days = {
        column: (iso(getattr(row, column)), china_day(last[verb].at))
        for verb, column in DAYS.items()
        if verb in last and getattr(row, column) is not None
    }
    if "submit" in last:
        days["submitted_at"] = china_day(row.submitted_at), china_day(last["submit"].at)
    findings.expect("application", row.id, days)
    _check_notice(row, last, findings)


def _check_notice(row: AnyRow, last: Mapping[str, AnyRow], findings: Findings) -> None:
    """It lasted until a day after its beginning (or the day before, where it has no days), and
    nothing was certified before it was over."""
    if row.notice_until is None or "announce" not in last:
        return
    earliest = date.fromisoformat(china_day(last["announce"].at) or "") - timedelta(days=1)
    until = str(row.notice_until)
    if until < earliest.isoformat() or (row.certified_on and str(row.certified_on) <= until):
        findings.fault("application", row.id, "notice_until is {day}, which cannot be.", day=until)


def _check_decisions(
    row: AnyRow, entries: Sequence[AnyRow], decisions: Sequence[AnyRow], findings: Findings
) -> None:
    """Each decided move has its decision, by the same person, with the same reason, in order."""
    moved = [
        (entry.verb, entry.actor_id, json_of(entry.details).get("reason", ""))
        for entry in entries
        if entry.verb in DECIDED
    ]
    decided = [(each.action, each.decided_by_id, each.reason) for each in decisions]
    moments = [entry.at for entry in entries if entry.verb in DECIDED]
    if moved != decided or not at_one_time(moments, [each.decided_at for each in decisions]):
        findings.fault(
            "application",
            row.id,
            "Its decisions ({decided}) are not those of its trail ({moved}).",
            decided=", ".join(f"{each[0]} by {each[1]}" for each in decided),
            moved=", ".join(f"{each[0]} by {each[1]}" for each in moved),
        )
