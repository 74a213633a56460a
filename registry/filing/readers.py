"""From the text of one cell to its value, strictly: what is not clearly right is refused with what
would be right. Each reader raises Wrong and nothing else."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from registry.applications.models import Basis
from registry.eligibility.credit_code import body_is_well_formed, check_character, is_valid
from registry.enterprises.models import Size
from registry.money import MoneyError, N_, parse_yuan
from registry.patents.numbers import NumberProblem, PatentNumber, parse
from registry.patents.number_types import Form
from registry.patents.status import PatentStatus, read_status
from registry.products.models import LONGEST_NAME
from registry.percent import PercentError, parse_percent

# What a paper has room for; the register keeps longer titles and several patentees.
LONGEST_TITLE = 400
LONGEST_PATENTEE = 500
LONGEST_NUMBER = 100

# Control and format characters do not show, and some turn the direction of what follows.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_OTHER_DAY = re.compile(r"([0-9]{4})(?:[/.]|年)([0-9]{1,2})(?:[/.]|月)([0-9]{1,2})日?")
_YEAR = _FOUR_DIGITS = re.compile(r"[0-9]{4}")


@dataclass(frozen=True, slots=True)
class Known:
    """What the cells are held against: the codes and rounds of the registry, and its day;
    ``industries`` are the classes of GB/T 4754 of each round, none where no table is loaded."""

    regions: frozenset[str]
    classes: Mapping[str, str]
    rounds: frozenset[int]
    today: date
    industries: Mapping[int, frozenset[str]] = field(default_factory=dict)


class Wrong(ValueError):
    """A cell that cannot be taken: templates of the problem and of what would be right."""

    def __init__(self, problem: str, expected: str = "", **values: str) -> None:
        self.problem = problem
        self.expected = expected
        self.values = values
        super().__init__(problem)


Reader = Callable[[str, Known], object]


def read_credit_code(text: str, known: Known) -> str:
    """A unified social credit code, right as written; capitals are suggested, never assumed."""
    if is_valid(text):
        return text
    upper = unicodedata.normalize("NFKC", text).upper().replace(" ", "").replace("-", "")
    if is_valid(upper):
        raise Wrong(
            N_("The credit code is not written as on the licence."),
            N_("Write {suggestion}."),
            suggestion=upper,
        )
    if len(text) == 18 and body_is_well_formed(text[:17]):
        raise Wrong(
            N_("The last character of the credit code does not fit the other 17."),
            N_("They call for {right}; compare the code with the business licence."),
            right=check_character(text[:17]),
        )
    raise Wrong(
        N_("This is no unified social credit code."),
        N_("Write its 18 digits and capital letters as on the business licence."),
    )


def read_region(text: str, known: Known) -> str:
    """A code of GB/T 2260 that the registry knows."""
    if text in known.regions:
        return text
    raise Wrong(
        N_("There is no region of this code."),
        N_("Write the six digits of GB/T 2260, for example 370100 for Jinan."),
    )


def read_class(text: str, known: Known) -> str:
    """One of the middle classes of the patent-intensive industries."""
    if text in known.classes:
        return text
    if "0" + text in known.classes:
        raise Wrong(
            N_("The class code has lost the zero it begins with, as happens in a spreadsheet."),
            N_("Write {suggestion}, in a column that is set to text."),
            suggestion="0" + text,
        )
    raise Wrong(
        N_("There is no middle class of this code."),
        N_("Write one of the {count} codes of four digits, for example 0301."),
        count=str(len(known.classes)),
    )


def read_round(text: str, known: Known) -> int:
    """The year of a round that the registry has."""
    if _YEAR.fullmatch(text) and int(text) in known.rounds:
        return int(text)
    raise Wrong(
        N_("There is no round of this year."),
        N_("Write one of {rounds}."),
        rounds=", ".join(str(year) for year in sorted(known.rounds)),
    )


def read_day(text: str, known: Known) -> date:
    """A day in ISO form."""
    match = _ISO_DAY.fullmatch(text)
    if match is not None:
        return _day(match)
    other = _OTHER_DAY.fullmatch(text)
    if other is not None:
        raise Wrong(
            N_("The day is not written in the one form that is read."),
            N_("Write {suggestion}."),
            suggestion=_day(other).isoformat(),
        )
    raise Wrong(N_("This is no day."), N_("Write year, month and day, for example 2024-02-29."))


def _day(match: re.Match[str]) -> date:
    year, month, day = (int(part) for part in match.groups())
    try:
        return date(year, month, day)
    except ValueError:
        raise Wrong(
            N_("The calendar has no such day."),
            N_("Write year, month and day, for example 2024-02-29."),
        ) from None


def read_past_day(text: str, known: Known) -> date:
    """A day that is not after today."""
    day = read_day(text, known)
    if day > known.today:
        raise Wrong(
            N_("The day lies in the future."),
            N_("Write a day up to {today}."),
            today=known.today.isoformat(),
        )
    return day


def read_yuan(text: str, known: Known) -> int:
    """An amount, in fen. A negative one is read; whether it may be is for the rules to say."""
    try:
        return parse_yuan(text)
    except MoneyError as error:
        raise Wrong(error.problem, error.expected, **error.values) from None


def read_percent(text: str, known: Known) -> int:
    """0 to 100 with up to two decimals, in hundredths of a percent; a % sign may follow."""
    try:
        return parse_percent(text)
    except PercentError as error:
        raise Wrong(error.problem, error.expected, **error.values) from None


def read_status_word(text: str, known: Known) -> PatentStatus:
    """A status in our words or in those by which offices state it."""
    status = read_status(text) if len(text) <= LONGEST_NUMBER else None
    if status is not None:
        return status
    raise Wrong(
        N_("This is no status of a patent that can be read."),
        N_("Write one of {statuses}."),
        statuses=", ".join(status.value for status in PatentStatus),
    )


def read_patent_number(text: str, known: Known) -> PatentNumber:
    """The number of one right, its check digit right; no number of a published document."""
    reading = parse(text)
    if isinstance(reading, NumberProblem):
        suggestion = N_("If the patent's papers say so, write {suggestion}.")
        values = dict(reading.values)
        if reading.suggestion is None:
            raise Wrong(reading.reason, **values)
        raise Wrong(reading.reason, suggestion, **values | {"suggestion": reading.suggestion})
    if reading.form is Form.PUBLICATION:
        raise Wrong(
            N_("This is the number of a published document."),
            N_("Write the patent's own number, as on its certificate (ZL…)."),
        )
    return reading


def read_industry(text: str, known: Known) -> str:
    """A four-digit code of GB/T 4754, in ASCII digits; whether there is one is for the row."""
    if not _FOUR_DIGITS.fullmatch(text):
        raise Wrong(
            N_("This is no code of an industry class."),
            N_("Write the four digits of GB/T 4754 as text, or leave it empty."),
        )
    return text


def read_typed_number(text: str, known: Known) -> str:
    """A patent number as it was typed; whether it is right is for the rules to find."""
    return _text(text, LONGEST_NUMBER)


def read_name(text: str, known: Known) -> str:
    """A name of 1 to LONGEST_NAME characters, in Unicode's composed form."""
    return _text(text, LONGEST_NAME)


