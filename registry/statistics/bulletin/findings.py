"""What a bulletin says, as figures: read from what is public of releases and from nothing else.

Every figure, share and rate here follows from figures that these releases show, so that the text
cannot give away what the tables hide. Nothing is ever summed over the groups of a table: the rest
of a total would be the sum of what is hidden.
"""

from dataclasses import dataclass
from datetime import date

from registry.statistics.breakdowns import Breakdown, Key
from registry.statistics.bulletin.growth import growth
from registry.statistics.releases.content import Figure, ReleaseContent, Side

By = tuple[Breakdown, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure and its growth against the data year before, in tenths of a percent; None where
    it is not shown or does not exist."""

    value: int | None
    growth: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A group of a table with what stands in both stages together, by indicator id; ``certified``
    is the part of the output value that is certified."""

    key: Key
    measures: dict[str, Measure]
    certified: int | None

    @property
    def output(self) -> int | None:
        """The output value in fen; None where it is not shown."""
        return self.measures["output_value"].value


@dataclass(frozen=True, slots=True)
class Goal:
    """The plan's target of the output value that comes next, and what stands against it."""

    year: int
    value: int
    reference: str
    reached: int | None


@dataclass(frozen=True, slots=True)
class Vintage:
    """One release of the data year: its figures of both stages together, by indicator id, and how
    many products were concerned by what was decided since the one before, by kind."""

    number: str
    as_of: date
    status: str
    values: dict[str, int | None]
    reasons: dict[str, int]


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who publishes, where: names in Chinese and English."""

    authority: str
    authority_en: str
    region_code: str
    region: str


class Shown:
    """The public figures of a release by their place. Refuses the staff's view of one."""

    def __init__(self, content: ReleaseContent) -> None:
        if content.for_staff:
            raise ValueError(
                "a bulletin is made from what the public sees, not from the staff's view"
            )
        self.content = content
        self._figures = {
            (table.by, _codes(figure), figure.side, figure.indicator): figure.value
            for table in content.tables
            for figure in table.figures
        }

    def value(
        self, indicator: str, side: Side = Side.TOGETHER, by: By = (), codes: tuple[str, ...] = ()
    ) -> int | None:
        """A figure; None where it is hidden or there is none."""
        return self._figures.get((by, codes, side, indicator))

    def keys(self, by: Breakdown) -> list[Key]:
        """The groups of a table in which there is something, or something hidden."""
        table = self.content.table(by)
        found = (
            {figure.keys[0]: None for figure in table.figures if figure.value != 0} if table else {}
        )
        return list(found)


@dataclass(frozen=True, slots=True)
class Findings:
    """All that the text, the tables and the charts of one bulletin are made from."""

    issuer: Issuer
    now: Shown
    before: Shown | None
    goal: Goal | None
    vintages: tuple[Vintage, ...]

    @property
    def content(self) -> ReleaseContent:
        """The release itself."""
        return self.now.content

    def measure(
        self, indicator: str, side: Side = Side.TOGETHER, by: By = (), codes: tuple[str, ...] = ()
    ) -> Measure:
        """A figure beside that of the data year before."""
        value = self.now.value(indicator, side, by, codes)
        old = self.before.value(indicator, side, by, codes) if self.before else None
        return Measure(value, growth(value, old))

    def groups(self, by: Breakdown) -> list[Group]:
        """The groups of a table, in the order of their codes."""
        return [self._group(by, key) for key in self.now.keys(by)]

    def _group(self, by: Breakdown, key: Key) -> Group:
        place = (by,), (key.code,)
        measures = {
            name: self.measure(name, Side.TOGETHER, *place) for name in self.content.indicators
        }
        return Group(key, measures, self.now.value("output_value", Side.CERTIFIED, *place))

    @property
    def places(self) -> Breakdown:
        """By what regions are told: prefectures within one province, provinces where there are more."""
        provinces = self.now.keys(Breakdown.PROVINCE)
        return Breakdown.PROVINCE if len(provinces) > 1 else Breakdown.REGION


def ranked(groups: list[Group]) -> list[Group]:
    """Those with an output value that is shown, the largest first; equal ones by their code."""
    known = [(-group.output, group.key.code, group) for group in groups if group.output is not None]
    return [group for *_, group in sorted(known, key=lambda each: each[:2])]


def _codes(figure: Figure) -> tuple[str, ...]:
    return tuple(key.code for key in figure.keys)
