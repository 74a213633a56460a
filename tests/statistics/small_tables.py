"""Small linked tables: two provinces with two or three prefectures, two major classes, two stages."""

from typing import Any

from hypothesis import strategies as st

from registry.statistics.disclosure.rule import Rule
from registry.statistics.disclosure.tables import ALL, Contribution, Tables

REGIONS = {
    code: (f"region:{code}", f"province:{code[0]}", ALL) for code in ("A1", "A2", "A3", "B1", "B2")
}
CLASSES = {code: (f"class:{code}", f"major:{code[0]}", ALL) for code in ("11", "12", "21")}
STAGES = {code: (f"stage:{code}", ALL) for code in ("registered", "certified")}
SHAPES = tuple(
    (place, sort, stage)
    for place, sort in (
        ("", ""), ("province", ""), ("region", ""), ("", "major"), ("", "class"),
        ("province", "class"), ("region", "major"),
    )
    for stage in ("", "stage")
)  # fmt: skip
RULE = Rule(3, 2, 90, 10, 5)


def tables_of(rows: list[tuple[int, str, str, str, int]]) -> Tables:
    """Tables of (enterprise, region, class, stage, amount)."""
    found = tuple(
        Contribution(who, (where, what, stage), (amount,))
        for who, where, what, stage, amount in rows
    )
    return Tables((REGIONS, CLASSES, STAGES), SHAPES, found)


def cell(region: str = ALL, sort: str = ALL, stage: str = ALL) -> tuple[str, str, str]:
    """A cell by its nodes."""
    return region, sort, stage


row: Any = st.tuples(
    st.integers(1, 30),
    st.sampled_from(sorted(REGIONS)),
    st.sampled_from(sorted(CLASSES)),
    st.sampled_from(sorted(STAGES)),
    st.integers(1, 5000),
)
rows = st.lists(row, min_size=1, max_size=70)