def read_title(text: str, known: Known) -> str:
    """A patent's title of 1 to 400 characters."""
    return _text(text, LONGEST_TITLE)


def read_patentee(text: str, known: Known) -> str:
    """One or more names, parted by semicolons, of 500 characters at most."""
    return _text(text, LONGEST_PATENTEE)


def _text(text: str, longest: int) -> str:
    composed = unicodedata.normalize("NFC", text)
    if len(composed) > longest:
        raise Wrong(
            N_("The text is too long: {length} characters."),
            N_("Write {longest} at most."),
            length=str(len(composed)),
            longest=str(longest),
        )
    for place, character in enumerate(composed, start=1):
        if unicodedata.category(character) in _INVISIBLE:
            raise Wrong(
                N_("There is a character that does not show ({code}) at place {place}."),
                N_("Remove it."),
                code=f"U+{ord(character):04X}",
                place=str(place),
            )
    return composed


_YES_NO = {
    **dict.fromkeys(("yes", "true", "1", "y", "是"), True),
    **dict.fromkeys(("no", "false", "0", "n", "否"), False),
}
_SIZES = {size.value: size for size in Size} | {
    "大型": Size.LARGE,
    "中型": Size.MEDIUM,
    "小型": Size.SMALL,
    "微型": Size.MICRO,
    "事业单位": Size.INSTITUTION,
    "高校": Size.INSTITUTION,
    "科研机构": Size.INSTITUTION,
}
_BASES = {basis.value: basis for basis in Basis} | {
    "专利权人": Basis.PATENTEE,
    "被许可人": Basis.LICENSEE,
}


def read_yes_no(text: str, known: Known) -> bool:
    """yes or no, in the usual ways of writing them."""
    answer = _YES_NO.get(text.lower())
    if answer is None:
        raise Wrong(N_("This is neither yes nor no."), N_("Write yes or no."))
    return answer


def read_size(text: str, known: Known) -> Size:
    """The size of an enterprise."""
    size = _SIZES.get(text.lower())
    if size is None:
        raise Wrong(
            N_("There is no such size of enterprise."),
            N_("Write one of {sizes}."),
            sizes=", ".join(one.value for one in Size),
        )
    return size


def read_basis(text: str, known: Known) -> Basis:
    """By what right the applicant uses the patent."""
    basis = _BASES.get(text.lower())
    if basis is None:
        raise Wrong(
            N_("There is no such basis."),
            N_("Write one of {bases}, or leave it empty."),
            bases=", ".join(one.value for one in Basis),
        )
    return basis
