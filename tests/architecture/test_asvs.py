"""docs/asvs.csv: every requirement of OWASP ASVS 5.0.0, levels 1 and 2, once, with tests that exist."""

import csv
from collections import Counter

import pytest
from source_tree import ROOT

FILE = ROOT / "docs" / "asvs.csv"
COLUMNS = ["requirement", "level", "applies", "state", "how", "tests"]
STATES = ("met", "partly", "not met")
# Of each section the levels of its requirements, in their order, as published on 2025-05-30.
LEVELS = {
    "V1.1": "22",
    "V1.2": "1111122223",
    "V1.3": "112222222223",
    "V1.4": "222",
    "V1.5": "123",
    "V2.1": "122",
    "V2.2": "112",
    "V2.3": "12223",
    "V2.4": "23",
    "V3.1": "3",
    "V3.2": "113",
    "V3.3": "12223",
    "V3.4": "11222233",
    "V3.5": "11122333",
    "V3.6": "3",
    "V3.7": "22333",
    "V4.1": "12233",
    "V4.2": "23333",
    "V4.3": "22",
    "V4.4": "1222",
    "V5.1": "2",
    "V5.2": "112333",
    "V5.3": "113",
    "V5.4": "222",
    "V6.1": "122",
    "V6.2": "111111112222",
    "V6.3": "11223333",
    "V6.4": "112233",
    "V6.5": "22222333",
    "V6.6": "2223",
    "V6.7": "33",
    "V6.8": "2222",
    "V7.1": "222",
    "V7.2": "1111",
    "V7.3": "22",
    "V7.4": "11222",
    "V7.5": "223",
    "V7.6": "22",
    "V8.1": "1233",
    "V8.2": "1123",
    "V8.3": "133",
    "V8.4": "23",
    "V9.1": "111",
    "V9.2": "1222",
    "V10.1": "22",
    "V10.2": "223",
    "V10.3": "22223",
    "V10.4": "1111122222233333",
    "V10.5": "22222",
    "V10.6": "22",
    "V10.7": "222",
    "V11.1": "2233",
    "V11.2": "22233",
    "V11.3": "11233",
    "V11.4": "1222",
    "V11.5": "23",
    "V11.6": "23",
    "V11.7": "33",
    "V12.1": "12233",
    "V12.2": "11",
    "V12.3": "22223",
    "V13.1": "2333",
    "V13.2": "222223",
    "V13.3": "2233",
    "V13.4": "1222233",
    "V14.1": "22",
    "V14.2": "12223333",
    "V14.3": "122",
    "V15.1": "12233",
    "V15.2": "12233",
    "V15.3": "1222222",
    "V15.4": "3333",
    "V16.1": "2",
    "V16.2": "22222",
    "V16.3": "2222",
    "V16.4": "222",
    "V16.5": "2223",
    "V17.1": "23",
    "V17.2": "22223333",
    "V17.3": "22",
}


def rows() -> list[dict[str, str]]:
    """The lines of the file, by the names of its columns."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def asked() -> dict[str, str]:
    """Requirement → level, of the levels that this project holds itself to."""
    return {
        f"{section}.{number}": level
        for section, levels in LEVELS.items()
        for number, level in enumerate(levels, 1)
        if level in "12"
    }


def fault(row: dict[str, str]) -> str:
    """What is wrong with a line by itself, or nothing."""
    if row["applies"] not in ("yes", "no"):
        return "applies: say yes or no"
    if not row["how"].strip():
        return "how: say how, or why not"
    if row["applies"] == "no":
        return (
            "what does not apply has neither state nor tests" if row["state"] + row["tests"] else ""
        )
    if row["state"] not in STATES:
        return f"state: say one of {', '.join(STATES)}"
    missing = [name for name in row["tests"].split() if not is_there(name)]
    return f"there is no {missing[0]}" if missing else ""


def is_there(name: str) -> bool:
    """Whether ``path::test`` names a test."""
    path, _, test = name.partition("::")
    file = ROOT / path
    return file.is_file() and f"def {test}(" in file.read_text("utf-8")


def test_the_list_has_as_many_requirements_of_each_level_as_the_standard() -> None:
    assert Counter("".join(LEVELS.values())) == {"1": 70, "2": 183, "3": 92}


def test_every_requirement_of_levels_1_and_2_stands_there_once_with_its_level() -> None:
    told = [(row["requirement"], row["level"]) for row in rows()]
    assert told == list(asked().items())
    assert list(rows()[0]) == COLUMNS


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["requirement"])
def test_every_requirement_says_how_it_is_met_or_that_it_is_not(row: dict[str, str]) -> None:
    assert fault(row) == ""


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"applies": "perhaps"}, "applies: say yes or no"),
        ({"how": " "}, "how: say how, or why not"),
        ({"state": "done"}, "state: say one of met, partly, not met"),
        ({"tests": "tests/test_nothing.py::test_it"}, "there is no tests/test_nothing.py::test_it"),
        ({"applies": "no"}, "what does not apply has neither state nor tests"),
    ],
)
def test_a_line_that_is_wrong_is_noticed(changed: dict[str, str], said: str) -> None:
    right = {"applies": "yes", "state": "met", "how": "so", "tests": ""}
    assert fault(right) == ""
    assert fault(right | changed) == said
