"""What a reading of a patent number can be: a number, or the reason why it is none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """The three kinds of Chinese patents."""

    INVENTION = "invention"
    UTILITY_MODEL = "utility_model"
    DESIGN = "design"


class Form(StrEnum):
    """What sort of number it is. Only PATENT was written as that of a granted right (ZL)."""

    APPLICATION = "application"
    PATENT = "patent"
    PUBLICATION = "publication"
    FOREIGN = "foreign"


KIND_OF_TYPE_DIGIT: Mapping[str, Kind] = {
    "1": Kind.INVENTION,
    "2": Kind.UTILITY_MODEL,
    "3": Kind.DESIGN,
    "8": Kind.INVENTION,
    "9": Kind.UTILITY_MODEL,
}
"""The type digit of application numbers; 8 and 9 entered China through the PCT."""


class PatentNumber(NamedTuple):
    """A number that was read, and whose check digit, if it has one, is right.

    ``typed``       what was read, as it was written
    ``office``      WIPO ST.3 code: ``CN``, or the foreign office's
    ``form``        application, patent, publication, foreign
    ``kind``        of Chinese numbers; None of foreign ones
    ``canonical``   one text for one right: ``202110123456.7``, ``97121791.2``; ``85102475`` for
                    1985–1988, with or without the check digit that later lists add;
                    publications ``112990638A``. With ``office`` it is the registry's key.
    ``check_digit`` as written, None where the number has none
    ``kind_code``   WIPO ST.16 code of a published document (``A``, ``B``, ``U``, ``S`` …), or None

    ``typed`` takes part in ``==``; compare ``office`` and ``canonical`` to compare rights.
    """

    typed: str
    office: str
    form: Form
    kind: Kind | None
    canonical: str
    check_digit: str | None = None
    kind_code: str | None = None

    @property
    def digits(self) -> str:
        """The number without dot, check digit and kind code."""
        if self.kind_code is not None:
            return self.canonical.removesuffix(self.kind_code)
        return self.canonical.partition(".")[0]

    @property
    def has_check_digit(self) -> bool:
        """Whether a check digit was written (and therefore found right)."""
        return self.check_digit is not None

    @property
    def names_a_right(self) -> bool:
        """Whether it is an application or patent number of China: the number of one right."""
        return self.form in (Form.APPLICATION, Form.PATENT)

    @property
    def year_in_number(self) -> int | None:
        """The year that an application number begins with; None for the other forms.

        It is the year in which the number was given. The filing date of a divisional lies
        earlier, so no term may be counted from it.
        """
        if not self.names_a_right:
            return None
        digits = self.digits
        if len(digits) == 12:
            return int(digits[:4])
        year = int(digits[:2])
        return year + (1900 if year >= 85 else 2000)

    @property
    def st16(self) -> str | None:
        """The WIPO ST.16 kind-of-document code; applications are not documents and have none."""
        return self.kind_code

    @property
    def text(self) -> str:
        """The number as it should be written: ``CN202110123456.7``, ``ZL…`` if it came so."""
        if self.form is Form.PATENT:
            return "ZL" + self._numerals
        return self.office + self._numerals

    @property
    def as_application(self) -> str:
        """``CN202110123456.7``; says nothing about a grant."""
        return self.office + self._numerals

    @property
    def as_patent(self) -> str:
        """``ZL202110123456.7``; for granted rights only, which the number cannot know."""
        return "ZL" + self._numerals

    @property
    def _numerals(self) -> str:
        """``canonical``, with the check digit of a number of 1985–1988 if one was written."""
        if self.check_digit is not None and "." not in self.canonical:
            return f"{self.canonical}.{self.check_digit}"
        return self.canonical


@dataclass(frozen=True, slots=True)
class NumberProblem:
    """Text that is no number the registry can take, and why.

    ``reason`` is an English template over ``values``. ``suggestion`` is the nearest right form,
    for a person to confirm against the patent's papers: it is never taken by itself.
    """

    typed: str
    reason: str
    values: Mapping[str, str] = field(default_factory=dict)
    suggestion: str | None = None

    def text(self, translate: Callable[[str], str] = str) -> str:
        """The reason in the language of ``translate``."""
        return translate(self.reason).format_map(self.values)


Reading = PatentNumber | NumberProblem
