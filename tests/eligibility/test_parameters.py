"""Values that the authority may change are dated, cited and exact."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from registry.eligibility.parameters import (
    ParameterError,
    parameter,
    parameters_on,
    read,
)

ENTRY = {
    "from": date(2023, 1, 1),
    "value": "1",
    "reference": "notice",
    "last_checked": date(2026, 1, 1),
    "example": True,
}


def _file(**changes: Any) -> dict[str, Any]:
    return {"title": "Trial", "unit": "days", "values": [{**ENTRY, **changes}]}


def test_the_shipped_parameters_say_what_they_are_and_whether_they_are_examples() -> None:
    found = {name: parameter(name, date(2025, 9, 15)) for name in parameters_on(date(2025, 9, 15))}
    assert {name: each.example for name, each in found.items()} == {
        "contribution_total_max": False,
        "minimum_core_patents": True,
        "status_max_age_days": True,
    }
    assert all(each.title and each.unit and each.reference for each in found.values())


def test_a_value_is_in_force_from_its_day_on() -> None:
    assert parameter("minimum_core_patents", date(2023, 1, 1)).whole() == 1
    with pytest.raises(ParameterError, match="no parameter minimum_core_patents in force"):
        parameter("minimum_core_patents", date(2022, 12, 31))
    assert parameters_on(date(2023, 1, 1))["minimum_core_patents"] == "1"
    assert parameters_on(date(2022, 12, 31)) == {}


def test_an_unknown_parameter_is_refused_by_name() -> None:
    with pytest.raises(ParameterError, match="no parameter happiness"):
        parameter("happiness", date(2025, 1, 1))


@pytest.mark.parametrize(
    "changes",
    [{"value": 1}, {"value": "1e3"}, {"value": "NaN"}, {"value": "１"}, {"from": "2023-01-01"}],
)
def test_a_value_that_is_not_exact_or_not_dated_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ParameterError, match=r"parameters/trial\.yaml"):
        read("trial", _file(**changes))


@pytest.mark.parametrize("data", [None, [], {}, {"title": "x", "values": [{}]}])
def test_a_file_without_its_fields_is_refused(data: Any) -> None:
    with pytest.raises(ParameterError, match=r"parameters/trial\.yaml"):
        read("trial", data)


def test_two_values_from_one_day_are_refused() -> None:
    data = _file()
    data["values"] = data["values"] * 2
    with pytest.raises(ParameterError, match="same day"):
        read("trial", data)


def test_a_value_counts_as_example_unless_it_says_that_it_is_none() -> None:
    assert read("trial", _file(example="no"))[0].example is True
    assert read("trial", _file(example=False))[0].example is False


def test_a_broken_number_is_no_whole_number() -> None:
    (value,) = read("trial", _file(value="1.5"))
    assert value.value == Decimal("1.5")
    with pytest.raises(ParameterError, match=r"1\.5 is no whole number"):
        value.whole()
