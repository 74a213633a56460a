"""The payload in the words of the paper: dates, amounts and kinds as they are printed."""

from dataclasses import dataclass
from datetime import date
from math import ceil
from unicodedata import east_asian_width

from certificates.drawing import QrCode, SealCharacter, qr_code, seal_characters, star_points
from certificates.payload import Payload

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
class Heading:
    """How a name is set: the class of its size, and the greatest width of a line in em."""

    size: str
    measure: float


@dataclass(frozen=True, slots=True)
class View:
    """What a template may print besides the payload's own texts."""

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
    terms: str
    issuer: str
    qr: QrCode
    seal: list[SealCharacter]
    seal_size: float
    star: str


def view(payload: Payload) -> View:
    """Prepare all that the template prints."""
    seal, seal_size = seal_characters(payload.authority_name, SEAL_RADIUS)
    begins, ends = payload.valid_from, payload.valid_until
    enterprise = heading(payload.enterprise_name, ENTERPRISE_LIMITS)
    product = heading(payload.product_name, PRODUCT_LIMITS)
    return View(
        patents=_rows(payload),
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
        terms=terms_size(payload),
        issuer="large" if width(payload.authority_name) <= 26 else "small",
        qr=qr_code(payload.verification_url),
        seal=seal,
        seal_size=seal_size,
        star=star_points(13.0),
    )


def _rows(payload: Payload) -> list[PatentRow]:
    return [
        PatentRow(position, patent.number, patent.title, *KIND_NAMES[patent.kind], patent.core)
        for position, patent in enumerate(payload.patents, start=1)
    ]


def density(payload: Payload, enterprise: Heading, product: Heading) -> str:
    """Name how tightly the first page is set, by how many lines want to stand on it."""
    lines = sum(ceil(width(patent.title) / TITLE_LIMIT) for patent in payload.patents)
    lines += 2 * (enterprise.size == "small") + 2 * (product.size == "small")
    lines += payload.examples + bool(payload.model.strip())
    return "airy" if lines <= 4 else "normal" if lines <= 7 else "dense"


def width(text: str) -> float:
    """Measure a text in full-width characters: a Latin letter counts as half of one."""
    return sum(1.0 if east_asian_width(c) in "WFA" else 0.55 for c in text)


def heading(text: str, limits: tuple[int, int, int]) -> Heading:
    """Choose the size of a name so that it takes few lines, and make its lines equally long.

    `limits` are the widths, in em, that fit on one line in the large, medium and small size.
    """
    measured = width(text)
    for size, limit in zip(("large", "medium"), limits, strict=False):
        if measured <= limit:
            return Heading(size, limit)
    lines = ceil(measured / limits[2])
    # A line may break up to two characters early, before a bracket or within a Latin word.
    return Heading("small", min(limits[2], round(measured / lines + 2, 1)))


def terms_size(payload: Payload) -> str:
    """Choose the size of the lines beside the QR code, so that they never reach its upper edge."""
    lines = ceil(width(payload.standard) / 22) + ceil(width(payload.verification_url) / 24)
    return "large" if lines <= 4 else "small"


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
