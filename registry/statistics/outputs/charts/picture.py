"""A chart: picture, table and words, which say the same."""

import hashlib
from dataclasses import dataclass, field
from datetime import date

from registry.statistics.outputs.charts import drawing


@dataclass(frozen=True, slots=True)
class Subject:
    """What a chart says of its figures besides themselves.

    ``as_of`` is the day whose knowledge counts (None where each figure has its own), ``source`` who
    answers for the figures. ``example`` says that example data of the operator took part.
    """

    title: str
    as_of: date | None
    source: str
    example: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The figures behind a chart, as texts. The first ``labels`` columns name a row, the others are
    numbers; ``caption`` says unit and day."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    labels: int = 1


@dataclass(frozen=True, slots=True)
class Chart:
    """``name`` is for file names; ``specification`` is Vega-Lite as JSON with its data in it."""

    name: str
    title: str
    alternative: str
    table: Table
    specification: str = field(repr=False)

    def svg(self) -> bytes:
        """UTF-8, the same bytes for the same content on one release of the drawing library."""
        return drawing.svg(self.specification, self.title, self.alternative).encode()

    def png(self) -> bytes:
        """The same picture in pixels, two to a point."""
        return drawing.png(self.specification, self.title, self.alternative)

    @property
    def sha256(self) -> str:
        """Over everything that the picture shows and says: an ETag, or a name in a cache."""
        whole = "\0".join((self.specification, self.title, self.alternative))
        return hashlib.sha256(whole.encode()).hexdigest()
