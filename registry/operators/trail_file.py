"""The trail as a CSV file: each entry as it is stored, with its place in the chain."""

import csv
import io
import json
from collections.abc import Iterator, Sequence

from registry.audit import AuditEntry
from registry.audit.places import Place, places_of
from registry.operators.trail_queries import Asked, all_of
from registry.operators.trail_subjects import Subject, subjects

COLUMNS = (
    "entry",
    "at",
    "account",
    "person",
    "verb",
    "subject_type",
    "subject_id",
    "subject",
    "details",
    "sequence",
    "sha256",
    "fits",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_WORDS = {True: "yes", False: "no"}


def trail_csv(asked: Asked) -> Iterator[str]:
    """The file, piece by piece; UTF-8 with byte order mark, moments in UTC."""
    yield "\ufeff" + _lines([COLUMNS])
    for entries in all_of(asked):
        named = subjects((each.subject_type, each.subject_id) for each in entries)
        places = places_of(entries)
        yield _lines(
            [
                _cells(each, named[each.subject_type, each.subject_id], places.get(each.id))
                for each in entries
            ]
        )


def _cells(entry: AuditEntry, subject: Subject, place: Place | None) -> Sequence[object]:
    return (
        entry.id,
        entry.at.isoformat(timespec="microseconds"),
        "" if entry.actor_id is None else entry.actor_id,
        entry.actor_name,
        entry.verb,
        entry.subject_type,
        entry.subject_id,
        subject.name,
        json.dumps(entry.details, ensure_ascii=False, sort_keys=True),
        place.sequence if place else "",
        place.sha256 if place else "",
        _WORDS[place.fits] if place else "no",
    )


def _lines(rows: Sequence[Sequence[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return out.getvalue()


def _safe(cell: object) -> object:
    """As no spreadsheet takes it for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
