"""The payload in the words of the paper: dates, amounts and kinds as they are printed."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from math import ceil

from certificates.drawing import (
    QrCode,
    SealCharacter,
    qr_code,
    seal_characters,
    star_points,
)
from certificates.measure import Heading, Line, fitted, heading, width
from certificates.payload import Paper, Payload

KIND_NAMES = {
    "invention": ("发明", "Invention"),
    "utility_model": ("实用新型", "Utility model"),
    "design": ("外观设计", "Design"),
}
_MONTHS = (
    "January February March April May June July August September October November December"
).split()
SEAL_RADIUS = 38.0
# Widths of one line, in em of the three sizes that the style sheets of the designs give a name.
ENTERPRISE_LIMITS = (34, 39, 49)
PRODUCT_LIMITS = (24, 32, 42)
TITLE_LIMIT = 44
# The room for the authority's name beside its seal, 76 mm, in points.
ISSUER_WIDTH = 215.0
# The room for a value beside the QR code, 62 mm, in points.
TERM_WIDTH = 175.0
# Of a letter: the width of its text, and the room for the authority's name beside its seal.
LETTERHEAD_WIDTH = 470.0
SIGNATURE_WIDTH = 190.0
# Application numbers before and since October 2003, with the check digit (ZC 0006-2003); those of
# 1985 to 1988 have none.
_CHINESE_NUMBER = re.compile(r"[0-9]{8}(\.[0-9X])?|[0-9]{12}\.[0-9X]")


@dataclass(frozen=True, slots=True)
class PatentRow:
    """One line of the schedule of patents."""

    position: int
    number: str
    title: str
    kind: str
    kind_en: str
    core: bool


@dataclass(frozen=True, slots=True)
class View:
    """What the template of a certificate may print besides the payload's own texts."""

    patents: list[PatentRow]
    core_count: int
    output_value: str | None
    issued_on: str
    issued_on_en: str
    valid: str
    valid_en: str
    created: str
    enterprise: Heading
    product: Heading
    density: str
    authority: Line
    authority_en: Line
    standard_line: Line
    qr: QrCode
    seal: list[SealCharacter]
    seal_size: float
    star: str


@dataclass(frozen=True, slots=True)
class NoticeView:
    """What the template of a notice may print besides the notice's own texts."""

    patents: list[PatentRow]
    core_count: int
    issued_on: str
    issued_on_en: str
    created: str
    letterhead: Line
    letterhead_en: Line
    authority: Line
    qr: QrCode
    seal: list[SealCharacter]
    seal_size: float
    star: str


def view(payload: Payload) -> View:
    """Prepare all that a certificate prints."""
    seal, seal_size = seal_characters(payload.authority_name, SEAL_RADIUS)
    begins, ends = payload.valid_from, payload.valid_until
    enterprise = heading(payload.enterprise_name, ENTERPRISE_LIMITS)
    product = heading(payload.product_name, PRODUCT_LIMITS)
    return View(
        patents=_rows(payload, patent_number),
        core_count=sum(patent.core for patent in payload.patents),
        output_value=yuan(payload.output_value_fen),
        issued_on=chinese_date(payload.issued_on),
        issued_on_en=english_date(payload.issued_on),
        valid=f"{chinese_date(begins)}至{chinese_date(ends)}",
        valid_en=f"{english_date(begins)} to {english_date(ends)}",
        created=f"{payload.issued_on.isoformat()}T00:00:00Z",
        enterprise=enterprise,
        product=product,
        density=density(payload, enterprise, product),
        authority=fitted(payload.authority_name, ISSUER_WIDTH, 12.5, 8.6),
        authority_en=fitted(payload.authority_name_en, ISSUER_WIDTH, 8.0, 7.2),
        standard_line=fitted(payload.standard, TERM_WIDTH, 9.0, 7.8),
        qr=qr_code(payload.verification_url),
        seal=seal,
        seal_size=seal_size,
        star=star_points(13.0),
    )


def notice_view(notice: Paper) -> NoticeView:
    """Prepare all that a notice prints.

    Its patents keep their application numbers: a formal examination does not say that they are
    granted, and `ZL` would.
    """
    seal, seal_size = seal_characters(notice.authority_name, SEAL_RADIUS)
    return NoticeView(
        patents=_rows(notice, str),
        core_count=sum(patent.core for patent in notice.patents),
        issued_on=chinese_date(notice.issued_on),
        issued_on_en=english_date(notice.issued_on),
        created=f"{notice.issued_on.isoformat()}T00:00:00Z",
        letterhead=fitted(notice.authority_name, LETTERHEAD_WIDTH, 30.0, 18.0),
        letterhead_en=fitted(notice.authority_name_en, LETTERHEAD_WIDTH, 11.0, 8.5),
        authority=fitted(notice.authority_name, SIGNATURE_WIDTH, 12.5, 9.0),
        qr=qr_code(notice.verification_url),
        seal=seal,
        seal_size=seal_size,
        star=star_points(13.0),
    )


def _rows(paper: Paper, written: Callable[[str], str]) -> list[PatentRow]:
    return [
        PatentRow(
            position,
            written(patent.number),
            patent.title,
            *KIND_NAMES[patent.kind],
            patent.core,
        )
        for position, patent in enumerate(paper.patents, start=1)
    ]


def density(payload: Payload, enterprise: Heading, product: Heading) -> str:
    """Name how tightly the first page is set, by how many lines want to stand on it."""
    lines = sum(ceil(width(patent.title) / TITLE_LIMIT) for patent in payload.patents)
    lines += 2 * (enterprise.size == "small") + 2 * (product.size == "small")
    lines += payload.examples + bool(payload.model.strip())
    return "airy" if lines <= 5 else "normal" if lines <= 8 else "dense"


def patent_number(number: str) -> str:
    """Write the number of a granted Chinese patent with its `ZL`, any other as it stands."""
    return f"ZL{number}" if _CHINESE_NUMBER.fullmatch(number) else number


def yuan(fen: int | None) -> str | None:
    """Write an amount in yuan, exact, with fen only where there are any: `1,234.50`."""
    if fen is None:
        return None
    whole, rest = divmod(fen, 100)
    return f"{whole:,}.{rest:02d}" if rest else f"{whole:,}"


def chinese_date(day: date) -> str:
    """Write a day as on Chinese papers: `2026年1月5日`."""
    return f"{day.year}年{day.month}月{day.day}日"


def english_date(day: date) -> str:
    """Write a day as on English papers, independent of the machine's locale."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
