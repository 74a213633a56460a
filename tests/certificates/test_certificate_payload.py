"""The payload as data: canonical, readable again, and nothing in it that is not what it shows."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.errors import PayloadError
from certificates.payload import Payload, canonical_json, from_json, payload_sha256, to_json


def problems_of(payload: Payload) -> dict[str, list[str]]:
    with pytest.raises(PayloadError) as refusal:
        to_json(payload)
    return refusal.value.problems


def test_a_payload_reads_back_as_it_was_written(payload: Payload) -> None:
    assert from_json(to_json(payload)) == payload


def test_canonical_json_has_sorted_keys_and_no_spaces_and_plain_utf8(payload: Payload) -> None:
    text = to_json(payload).decode()
    keys = list(json.loads(text))
    assert keys == sorted(keys)
    assert '"enterprise_name":"示例海岱精密机械股份有限公司"' in text
    assert '"output_value_fen":12856000000' in text
    assert ", " not in text and '": ' not in text


def test_a_withheld_output_value_is_null_and_not_absent(payload: Payload) -> None:
    withheld = replace(payload, output_value_fen=None)
    assert b'"output_value_fen":null' in to_json(withheld)
    assert from_json(to_json(withheld)).output_value_fen is None


def test_every_field_counts_for_the_hash(payload: Payload) -> None:
    hashes = {
        payload_sha256(payload),
        payload_sha256(replace(payload, model="SL-2")),
        payload_sha256(replace(payload, examples=False)),
        payload_sha256(replace(payload, valid_until=date(2029, 1, 12))),
    }
    assert len(hashes) == 4


@pytest.mark.parametrize(
    ("field", "value", "part"),
    [
        ("enterprise_name", "", "empty"),
        ("enterprise_name", "   ", "empty"),
        ("product_name", "示" * 121, "Longer than 120"),
        ("product_name", "示例\n产品", "U+000A at position 3"),
        ("enterprise_name", "示例\u202e司公", "U+202E at position 3"),
        ("model", "A\u200bB", "U+200B at position 2"),
        ("output_value_fen", -1, "greater than or equal to 0"),
        ("output_value_fen", 2**53, "less than or equal to"),
        ("patents", (), "between 1 and 60"),
        ("valid_until", date(2020, 1, 1), "before valid_from"),
        ("verification_url", "javascript:alert(1)", "http or https"),
        ("verification_url", "https://示例.example/", "ASCII"),
        ("verification_url", "https:///no-host", "http or https"),
        ("verification_url", "https://registry.example/" + "a" * 82, "Longer than 106"),
    ],
)
def test_a_wrong_value_is_refused_and_the_field_is_named(
    payload: Payload, field: str, value: Any, part: str
) -> None:
    problems = problems_of(replace(payload, **{field: value}))
    assert part in " ".join(problems[field])


def test_an_address_that_is_too_long_to_be_printed_today_is_read_from_an_old_paper(
    payload: Payload,
) -> None:
    """The limit is that of a camera and may change; papers that were given out stay what they are."""
    old = replace(payload, verification_url="https://registry.example/" + "a" * 200)
    with pytest.raises(PayloadError, match="Longer than 106 characters"):
        to_json(old)
    assert from_json(canonical_json(old)) == old


def test_a_wrong_patent_is_named_by_its_place(payload: Payload) -> None:
    wrong = replace(payload.patents[1], kind="trademark")
    patents = (payload.patents[0], wrong)
    assert list(problems_of(replace(payload, patents=patents))) == ["patents.1.kind"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b'{"@type": "x"}',
        b"[" * 100_000,
        b" " * 1_000_001,
    ],
    ids=["empty", "null", "list", "no type", "no utf-8", "other type", "deep", "large"],
)
def test_what_is_no_payload_is_refused_with_one_kind_of_error(data: bytes) -> None:
    with pytest.raises(PayloadError):
        from_json(data)


@pytest.mark.parametrize(
    ("find", "put"),
    [
        ('"model":', '"model":"A","model":'),
        ('"examples":true', '"examples":1'),
        ('"data_year":2024', '"data_year":"2024"'),
        ('"data_year":2024', '"data_year":2024.0'),
        ('"output_value_fen":12856000000', '"output_value_fen":NaN'),
        ('"output_value_fen":12856000000', '"output_value_fen":true'),
        ('"model":', '"surprise":1,"model":'),
        ('"region_name":"山东省济南市",', ""),
    ],
    ids=["repeated", "1 for true", "text", "fraction", "NaN", "true for 1", "unknown", "missing"],
)
def test_json_that_could_mean_two_things_is_refused(payload: Payload, find: str, put: str) -> None:
    text = to_json(payload).decode()
    assert text.count(find) == 1
    with pytest.raises(PayloadError):
        from_json(text.replace(find, put).encode())


@given(st.binary(max_size=200))
def test_reading_rubbish_never_raises_anything_else(data: bytes) -> None:
    with pytest.raises(PayloadError):
        from_json(data)
