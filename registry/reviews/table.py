"""The work list as a table for spreadsheets: CSV in UTF-8 with byte order mark.

Days are in ISO form; a text that a spreadsheet would take for a formula begins with an apostrophe.
"""

import csv
import io
from collections.abc import Iterable

from registry import clock
from registry.reviews.work_list import Waiting

COLUMNS = (
    "application",
    "product",
    "model",
    "enterprise",
    "credit_code",
    "round",
    "status",
    "handed_in",
    "reviewer",
    "due",
    "overdue",
    "due_is_estimated",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def table_csv(rows: Iterable[Waiting]) -> str:
    """The whole file; the first line names the columns."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    writer.writerows([_safe(cell) for cell in _line(row)] for row in rows)
    return "\ufeff" + out.getvalue()


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _line(row: Waiting) -> list[str]:
    it, due = row.application, row.due
    reviewer = row.assignment.reviewer if row.assignment else None
    return [
        it.public_id,
        it.product.name,
        it.model,
        it.enterprise.name,
        it.enterprise.credit_code,
        str(it.round_year),
        it.status.value,
        clock.day_of(it.submitted_at).isoformat() if it.submitted_at else "",
        reviewer.name if reviewer else "",
        due.day.isoformat() if due else "",
        _yes(due is not None and due.overdue),
        _yes(due is not None and due.estimated),
    ]


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"
