"""docs/wstg.csv: tests of the OWASP Web Security Testing Guide 4.2 that fit, with those of ours."""

import csv
import re

import pytest
from source_tree import ROOT
from test_asvs import is_there

FILE = ROOT / "docs" / "wstg.csv"
COLUMNS = ["id", "test", "how", "tests"]
# How many tests each chapter of the guide has.
CHAPTERS = {
    **{"INFO": 10, "CONF": 11, "IDNT": 5, "ATHN": 10, "ATHZ": 4, "SESS": 9},
    **{"INPV": 19, "ERRH": 2, "CRYP": 4, "BUSL": 9, "CLNT": 13, "APIT": 1},
}
_ID = re.compile(r"WSTG-([A-Z]{4})-(\d\d)")


def rows() -> list[dict[str, str]]:
    """The lines of the file, by the names of its columns."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fault(row: dict[str, str]) -> str:
    """What is wrong with a line by itself, or nothing."""
    known = _ID.fullmatch(row["id"])
    if not known or not 1 <= int(known[2]) <= CHAPTERS.get(known[1], 0):
        return f"id: the guide has no {row['id']}"
    if not row["test"].strip() or not row["how"].strip():
        return "say what is tested, and how it is met"
    if not row["tests"].split():
        return "tests: name one of ours"
    missing = [name for name in row["tests"].split() if not is_there(name)]
    return f"there is no {missing[0]}" if missing else ""


def test_each_stands_there_once_in_the_order_of_the_guide() -> None:
    assert list(rows()[0]) == COLUMNS
    order = [(list(CHAPTERS).index(row["id"][5:9]), row["id"]) for row in rows()]
    assert order == sorted(set(order))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["id"])
def test_every_line_names_tests_that_are_there(row: dict[str, str]) -> None:
    assert fault(row) == ""


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"id": "WSTG-INPV-20"}, "id: the guide has no WSTG-INPV-20"),
        ({"id": "WSTG-NONE-01"}, "id: the guide has no WSTG-NONE-01"),
        ({"how": " "}, "say what is tested, and how it is met"),
        ({"tests": ""}, "tests: name one of ours"),
        ({"tests": "tests/test_nothing.py::test_it"}, "there is no tests/test_nothing.py::test_it"),
    ],
)
def test_a_line_that_is_wrong_is_noticed(changed: dict[str, str], said: str) -> None:
    assert fault(rows()[0]) == ""
    assert fault(rows()[0] | changed) == said
