"""Releases as they are read back, for the public or for staff."""

import re
from collections.abc import Iterator, Sequence

from sqlalchemy import func, select

from registry.errors import NotFound
from registry.extensions import db
from registry.statistics.breakdowns import Breakdown, Key
from registry.statistics.disclosure.tables import Cell, Earlier
from registry.statistics.releases.content import (
    CellStatus,
    Figure,
    ReleaseContent,
    ReleaseStatus,
    Table,
)
from registry.statistics.releases.reading import By, cell_of, read
from registry.statistics.releases.freezing import FrozenCell, by_of
from registry.statistics.releases.models import Publication, Release, ReleaseCell

_NUMBER = re.compile("([0-9]{4})-([1-9][0-9]{0,5})")
_GREATEST = 2**63 - 1


def published(data_year: int | None = None) -> Sequence[Release]:
    """The releases that are out, of one data year or all: in the order in which they came out,
    the newest data year first."""
    query = select(Release).join(Publication, Publication.release_id == Release.id)
    if data_year is not None:
        query = query.where(Release.data_year == data_year)
    return db.session.scalars(query.order_by(Release.data_year.desc(), Publication.serial)).all()


def waiting() -> Sequence[Release]:
    """Prepared and not published, the newest first. Those that another release has overtaken stay
    here for ever."""
    out = select(Publication.release_id)
    return db.session.scalars(
        select(Release).where(Release.id.not_in(out)).order_by(Release.id.desc())
    ).all()


def of_number(number: str) -> Release:
    """The published release of a number such as ``2024-1``; NotFound for any other."""
    match = _NUMBER.fullmatch(number)
    found = None
    if match:
        found = db.session.scalars(
            select(Release)
            .join(Publication, Publication.release_id == Release.id)
            .where(Publication.data_year == int(match[1]), Publication.serial == int(match[2]))
        ).one_or_none()
    if found is None:
        raise NotFound("There is no release {number}.", number=number[:40])
    return found


def of_id(release_id: int) -> Release:
    """The release of a key, published or not; NotFound for any other."""
    found = db.session.get(Release, release_id) if 0 < release_id <= _GREATEST else None
    if found is None:
        raise NotFound("There is no release {number}.", number=str(release_id)[:40])
    return found


def named(text: str) -> Release:
    """By number or, where it is digits only, by key."""
    if text.isascii() and text.isdigit() and len(text) <= 18:
        return of_id(int(text))
    return of_number(text)


def publication_of(release: Release) -> Publication | None:
    """Its publication as it stands now, whatever was read before."""
    query = select(Publication).where(Publication.release_id == release.id)
    return db.session.scalars(query).one_or_none()


def shown_tables(release: Release) -> tuple[By, ...]:
    """The breakdowns of its tables."""
    return tuple(by_of(text) for text in release.tables)


def stored_cells(release: Release) -> list[FrozenCell]:
    """Its cells, in the order in which they were frozen."""
    query = select(ReleaseCell).where(ReleaseCell.release_id == release.id)
    return [
        FrozenCell(
            row.by,
            row.codes,
            row.side,
            row.keys,
            row.figures,
            row.contributors,
            row.reason,
            row.facts_sha256,
        )
        for row in db.session.scalars(query.order_by(ReleaseCell.id))
    ]


def as_earlier(release: Release) -> Earlier:
    """The release as the disclosure control of a later one compares with it."""
    shown = shown_tables(release)
    facts = read(release.data_year, release.as_of, release.last_entry_id, shown)
    return Earlier(facts.tables, hidden_cells(release))


def hidden_cells(release: Release) -> frozenset[Cell]:
    """Every cell that it does not show."""
    columns = (ReleaseCell.by, ReleaseCell.codes, ReleaseCell.side)
    query = select(*columns).where(
        ReleaseCell.release_id == release.id, ReleaseCell.reason.is_not(None)
    )
    return frozenset(
        cell_of(by_of(by), tuple(code for code in codes.split(",") if code), side)
        for by, codes, side in db.session.execute(query)
    )


def hidden_count(release: Release) -> tuple[int, int]:
    """How many cells are not shown, and how many there are."""
    count = (func.count(ReleaseCell.reason), func.count())
    query = select(*count).where(ReleaseCell.release_id == release.id)
    hidden, all_ = db.session.execute(query).one()
    return hidden, all_


def content_of(release: Release, *, for_staff: bool = False) -> ReleaseContent:
    """All of a release; for the public no hidden value, reason or count is in it."""
    out = publication_of(release)
    cells = stored_cells(release)
    tables = tuple(
        Table(by, tuple(_figures(cells, text, release.indicators, for_staff)))
        for text, by in zip(release.tables, shown_tables(release), strict=True)
    )
    return ReleaseContent(
        id=release.id,
        number=out.number if out else None,
        name=release.name,
        data_year=release.data_year,
        as_of=release.as_of,
        published_on=out.published_on if out else None,
        status=ReleaseStatus(release.status),
        indicators=tuple(release.indicators),
        tables=tables,
        rule=dict(release.rule),
        example=release.is_example,
        content_sha256=release.content_sha256,
        facts_sha256=release.facts_sha256,
        last_entry_id=release.last_entry_id,
        for_staff=for_staff,
    )


def _figures(
    cells: list[FrozenCell], by: str, indicators: Sequence[str], for_staff: bool
) -> Iterator[Figure]:
    for cell in cells:
        if cell.by != by:
            continue
        keys = tuple(_key(plain) for plain in cell.keys)
        visible = for_staff or cell.reason is None
        for indicator in indicators:
            yield Figure(
                keys=keys,
                side=cell.side,
                indicator=indicator,
                value=cell.figures[indicator] if visible else None,
                status=CellStatus.SHOWN if cell.reason is None else CellStatus.SUPPRESSED,
                reason=cell.reason if for_staff else None,
                contributors=cell.contributors if for_staff else None,
            )


def _key(plain: dict[str, str]) -> Key:
    return Key(
        Breakdown(plain["breakdown"]),
        plain["code"],
        plain["name"],
        name_en=plain.get("name_en"),
        parent_code=plain.get("parent_code"),
        parent_name=plain.get("parent_name"),
        parent_name_en=plain.get("parent_name_en"),
    )
