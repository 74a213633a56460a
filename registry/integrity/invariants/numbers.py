"""Numbers run from 1 in each year, without gap, and none is given twice."""

import re

from registry.config import setting
from registry.integrity.invariant import N_
from registry.integrity.reading import AnyRow, Snapshot
from registry.integrity.report import Findings

SAYS = N_(
    "Serials are 1 to n in each year, n is the counter's, and each number has its right form."
)

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_COUNTERS = "SELECT year, last FROM counter WHERE series = :series ORDER BY year"
_CERTIFICATES = "SELECT id, year, serial, number FROM certificate ORDER BY year, serial, id"
_REGISTRATIONS = """
    SELECT id, round_year AS year, registration_number AS number FROM application
    WHERE registration_number IS NOT NULL ORDER BY round_year, id
"""


def check(snapshot: Snapshot, findings: Findings) -> None:
    """The certificates' numbers, whose serial stands beside them, and the registrations'."""
    certificates = _Series(snapshot, findings, "certificate", "CERTIFICATE_PATTERN")
    for row in snapshot.rows(_CERTIFICATES):
        certificates.count(row, row.serial)
    certificates.close()
    registrations = _Series(snapshot, findings, "registration", "REGISTRATION_PATTERN")
    for row in snapshot.rows(_REGISTRATIONS):
        registrations.count(row, registrations.serial_in(row.number))
    registrations.close()


class _Series:
    """One series of numbers: which serials of each year have been met, one byte each."""

    def __init__(self, snapshot: Snapshot, findings: Findings, series: str, pattern: str) -> None:
        self._findings = findings
        self._table = "certificate" if series == "certificate" else "application"
        self._series = series
        self._pattern = setting(pattern)
        self._form = re.compile(_expression(self._pattern))
        self._last = {row.year: row.last for row in snapshot.rows(_COUNTERS, series=series)}
        self._met: dict[int, bytearray] = {year: bytearray() for year in self._last}
        # Numbers of an older pattern, of which no serial can be read.
        self._unread: dict[int, int] = dict.fromkeys(self._last, 0)

    def serial_in(self, number: str) -> int | None:
        """The serial that a number of the present pattern carries; None of one of an older."""
        found = self._form.fullmatch(number[:-1])
        return int(found["serial"]) if found else None

    def count(self, row: AnyRow, serial: int | None) -> None:
        """Check the number of a row and note its serial."""
        self._findings.rows += 1
        if not has_right_check_character(row.number):
            self._fault(row, N_("The check character of {number} is wrong."))
        if serial is None:
            self._note_unread(row)
        elif not 1 <= serial <= self._last.get(row.year, 0):
            self._fault(row, N_("{number} has a serial that the counter has not reached."))
        else:
            self._note(row, serial)

    def close(self) -> None:
        """Name what is missing in each year."""
        for year, met in self._met.items():
            missing = self._last[year] - sum(met) - self._unread[year]
            if missing:
                self._findings.fault(
                    "counter",
                    f"{self._series} {year}",
                    "Of {last} serials {count} are not there; the first gap is at {first}.",
                    last=self._last[year],
                    count=missing,
                    first=(met + b"\0").find(0) + 1,
                )

    def _note(self, row: AnyRow, serial: int) -> None:
        met = self._met[row.year]
        if serial > len(met):
            # Serials come nearly in order: this grows by a little each time.
            met.extend(bytes(serial - len(met)))
        if met[serial - 1]:
            self._fault(row, N_("The serial of {number} has been given out twice."))
        met[serial - 1] = 1
        found = self._form.fullmatch(row.number[:-1])
        if found is None:
            self._notice(row)
        elif (int(found["year"]), int(found["serial"])) != (row.year, serial):
            self._fault(row, N_("{number} does not carry its year and serial."))

    def _note_unread(self, row: AnyRow) -> None:
        self._notice(row)
        if row.year in self._unread:
            self._unread[row.year] += 1
        else:
            self._fault(row, N_("{number} is of a year that has no counter."))

    def _notice(self, row: AnyRow) -> None:
        said = N_("{number} is not of the present pattern {pattern}.")
        values = {"number": row.number, "pattern": self._pattern}
        self._findings.notice(self._table, row.id, said, **values)

    def _fault(self, row: AnyRow, template: str) -> None:
        self._findings.fault(self._table, row.id, template, number=row.number)


def _expression(pattern: str) -> str:
    """The form of all numbers of a pattern, without the check character at the end."""
    parts = re.split(r"\{(\w+)[^}]*\}", pattern)
    digits = {"year": r"(?P<year>\d{4})", "serial": r"(?P<serial>\d+)", "check": ""}
    return "".join(
        digits[part] if place % 2 else re.escape(part) for place, part in enumerate(parts)
    )


def has_right_check_character(number: str) -> bool:
    """ISO/IEC 7064, MOD 37,36, over the letters and digits."""
    body = [ALPHABET.find(each) for each in number if each.isalnum()]
    if len(body) < 2 or min(body) < 0:
        return False
    product = 36
    for value in body[:-1]:
        product = ((product + value) % 36 or 36) * 2 % 37
    return (product + body[-1]) % 36 == 1
