"""Reading Chinese patent numbers of every era, as people write them.

``parse`` answers with a ``PatentNumber`` or with a ``NumberProblem`` that says what is wrong;
it never raises for any text, never accepts a wrong check digit and never makes one up.

The eras (ZC 0006-2003 and the practice before it):

* since October 2003: year (4), type digit, serial (7), dot, check digit: ``202110123456.7``
* 1989 to September 2003: year (2), type digit, serial (5), dot, check digit: ``97121791.2``
* 1985 to 1988: the same without check digit, which later lists add: ``85102475``
* published documents: the application number until 1988, then 7 digits, and 9 since 2007, the
  first of them 1, 2 or 3 for the kind; a kind code follows: ``CN112990638A``

Nine digits after CN are an application number of 1989–2003 or a document number. They cannot be
both: the former begin with 85–99 or 00–03 and end in the right check digit, the latter begin with
1, 2 or 3.

This module and those it uses know nothing of the rest of the registry.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from registry.patents import number_reasons as reasons
from registry.patents.check_digits import check_digit, check_digit_of_digits
from registry.patents.documents import read_document, read_foreign
from registry.patents.number_types import (
    KIND_OF_TYPE_DIGIT,
    Form,
    Kind,
    NumberProblem,
    PatentNumber,
    Reading,
)
from registry.patents.number_writing import WRITTEN_NUMBER, folded

__all__ = [
    "Form",
    "Kind",
    "NumberProblem",
    "PatentNumber",
    "Reading",
    "check_digit",
    "from_office_digits",
    "parse",
    "parse_all",
]

LONGEST_FIELD = 500
LONGEST_TEXT = 100_000

_TIDY = re.compile(
    r"(CN|ZL)?"
    r"(20(?:0[3-9]|[1-9][0-9])[12389][0-9]{7}|(?:8[5-9]|9[0-9]|0[0-3])[12389][0-9]{5})"
    r"\.?([0-9X])"
)
_YEAR = re.compile(r"20(?:0[3-9]|[1-9][0-9])|(?:8[5-9]|9[0-9]|0[0-3])")
_PREFIX = re.compile("ZL|CN(?! *ZL)")
_ST13 = re.compile("([123])0(20[0-9]{2})00([0-9]{7})")
_FORM_OF_PREFIX = {"CN": Form.APPLICATION, "ZL": Form.PATENT}


def parse(text: str) -> Reading:
    """The one number that ``text`` states, with whatever was typed around it.

    Text with several different numbers is refused: ``parse_all`` reads those.
    """
    match = _TIDY.fullmatch(text)
    if match is None:
        return _parse_untidy(text)
    prefix, body, check = match.groups()
    if check != check_digit_of_digits(body) or body[0] == "8":
        return _application(text, body, check)
    kind = KIND_OF_TYPE_DIGIT[body[4] if len(body) == 12 else body[2]]
    form = Form.PATENT if prefix == "ZL" else Form.APPLICATION
    return PatentNumber(text, "CN", form, kind, f"{body}.{check}", check)


def parse_all(text: str) -> list[Reading]:
    """Every number in ``text``, in order, and a problem for each that was meant to be one.

    ``typed`` of each reading is its own part of ``text``. Of text without any number, and of
    empty text, there is one problem.
    """
    if len(text) > LONGEST_TEXT:
        return [_too_long(text)]
    return list(_readings(text)) or [_nothing_found(text)]


def from_office_digits(body: str) -> PatentNumber:
    """The number whose 8 or 12 digits an office's data exchange gives without check digit.

    For machine sources only, which leave the check digit out by design (EPO OPS, WIPO ST.13):
    there is nothing typed that could be mistyped. Raises ValueError if it is no such body.
    """
    reading = _application(body, body, check_digit(body))
    if isinstance(reading, NumberProblem):
        raise ValueError(reading.text())
    return reading


def _parse_untidy(text: str) -> Reading:
    """``parse`` for all that is not written in the one tidy way."""
    if len(text) > LONGEST_FIELD:
        return _too_long(text)
    readings = list(_readings(text))
    if not readings:
        return _nothing_found(text)
    if len({_identity(reading) for reading in readings}) > 1:
        return _several(text, readings)
    return _typed_as(text, readings[0])


def _readings(text: str) -> Iterator[Reading]:
    """What stands in ``text``, one after the other."""
    for match in WRITTEN_NUMBER.finditer(folded(text)):
        typed = text[match.start() : match.end()].strip()
        yield _read(typed, match)


def _read(typed: str, match: re.Match[str]) -> Reading:
    """One written number, by the sort of writing that it matched."""
    group = match.groupdict()
    if group["body"] is not None:
        return _application(typed, _digits(group["body"]), group["dotted"] or group["plain"])
    for unchecked in ("unchecked", "checkless", "checkless_old"):
        if group[unchecked] is not None:
            return _application(typed, _digits(group[unchecked]), None)
    if group["scientific"] is not None:
        return NumberProblem(typed, reasons.SCIENTIFIC, {"given": typed})
    if group["broken"] is not None:
        return _broken(typed, group["broken"])
    if group["office"] is not None or group["pct"] is not None:
        return read_foreign(typed, group["office"], group["foreign"] or group["pct"])
    return read_document(typed, group)


def _application(typed: str, body: str, check: str | None) -> Reading:
    """An application or patent number from its 8 or 12 digits and the check digit as written."""
    year = body[:4] if len(body) == 12 else body[:2]
    type_digit = body[len(year)]
    if not _YEAR.fullmatch(year):
        return NumberProblem(typed, reasons.WRONG_YEAR, {"number": typed, "given": year})
    if type_digit not in KIND_OF_TYPE_DIGIT:
        values = {"number": typed, "given": type_digit}
        return NumberProblem(typed, reasons.WRONG_TYPE_DIGIT, values)
    right = check_digit_of_digits(body)
    suggestion = f"{_prefix(typed)}{body}.{right}"
    if check is None and not _is_of_the_first_era(body):
        return NumberProblem(typed, reasons.NO_CHECK_DIGIT, {"number": typed}, suggestion)
    if check is not None and check != right:
        return _wrong_check_digit(typed, check, right, suggestion)
    canonical = body if _is_of_the_first_era(body) else f"{body}.{right}"
    form = _FORM_OF_PREFIX[_prefix(typed)]
    return PatentNumber(typed, "CN", form, KIND_OF_TYPE_DIGIT[type_digit], canonical, check)


def _is_of_the_first_era(body: str) -> bool:
    """Whether the digits are those of 1985 to 1988, when there was no check digit."""
    return len(body) == 8 and "85" <= body[:2] <= "88"


def _wrong_check_digit(typed: str, check: str, right: str, suggestion: str) -> NumberProblem:
    values = {"number": typed.strip(), "given": check, "right": right}
    return NumberProblem(typed, reasons.WRONG_CHECK_DIGIT, values, suggestion)


def _broken(typed: str, written: str) -> NumberProblem:
    """What is wrong with text that has the look of a number but fits no form."""
    values = {"number": typed}
    numerals = re.sub(r"^[CNZL .:\-]+", "", written)
    if "O" in numerals:
        reading = parse(written.replace("O", "0"))
        if isinstance(reading, PatentNumber):
            return NumberProblem(typed, reasons.LETTER_FOR_DIGIT, values, reading.text)
    body, _, check = numerals.replace(" ", "").replace("-", ".").partition(".")
    if len(check) > 1:
        values["count"] = str(len(check))
        return NumberProblem(typed, reasons.LONG_CHECK_DIGIT, values)
    return (
        _st13(typed, body)
        or _lost_zero(typed, body, check)
        or _document_without_office(typed, numerals)
        or NumberProblem(typed, reasons.WRONG_LENGTH, values | {"count": str(len(body))})
    )


def _st13(typed: str, body: str) -> NumberProblem | None:
    """The form for data exchange: type (2), year (4), 00, serial (7), and no check digit."""
    match = _ST13.fullmatch(body)
    if match is None:
        return None
    digits = match[2] + match[1] + match[3]
    suggestion = f"CN{digits}.{check_digit(digits)}"
    return NumberProblem(typed, reasons.ST13, {"number": typed}, suggestion)


def _lost_zero(typed: str, body: str, check: str) -> NumberProblem | None:
    """A number of 2000 to 2003 that a spreadsheet took for a quantity."""
    reading = parse(f"{_prefix(typed)}0{body}.{check}") if len(body) == 7 and check else None
    if not isinstance(reading, PatentNumber):
        return None
    return NumberProblem(typed, reasons.LOST_ZERO, {"number": typed}, reading.text)


def _document_without_office(typed: str, numerals: str) -> NumberProblem | None:
    """Nine digits without CN and kind code: perhaps a document number, perhaps not."""
    if not re.fullmatch("[1-3][0-9]{8}", numerals) or _PREFIX.search(folded(typed)):
        return None
    values = {"number": typed}
    return NumberProblem(typed, reasons.PUBLICATION_NEEDS_CN, values, f"CN{numerals}")


def _nothing_found(text: str) -> Reading:
    """Text in which no number stands: bare digits too short to be one among other words."""
    alone = folded(text).strip(" .,;:")
    if not alone:
        return NumberProblem(text, reasons.EMPTY)
    if re.fullmatch("[0-9]{8}", alone) and _YEAR.fullmatch(alone[:2]):
        return _application(text, alone, None)
    body, _, check = alone.partition(".")
    shown = text if len(text) <= 60 else text[:60] + "…"
    return _lost_zero(text, body, check) or NumberProblem(text, reasons.NO_NUMBER, {"typed": shown})


def _several(text: str, readings: list[Reading]) -> NumberProblem:
    numbers = [item.text if isinstance(item, PatentNumber) else item.typed for item in readings]
    values = {"count": str(len(numbers)), "numbers": ", ".join(numbers)}
    return NumberProblem(text, reasons.SEVERAL, values)


def _too_long(text: str) -> NumberProblem:
    return NumberProblem(text[:60] + "…", reasons.TOO_LONG, {"length": str(len(text))})


def _identity(reading: Reading) -> tuple[str, str]:
    """Equal for two writings of one right; each problem is its own."""
    if isinstance(reading, PatentNumber):
        return reading.office, reading.canonical
    return "", reading.typed


def _typed_as(text: str, reading: Reading) -> Reading:
    """The reading as one of the whole text, kept as it was typed."""
    if isinstance(reading, PatentNumber):
        return reading._replace(typed=text)
    return replace(reading, typed=text)


def _prefix(typed: str) -> str:
    """``ZL`` if that stands before the digits, else ``CN``."""
    match = _PREFIX.search(folded(typed))
    return "ZL" if match and match[0] == "ZL" else "CN"


def _digits(written: str) -> str:
    return written.replace(" ", "")
