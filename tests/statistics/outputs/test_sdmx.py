"""SDMX: what the messages say, that their codes are in the lists, and the schemas of SDMX's own."""

import csv
import io
import json
import os
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from registry.statistics.outputs.code_lists import code_lists
from registry.statistics.outputs.observations import observations
from registry.statistics.outputs.publisher import publisher
from registry.statistics.outputs.sdmx_csv import components, release_sdmx_csv
from registry.statistics.outputs.sdmx_json import release_sdmx_json
from registry.statistics.outputs.structure import (
    ATTRIBUTES,
    DIMENSIONS,
    TIME,
    VALUE,
    structure_json,
)
from registry.statistics.releases.content import CellStatus, ReleaseContent

DATA = os.environ.get("REGISTRY_TEST_DATA")
SCHEMAS = Path(DATA or ".") / "vectors/sdmx_json"
Content = tuple[ReleaseContent, ReleaseContent]


def messages(released: ReleaseContent) -> tuple[Any, Any]:
    """Structure and data."""
    lists = code_lists()
    structure = json.loads(structure_json(publisher(), lists))
    return structure, json.loads(release_sdmx_json(released, publisher(), lists))


@pytest.mark.skipif(DATA is None, reason="REGISTRY_TEST_DATA names no folder of test vectors")
def test_the_messages_are_valid_by_the_schemas_of_the_format(released: ReleaseContent) -> None:
    structure, data = messages(released)
    for message, name in ((structure, "structure"), (data, "data")):
        path = SCHEMAS / f"{name}-message/tools/schemas/sdmx-json-{name}-schema.json"
        schema = json.loads(path.read_text())
        kind = jsonschema.validators.validator_for(schema)
        checker = kind(schema, format_checker=jsonschema.FormatChecker())
        assert [each.message for each in checker.iter_errors(message)] == []


def test_the_json_message_read_back_by_its_positions_says_every_figure(
    released: ReleaseContent,
) -> None:
    _, message = messages(released)
    shape, found = message["data"]["structures"][0], message["data"]["dataSets"][0]
    dimensions = shape["dimensions"]["observation"]
    attributes = shape["attributes"]["observation"]
    read = []
    for key, (value, *places) in found["observations"].items():
        at = zip(dimensions, map(int, key.split(":")), strict=True)
        parts = {each["id"]: each["values"][place]["id"] for each, place in at}
        for each, place in zip(attributes, places, strict=True):
            given = each["values"][place]
            parts[each["id"]] = given.get("id", given.get("value"))
        read.append(parts | {VALUE: value or ""})
    assert read == [components(released, each) for each in observations(released)]


def test_the_csv_message_says_every_figure(released: ReleaseContent) -> None:
    text = release_sdmx_csv(released, "EXAMPLE_PIP").decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert list(rows[0])[:3] == ["STRUCTURE", "STRUCTURE_ID", "ACTION"]
    assert {row["STRUCTURE_ID"] for row in rows} == {"EXAMPLE_PIP:PIP_RELEASES(1.0.0)"}
    values = [Decimal(row[VALUE]) if row[VALUE] else None for row in rows]
    assert values == [each.number for each in observations(released)]


def test_what_is_suppressed_has_its_status_and_no_value_even_for_staff(both: Content) -> None:
    for content in both:
        for each in observations(content):
            parts = components(content, each)
            hidden = each.status is CellStatus.SUPPRESSED
            assert (parts["OBS_STATUS"], parts["CONF_STATUS"]) == (
                ("Q", "C") if hidden else ("P", "F")
            )
            assert (parts[VALUE] == "") is hidden
            assert parts[TIME] == "2024" and parts["AS_OF"] == "2025-10-31"


def test_every_code_is_in_its_list_and_no_key_comes_twice(released: ReleaseContent) -> None:
    codes = {each.id: {code.id for code in each.codes} for each in code_lists()}
    keys = []
    for each in observations(released):
        parts = components(released, each)
        for id_ in codes:
            assert parts[id_] in codes[id_], id_
        keys.append(tuple(parts[id_] for id_ in DIMENSIONS))
    assert all(first != second for first, second in pairwise(sorted(keys)))


def test_the_structure_names_nothing_that_it_does_not_define(released: ReleaseContent) -> None:
    structure, _ = messages(released)
    data = structure["data"]
    lists = {each["id"] for each in data["codelists"]}
    concepts = {each["id"] for each in data["conceptSchemes"][0]["concepts"]}
    assert lists == {f"CL_{each.id}" for each in code_lists()}
    wanted = {*DIMENSIONS, TIME, VALUE, *(each.id for each in ATTRIBUTES)}
    assert wanted == concepts
    for given in data["codelists"]:
        ids = [code["id"] for code in given["codes"]]
        assert len(ids) == len(set(ids))
        assert {code["parent"] for code in given["codes"] if "parent" in code} <= set(ids)
