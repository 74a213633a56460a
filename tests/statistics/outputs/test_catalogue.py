"""The catalogue: the same in both forms, and accepted by shapes that others wrote."""

import os
from dataclasses import replace
from pathlib import Path

import pyshacl
import pytest
import rdflib
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from rdflib.compare import isomorphic

from registry.statistics.outputs.dcat import catalogue
from registry.statistics.outputs.linked_data import json_ld, turtle
from registry.statistics.outputs.publisher import Publisher
from registry.statistics.releases import queries

DATA = os.environ.get("REGISTRY_TEST_DATA")
BY = Publisher(
    "示例机构", "EXAMPLE", "https://registry.example", "https://licence.example/by", "X", "370000"
)
DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")


def graph(text: bytes, form: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=text.decode(), format=form)


def test_the_catalogue_is_one_in_both_forms_and_valid_by_the_shapes(
    client: FlaskClient, number: str
) -> None:
    nodes = catalogue(queries.published(), BY)
    found = graph(turtle(nodes), "turtle")
    assert isomorphic(found, graph(json_ld(nodes), "json-ld"))
    files = set(found.objects(predicate=DCAT.downloadURL))
    for form in ("csv", "xlsx", "json", "parquet", "sdmx.csv", "sdmx.json"):
        assert rdflib.URIRef(f"{BY.address}/open-data/{number}/release.{form}") in files
    for address in files:
        assert client.get(str(address).removeprefix(BY.address)).status_code == 200
    for name, kind in (("ttl", "turtle"), ("jsonld", "json-ld")):
        served = client.get(f"/open-data/catalogue.{name}")
        assert graph(served.data, kind).value(predicate=rdflib.RDF.type, object=DCAT.Catalog)
    if DATA is None:
        pytest.skip("REGISTRY_TEST_DATA names no folder with the shapes of DCAT-AP")
    shapes = rdflib.Graph().parse(Path(DATA) / "vectors/dcat_ap_3.0.1/dcat-ap-SHACL.ttl")
    conforms, _, report = pyshacl.validate(found, shacl_graph=shapes, advanced=True)
    assert conforms, report


def test_a_registry_that_has_published_nothing_has_a_catalogue_without_a_licence(
    app: Flask,
) -> None:
    made = turtle(catalogue([], replace(BY, licence="")))
    assert b"license" not in made
    assert len(graph(made, "turtle")) > 10


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40))
def test_any_text_comes_back_from_turtle_as_it_was(text: str) -> None:
    nodes = [{"@id": "https://a.example/x", "@type": "dcat:Catalog", "dcterms:title": text}]
    found = graph(turtle(nodes), "turtle")
    assert [str(each) for each in found.objects(predicate=rdflib.DCTERMS.title)] == [text]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_no_address_breaks_out_of_its_brackets(text: str) -> None:
    nodes = [{"@id": f"https://a.example/{text}", "@type": "dcat:Catalog"}]
    assert len(graph(turtle(nodes), "turtle")) == 1
