"""Numbers of published documents: Chinese ones with their kind codes, and those of other offices.

Kind codes of Chinese documents (WIPO ST.16): A application for an invention, published; B granted
invention since 2010, before 1993 the examined application; C granted invention 1993–2010; U, Y
utility models; S, D designs. A digit after the letter marks a correction or a later part.
"""

import re
from collections.abc import Mapping

from registry.patents import number_reasons as reasons
from registry.patents.number_types import (
    KIND_OF_TYPE_DIGIT,
    Form,
    Kind,
    NumberProblem,
    PatentNumber,
    Reading,
)

_LETTERS = {Kind.INVENTION: "ABC", Kind.UTILITY_MODEL: "UY", Kind.DESIGN: "SD"}
_KIND_CODE_AT_END = re.compile("[A-Z][0-9]?$")


def read_document(typed: str, group: Mapping[str, str | None]) -> Reading:
    """A Chinese document number from the groups of WRITTEN_NUMBER."""
    digits = (group["document"] or group["bare_document"] or "").replace(" ", "")
    code = group["code"] or group["bare_code"]
    number = f"CN{digits}{code or ''}"
    kind = KIND_OF_TYPE_DIGIT.get(digits[2] if len(digits) == 8 else digits[0])
    if kind is None:
        values = {"number": typed, "given": digits[2]}
        return NumberProblem(typed, reasons.WRONG_TYPE_DIGIT, values)
    if code is not None and code[0] not in _LETTERS[kind]:
        return NumberProblem(typed, reasons.KIND_CODE, {"given": code, "number": f"CN{digits}"})
    if (group["document_prefix"] or "").endswith("ZL"):
        return NumberProblem(typed, reasons.ZL_ON_PUBLICATION, {"number": number}, number)
    return PatentNumber(typed, "CN", Form.PUBLICATION, kind, number[2:], kind_code=code)


def read_foreign(typed: str, office: str | None, written: str) -> PatentNumber:
    """Another office's number, kept and not checked; ``office`` None is a PCT application."""
    if office is None:
        canonical = re.sub("PCT[ /]*", "PCT/", written.strip()).replace(" ", "")
        return PatentNumber(typed, "WO", Form.FOREIGN, None, canonical)
    canonical = re.sub(r"[ ,/\-]", "", written)
    code = _KIND_CODE_AT_END.search(canonical)
    return PatentNumber(
        typed, office, Form.FOREIGN, None, canonical, kind_code=code[0] if code else None
    )
