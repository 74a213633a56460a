"""Traps of input and output: the obvious reader or writer beside ours, on the same contents."""

import io
import json
import xml.etree.ElementTree as PlainElementTree
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter
from flask import Flask, request
from flask.testing import FlaskClient
from marshmallow import Schema, fields
from werkzeug.datastructures import MultiDict
from wtforms import DecimalField, Form
from wtforms.validators import NumberRange

from registry.errors import RegistryError
from registry.money import MoneyError, parse_yuan
from registry.patents.sources.xml_stream import parsed
from registry.statistics.exports import safe

LAUGH = b'<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;">]><a><record>&y;</record></a>'


class ObviousForm(Form):
    amount = DecimalField(validators=[NumberRange(min=0)])


class ObviousSchema(Schema):
    amount = fields.Decimal(places=2)


def obviously_read(text: str) -> Decimal | None:
    """An amount of a form, as WTForms reads it; None for one that it refuses."""
    form = ObviousForm(MultiDict({"amount": text}))
    return form.amount.data if form.validate() else None


@pytest.mark.parametrize("text", ["１２３", "1_000", "-0"])
def test_trap_the_obvious_field_takes_amounts_that_nobody_means(text: str) -> None:
    assert obviously_read(text) is not None
    with pytest.raises(MoneyError):
        parse_yuan(text)


def test_trap_the_obvious_field_breaks_on_a_signalling_nan() -> None:
    with pytest.raises(ValueError, match="signaling NaN"):
        obviously_read("sNaN")
    with pytest.raises(MoneyError):
        parse_yuan("sNaN")


def test_trap_the_obvious_schema_rounds_without_a_word() -> None:
    loaded = ObviousSchema().load({"amount": "1.005"})
    assert loaded["amount"] == Decimal("1.00")
    with pytest.raises(MoneyError, match="decimals"):
        parse_yuan("1.005")


def test_trap_the_obvious_json_reader_breaks_and_lets_things_pass() -> None:
    with pytest.raises(RecursionError):
        json.loads("[" * 200_000)
    assert json.loads("1e999") == float("inf")
    assert json.loads('{"fen": 1, "fen": 2}') == {"fen": 2}


@pytest.mark.parametrize("body", ["[" * 200_000, '{"fen": 1e999}', '{"fen": 1, "fen": 2}'])
def test_no_view_reads_json(client: FlaskClient, body: str) -> None:
    """Where nobody reads it, none of these can do harm; a reader of JSON comes with its own."""
    kind = {"Content-Type": "application/json"}
    for address in ("/language", "/api/verify", "/verify", "/login"):
        assert client.post(address, data=body, headers=kind).status_code == 415, address


def test_trap_a_form_of_five_megabytes_is_read_unless_somebody_sets_a_limit(
    client: FlaskClient,
) -> None:
    obvious = Flask("obvious")
    obvious.config.update(MAX_CONTENT_LENGTH=None, MAX_FORM_MEMORY_SIZE=None)
    obvious.add_url_rule("/", "form", lambda: str(len(request.form["x"])), methods=["POST"])
    large = {"x": "x" * 5_000_000}
    assert obvious.test_client().post("/", data=large).text == "5000000"
    assert client.post("/language", data=large).status_code == 413


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x"])
def test_trap_a_cell_that_begins_like_a_formula(text: str) -> None:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "=1+1")
        sheet.write_string(1, 0, "=1+1")
    first, second = (row[0] for row in openpyxl.load_workbook(made).active.iter_rows())
    assert first.data_type == "f"
    assert (second.data_type, second.value) == ("s", "=1+1")
    assert safe(text) == f"'{text}"


def test_trap_the_obvious_xml_reader_expands_what_a_document_type_defines() -> None:
    assert PlainElementTree.fromstring(LAUGH).findtext("record") == "hahaha"
    with pytest.raises(RegistryError, match="document type definition"):
        parsed(LAUGH, frozenset({"record"}), "示例.xml")
