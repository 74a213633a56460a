"""Days as the sources write them: ISO, eight digits, Chinese, with slashes or dots."""

import re
import unicodedata
from datetime import date

_DAY = re.compile(
    r"([0-9]{4})(?:-([0-9]{1,2})-([0-9]{1,2})|([0-9]{2})([0-9]{2})"
    r"|[/.]([0-9]{1,2})[/.]([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日?)(?:[T ].*|[+-][0-9:]+|Z)?"
)


def read_day(text: str) -> date | None:
    """The day; None for anything else, and for days that no calendar has.

    A time of day or zone behind it is left out: offices give days, and write midnight for them.
    """
    match = _DAY.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        return None
