"""A release as CSV: one line for each figure, the columns of ``columns.py``.

UTF-8 with byte order mark, as spreadsheets expect it. Amounts are exact, in yuan.
"""

import csv
import io

from registry.statistics.exports import safe
from registry.statistics.outputs.columns import COLUMNS
from registry.statistics.outputs.observations import observations
from registry.statistics.releases.content import ReleaseContent


def release_csv(content: ReleaseContent) -> bytes:
    """The whole file, its first line the names of the columns."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.name for column in COLUMNS])
    for each in observations(content):
        line = [
            each.text if column.name == "value" else safe(_text(column.of(content, each)))
            for column in COLUMNS
        ]
        writer.writerow(line)
    return ("\ufeff" + out.getvalue()).encode()


def _text(value: object) -> str:
    return "" if value is None else str(value)
