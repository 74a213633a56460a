"""Technology contracts: each as its trail has it, counted once, and the ledger that follows."""

from collections.abc import Sequence
from typing import Any

from registry.integrity.invariant import N_
from registry.integrity.reading import (
    AnyRow,
    Snapshot,
    at_one_time,
    china_day,
    iso,
    json_of,
    sha256,
)
from registry.integrity.report import Findings

SAYS = N_("Each contract stands as its trail says, and what counts is what was confirmed, once.")

_TABLE = "technology_contract"
# The moves, written down a second time; a test compares the two.
MOVES = {
    "withdraw": ("waiting", "withdrawn"),
    "confirm": ("waiting", "confirmed"),
    "match": ("waiting", "matched"),
    "refuse": ("waiting", "refused"),
    "replace": ("confirmed", "replaced"),
    "cancel": ("confirmed", "cancelled"),
}
_SIGNS = {"confirm": 1, "replace": -1, "cancel": -1}
_CONTRACTS = "SELECT * FROM technology_contract ORDER BY id"
_PARTIES = "SELECT contract_id, p.* FROM contract_party p ORDER BY contract_id, position"
_PATENTS = "SELECT contract_id, p.* FROM contract_patent p ORDER BY contract_id, position"
_LEDGER = "SELECT contract_id, l.* FROM contract_ledger l ORDER BY contract_id, id"
_ENTRIES = """
    SELECT subject_id, id, at, verb, actor_id, details FROM audit_entry
    WHERE subject_type = 'technology_contract' ORDER BY subject_id, id
"""
_COUNTED_TWICE = """
    SELECT max(id) AS id FROM technology_contract WHERE status = 'confirmed'
    GROUP BY identity HAVING count(*) > 1 ORDER BY 1
"""


def check(snapshot: Snapshot, findings: Findings) -> None:
    """Each contract beside its trail and its ledger, then those that count twice."""
    contracts = snapshot.beside(
        _CONTRACTS, parties=_PARTIES, patents=_PATENTS, ledger=_LEDGER, entries=_ENTRIES
    )
    for row, parts in contracts:
        findings.rows += 1
        entries = parts["entries"]
        if [entry.verb for entry in entries[:1]] != ["record"]:
            findings.fault(_TABLE, row.id, "Its trail does not begin with its record.")
            continue
        _check_record(row, parts["parties"], parts["patents"], entries[0], findings)
        _replay(row, entries[1:], findings)
        _check_ledger(row, parts["ledger"], entries[1:], findings)
    for row in snapshot.rows(_COUNTED_TWICE):
        findings.fault(_TABLE, row.id, "The same contract counts twice.")


def _check_record(
    row: AnyRow,
    parties: Sequence[AnyRow],
    patents: Sequence[AnyRow],
    entry: AnyRow,
    findings: Findings,
) -> None:
    told = json_of(entry.details)
    now: dict[str, Any] = {
        "enterprise": row.enterprise_id,
        "kind": row.kind,
        "amount": row.amount,
        "signed_on": iso(row.signed_on),
        "record_number": row.record_number,
        "identity": row.identity,
        "replaces": row.replaces_id,
        "parties": [[p.side, p.name, p.credit_code, p.enterprise_id] for p in parties],
        "patents": [[p.office, p.number] for p in patents],
    }
    expected = {name: (value, told.get(name)) for name, value in now.items()}
    expected["recorded_by_id"] = row.recorded_by_id, entry.actor_id
    expected["identity of its parts"] = row.identity, _identity(now)
    for name, rows in (("parties", parties), ("patents", patents)):
        places = [each.position for each in rows]
        expected[f"order of {name}"] = places, list(range(1, len(rows) + 1))
    findings.expect(_TABLE, row.id, expected)
    if not at_one_time([row.recorded_at], [entry.at]):
        findings.fault(_TABLE, row.id, "It was recorded at another time.")


def _identity(said: dict[str, Any]) -> str:
    keys = sorted(
        f"{side}:{code or ''.join(name.casefold().split())}"
        for side, name, code, _ in said["parties"]
    )
    patents = sorted(office + number for office, number in said["patents"])
    return sha256("\n".join([said["signed_on"], str(said["amount"]), *patents, *keys]).encode())


def _replay(row: AnyRow, entries: Sequence[AnyRow], findings: Findings) -> None:
    status: str | None = "waiting"
    for entry in entries:
        before, after = MOVES.get(entry.verb, (None, None))
        told = json_of(entry.details)
        if before != status or (told.get("before"), told.get("after")) != (before, after):
            findings.fault(_TABLE, row.id, "Its trail has a step that the table does not know.")
        status = after
    last = entries[-1] if entries and entries[-1].verb != "withdraw" else None
    told = json_of(last.details) if last else {}
    expected: dict[str, tuple[object, object]] = {
        "status": (row.status, status),
        "version": (row.version, len(entries) + 1),
        "decided_by_id": (row.decided_by_id, last.actor_id if last else None),
        "reason": (row.reason, told.get("reason", "")),
        "same_as_id": (row.same_as_id, told.get("same_as")),
    }
    findings.expect(_TABLE, row.id, expected)
    decided = [row.decided_at] if row.decided_at is not None else []
    if not at_one_time(decided, [last.at] if last else []):
        findings.fault(_TABLE, row.id, "It was decided at another time.")


def _check_ledger(
    row: AnyRow, ledger: Sequence[AnyRow], entries: Sequence[AnyRow], findings: Findings
) -> None:
    """A plus for the confirmation and a minus for what ended it, in the region of the plus."""
    deciding = [entry for entry in entries if entry.verb in _SIGNS]
    if len(deciding) != len(ledger):
        findings.fault(_TABLE, row.id, "What counts of it is not what was decided.")
        return
    for entry, counted in zip(deciding, ledger, strict=True):
        sign, known = _SIGNS[entry.verb], china_day(entry.at)
        signed = iso(row.signed_on) or ""
        expected: dict[str, tuple[object, object]] = {
            "reason": (counted.reason, entry.verb),
            "sign": (counted.sign, sign),
            "amount": (counted.amount, sign * row.amount),
            "kind": (counted.kind, row.kind),
            "year": (str(counted.year), signed[:4]),
            "effective_on": (iso(counted.effective_on), signed),
            "known_on": (iso(counted.known_on), known),
            "on_day": (iso(counted.on_day), max(signed, known or "")),
            "region_code": (counted.region_code, ledger[0].region_code),
        }
        findings.expect("contract_ledger", counted.id, expected)
