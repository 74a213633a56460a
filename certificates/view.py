"""The payload in the words of the paper: dates, amounts and kinds as they are printed."""

from dataclasses import dataclass
from datetime import date
from unicodedata import east_asian_width

from certificates.drawing import QrCode, SealCharacter, qr_code, seal_characters, star_points
from certificates.payload import Payload

KIND_NAMES = {
    "invention": ("发明", "Invention"),
    "utility_model": ("实用新型", "Utility model"),
    "design": ("外观设计", "Design"),
}
_MONTHS = (
    "January February March April May June "
    "July August September October November December"
).split()
SEAL_RADIUS = 40.0


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
    """What a template may print besides the payload's own texts."""

    patents: list[PatentRow]
    core_count: int
    output_value: str | None
    issued_on: str
    issued_on_en: str
    valid: str
    valid_en: str
    created: str
    enterprise_size: str
    product_size: str
    density: str
    qr: QrCode
    seal: list[SealCharacter]
    seal_size: float
    star: str


def view(payload: Payload) -> View:
    """Prepare all that the template prints."""
    seal, seal_size = seal_characters(payload.authority_name, SEAL_RADIUS)
    begins, ends = payload.valid_from, payload.valid_until
    return View(
        patents=_rows(payload),
        core_count=sum(patent.core for patent in payload.patents),
        output_value=yuan(payload.output_value_fen),
        issued_on=chinese_date(payload.issued_on),
        issued_on_en=english_date(payload.issued_on),
        valid=f"{chinese_date(begins)}至{chinese_date(ends)}",
        valid_en=f"{english_date(begins)} to {english_date(ends)}",
        created=f"{payload.issued_on.isoformat()}T00:00:00Z",
        enterprise_size=size_class(payload.enterprise_name, (22, 34)),
        product_size=size_class(payload.product_name, (18, 30)),
        density=_density(len(payload.patents)),
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


def _density(patents: int) -> str:
    """Name how tightly the lines of the schedule are set."""
    return "few" if patents <= 3 else "some" if patents <= 6 else "many"


def width(text: str) -> float:
    """Measure a text in full-width characters: a Latin letter counts as half of one."""
    return sum(1.0 if east_asian_width(c) in "WFA" else 0.55 for c in text)


def size_class(text: str, limits: tuple[int, int]) -> str:
    """Choose the size in which a name is set, so that it takes two lines at most."""
    measured = width(text)
    return "large" if measured <= limits[0] else "medium" if measured <= limits[1] else "small"


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
