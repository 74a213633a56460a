"""What the operator has set: each version as it was, in order, in the trail, the newest in force."""

from itertools import groupby
from typing import Any

import rfc8785

from registry.integrity.invariant import N_
from registry.integrity.reading import AnyRow, Snapshot, at_one_time, iso, json_of, sha256
from registry.integrity.report import Findings

SAYS = N_("What the operator has set stands in force, and every version of it in the trail.")

_VERSIONS = "SELECT * FROM programme_version ORDER BY setting, key, version"
_ENTRIES = """
    SELECT id, at, actor_id, subject_type, details FROM audit_entry
    WHERE verb = 'set' AND subject_type IN ('round', 'benchmarks', 'target') ORDER BY id
"""
_ROUND = "SELECT * FROM round WHERE year = :year"
_TARGET = """
    SELECT * FROM target WHERE indicator = :indicator AND region_code = :region AND year = :year
"""
_BENCHMARKS = """
    SELECT * FROM benchmark WHERE round_year = :year ORDER BY class_code, dimension
"""
_TRUTHS = {"is_example"}
_DAYS = {"opens_on", "filing_by", "correction_by", "last_checked"}


def check(snapshot: Snapshot, findings: Findings) -> None:
    """Hashes, numbering, trail, and what is in force."""
    told = {_key(row): row for row in snapshot.rows(_ENTRIES)}
    versions = list(snapshot.rows(_VERSIONS))
    for (setting, key), rows in groupby(versions, lambda row: (row.setting, row.key)):
        of_one = list(rows)
        findings.rows += len(of_one)
        if [row.version for row in of_one] != list(range(1, len(of_one) + 1)):
            findings.fault("programme_version", of_one[0].id, "Its versions are not 1 to n.")
        for row in of_one:
            _check_version(row, told, findings)
        _check_in_force(snapshot, setting, key, of_one[-1], findings)


def _key(row: AnyRow) -> tuple[str, object, object]:
    details = json_of(row.details)
    return row.subject_type, details.get("version"), details.get("sha256")


def _check_version(row: AnyRow, told: dict[Any, AnyRow], findings: Findings) -> None:
    digest = sha256(rfc8785.dumps(json_of(row.contents)))
    findings.expect("programme_version", row.id, {"sha256": (row.sha256, digest)})
    entry = told.get((row.setting, row.version, row.sha256))
    if row.by_id is None and row.version == 1:
        # What came with the project was set by nobody.
        return
    if entry is None or not _same(row, entry):
        findings.fault("programme_version", row.id, "The trail does not say this.")


def _same(row: AnyRow, entry: AnyRow) -> bool:
    said = json_of(entry.details)
    return (
        entry.actor_id == row.by_id
        and said.get("reference") == row.reference
        and at_one_time([entry.at], [row.at])
    )


def _check_in_force(
    snapshot: Snapshot, setting: str, key: str, newest: AnyRow, findings: Findings
) -> None:
    wanted = json_of(newest.contents)
    if setting == "benchmarks":
        rows = snapshot.rows(_BENCHMARKS, year=int(key))
        names = list(wanted["rows"][0]) if wanted["rows"] else []
        standing: object = {"rows": [_plain(row, names) for row in rows]}
    elif setting == "round":
        standing = _one(snapshot.rows(_ROUND, year=int(key)), list(wanted))
    else:
        indicator, region, year = key.split(" ")
        asked = {"indicator": indicator, "region": region, "year": int(year)}
        standing = _one(snapshot.rows(_TARGET, **asked), list(wanted))
    if standing != wanted:
        findings.fault(setting, key, "What is in force is not what was set last.")


def _one(rows: Any, names: list[str]) -> object:
    found = next(iter(list(rows)), None)
    return None if found is None else _plain(found, names)


def _plain(row: AnyRow, names: list[str]) -> dict[str, object]:
    return {name: _value(name, getattr(row, name)) for name in names}


def _value(name: str, value: object) -> object:
    if name in _DAYS:
        return iso(value)
    return bool(value) if name in _TRUTHS else value
