"""Releases: each by two persons, its figures as it was prepared, and as its trail says."""

from collections.abc import Sequence
from typing import Any

from registry.integrity.invariant import N_
from registry.integrity.reading import (
    AnyRow,
    Snapshot,
    at_one_time,
    canonical,
    china_day,
    iso,
    json_of,
    sha256,
)
from registry.integrity.report import Findings

SAYS = N_("Each release has the figures that were prepared, and a second person published it.")

_RELEASES = "SELECT * FROM release ORDER BY id"
_CELLS = "SELECT release_id, c.* FROM release_cell c ORDER BY release_id, id"
_PUBLICATIONS = "SELECT release_id, p.* FROM release_publication p ORDER BY release_id, id"
_ENTRIES = """
    SELECT subject_id, verb, at, actor_id, details FROM audit_entry
    WHERE subject_type = 'release' ORDER BY subject_id, id
"""
_JSON = ("tables", "indicators", "rule", "after")
_PLAIN = ("name", "data_year", "status", "last_entry_id")


def check(snapshot: Snapshot, findings: Findings) -> None:
    """Each release beside its cells, its publication and its trail."""
    serials: dict[int, list[int]] = {}
    parts_of = snapshot.beside(
        _RELEASES, cells=_CELLS, publications=_PUBLICATIONS, entries=_ENTRIES
    )
    for row, parts in parts_of:
        findings.rows += 1
        _check_hashes(row, parts["cells"], findings)
        _check_trail(row, parts["publications"], parts["entries"], findings)
        for out in parts["publications"]:
            serials.setdefault(out.data_year, []).append(out.serial)
            _check_publication(row, out, findings)
    for year, met in sorted(serials.items()):
        if sorted(met) != list(range(1, len(met) + 1)):
            findings.fault("release_publication", year, "Its serials are not 1 to n.")


def _about(row: AnyRow) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in _PLAIN},
        **{name: json_of(getattr(row, name)) for name in _JSON},
        "as_of": iso(row.as_of),
        "is_example": bool(row.is_example),
    }


def _check_hashes(row: AnyRow, cells: Sequence[AnyRow], findings: Findings) -> None:
    plain = [
        {
            "by": cell.by,
            "codes": cell.codes,
            "side": cell.side,
            "keys": json_of(cell.keys),
            "figures": json_of(cell.figures),
            "contributors": cell.contributors,
            "reason": cell.reason,
            "facts_sha256": cell.facts_sha256,
        }
        for cell in cells
    ]
    facts = [[each["by"], each["codes"], each["side"], each["facts_sha256"]] for each in plain]
    content = {"release": _about(row), "cells": plain}
    expected: dict[str, tuple[object, object]] = {
        "content_sha256": (row.content_sha256, sha256(canonical(content, ascii_only=True))),
        "facts_sha256": (row.facts_sha256, sha256(canonical(facts, ascii_only=True))),
    }
    findings.expect("release", row.id, expected)


def _check_trail(
    row: AnyRow, publications: Sequence[AnyRow], entries: Sequence[AnyRow], findings: Findings
) -> None:
    acts = [("prepare", row.prepared_by_id)]
    acts += [("publish", out.published_by_id) for out in publications]
    moments = [row.prepared_at, *(out.published_at for out in publications)]
    said = [(entry.verb, entry.actor_id) for entry in entries]
    if acts != said or not at_one_time(moments, [entry.at for entry in entries]):
        findings.fault("release", row.id, "Its history is not that of its trail.")
        return
    prepared = {
        **_about(row),
        "content_sha256": row.content_sha256,
        "facts_sha256": row.facts_sha256,
    }
    if json_of(entries[0].details) != prepared:
        findings.fault("release", row.id, "It is not what its trail says was prepared.")
    for out, entry in zip(publications, entries[1:], strict=True):
        number = f"{out.data_year}-{out.serial}"
        published = {"number": number, "content_sha256": row.content_sha256}
        if json_of(entry.details) != published:
            findings.fault("release", row.id, "It is not what its trail says was published.")


def _check_publication(row: AnyRow, out: AnyRow, findings: Findings) -> None:
    if out.published_by_id == row.prepared_by_id:
        findings.fault("release", row.id, "The same person prepared and published it.")
    expected: dict[str, tuple[object, object]] = {
        "data_year": (out.data_year, row.data_year),
        "published_on": (iso(out.published_on), china_day(out.published_at)),
    }
    findings.expect("release_publication", out.id, expected)
