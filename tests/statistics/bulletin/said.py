"""Releases made by hand, without a database, and what their bulletins say."""

from datetime import date

from registry.statistics.breakdowns import Breakdown, Key
from registry.statistics.bulletin.blocks import Bulletin, Language, Paragraph, Table
from registry.statistics.bulletin.composing import compose
from registry.statistics.bulletin.findings import Findings, Goal, Issuer, Shown, Vintage
from registry.statistics.releases.content import (
    CellStatus,
    Figure,
    ReleaseContent,
    ReleaseStatus,
    Side,
)
from registry.statistics.releases.content import Table as ReleaseTable

YI = 10**10
ISSUER = Issuer("示例省登记机构", "EXAMPLE Registry", "370000", "山东省")
INDICATORS = (
    "output_value",
    "sales_revenue",
    "export_value",
    "profit",
    "products",
    "enterprises",
    "patents",
    "patents_invention",
    "patents_utility_model",
    "patents_design",
    "patents_core",
)
TOGETHER = {
    "output_value": 200 * YI,
    "sales_revenue": 180 * YI,
    "export_value": 20 * YI,
    "profit": 10 * YI,
    "products": 60,
    "enterprises": 40,
    "patents": 90,
    "patents_invention": 50,
    "patents_utility_model": 30,
    "patents_design": 10,
    "patents_core": 45,
}
PLACES = {"370100": "济南市", "370200": "青岛市", "370300": "淄博市", "370400": "枣庄市"}
OUTPUT = {"370100": 80 * YI, "370200": 70 * YI, "370300": 33 * YI, "370400": 17 * YI}


def key(by: Breakdown, code: str, name: str) -> Key:
    return Key(by, code, name)


def figures(
    keys: tuple[Key, ...], values: dict[str, int], hidden: frozenset[Side] = frozenset()
) -> list[Figure]:
    """The figures of one group in all stages: half of it is certified."""
    found = []
    for side in Side:
        part = 1 if side is Side.TOGETHER else 2
        for name in INDICATORS:
            shown = side not in hidden
            value = values.get(name, 0) // part if shown else None
            status = CellStatus.SHOWN if shown else CellStatus.SUPPRESSED
            found.append(Figure(keys, side, name, value, status))
    return found


def release(
    whole: dict[str, int] | None = None,
    hidden_places: tuple[str, ...] = (),
    hidden_whole: frozenset[Side] = frozenset(),
    number: str | None = "2024-1",
    year: int = 2024,
    status: ReleaseStatus = ReleaseStatus.PROVISIONAL,
    for_staff: bool = False,
    example: bool = False,
) -> ReleaseContent:
    """A release of a province with four prefectures, of which some may be hidden."""
    values = whole or TOGETHER
    places = []
    for code, name in PLACES.items():
        own = {"output_value": OUTPUT[code], "products": 15, "enterprises": 10}
        hidden = frozenset(Side) if code in hidden_places else frozenset()
        places += figures((key(Breakdown.REGION, code, name),), own, hidden)
    tables = (
        ReleaseTable((), tuple(figures((), values, hidden_whole))),
        ReleaseTable((Breakdown.REGION,), tuple(places)),
    )
    return ReleaseContent(
        id=1,
        number=number,
        name="示例发布",
        data_year=year,
        as_of=date(2025, 10, 31),
        published_on=date(2025, 11, 1) if number else None,
        status=status,
        indicators=INDICATORS,
        tables=tables,
        rule={"minimum_enterprises": "3"},
        example=example,
        content_sha256="0" * 64,
        facts_sha256="1" * 64,
        last_entry_id=7,
        for_staff=for_staff,
    )


def findings(
    now: ReleaseContent,
    before: ReleaseContent | None = None,
    goal: Goal | None = None,
    vintages: tuple[Vintage, ...] = (),
) -> Findings:
    return Findings(ISSUER, Shown(now), Shown(before) if before else None, goal, vintages)


def said(found: Findings, language: Language = Language.ZH) -> str:
    """All paragraphs of the bulletin, one a line."""
    return "\n".join(paragraphs(compose(found, language)))


def paragraphs(bulletin: Bulletin) -> list[str]:
    blocks = (block for section in bulletin.sections for block in section.blocks)
    return [block.text for block in blocks if isinstance(block, Paragraph)]


def tables(bulletin: Bulletin) -> list[Table]:
    blocks = (block for section in bulletin.sections for block in section.blocks)
    return [block for block in blocks if isinstance(block, Table)]
