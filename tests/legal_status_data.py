"""Legal status data in WIPO ST.96 of as many patents as wanted, written without holding them."""

from collections.abc import Iterator
from pathlib import Path

from registry.patents.check_digits import check_digit

PAT = "http://www.wipo.int/standards/XMLSchema/ST96/Patent"
COM = "http://www.wipo.int/standards/XMLSchema/ST96/Common"

_ADDRESS = "示例省示例市示例区示例路一号示例大厦;"


def number_of(place: int) -> str:
    """The application number of the patent at a place: an invention of 2018."""
    body = f"20181{place:07d}"
    return f"{body}.{check_digit(body)}"


def write(path: Path, patents: int, *, bytes_each: int = 0) -> Path:
    """The file; each record is filled up with what nobody reads to about so many bytes."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(_pieces(patents, bytes_each))
    return path


def _pieces(patents: int, bytes_each: int) -> Iterator[str]:
    yield (
        f'<?xml version="1.0" encoding="UTF-8"?><pat:PatentLegalStatusData xmlns:pat="{PAT}" '
        f'xmlns:com="{COM}" com:creationDate="2025-08-20">'
    )
    for place in range(patents):
        record = _record(place)
        fill = (bytes_each - len(record)) // len(_ADDRESS.encode())
        yield record.replace("<!--fill-->", _ADDRESS * max(fill, 0))
    yield "</pat:PatentLegalStatusData>"


def _record(place: int) -> str:
    events = [_event("2020-06-02", "F10", "GR01"), _event("2022-01-11", "R10", "TR01")]
    if place % 5 == 0:
        events.append(_event("2025-02-11", "H10", "CF01"))
    return (
        f"<pat:PatentLegalStatus><pat:ApplicationIdentification>"
        f"<com:IPOfficeCode>CN</com:IPOfficeCode><com:ApplicationNumber>"
        f"<com:ApplicationNumberText>{number_of(place)}</com:ApplicationNumberText>"
        f"</com:ApplicationNumber><pat:FilingDate>2018-03-01</pat:FilingDate>"
        f"</pat:ApplicationIdentification><com:AddressLineText><!--fill--></com:AddressLineText>"
        f"<pat:StatusEventDataBag>{''.join(events)}</pat:StatusEventDataBag>"
        f"</pat:PatentLegalStatus>\n"
    )


def _event(day: str, key_event: str, code: str) -> str:
    return (
        f"<pat:StatusEventData><com:EventDate>{day}</com:EventDate><pat:StatusEventCode>"
        f"<pat:KeyEventCode>{key_event}</pat:KeyEventCode>"
        f"<pat:NationalEventCode>{code}</pat:NationalEventCode></pat:StatusEventCode>"
        f"</pat:StatusEventData>"
    )
