"""What no request may carry, how much of it, and what every answer carries."""

import io

import pytest
from factories import UserFactory
from flask import request

from registry.app import create_app
from registry.headers import OVER_TLS_ONLY
from registry.incoming import LONGEST_ADDRESS, MOST_ARGUMENTS, MOST_FIELDS


@pytest.mark.parametrize("address", ["/%00", "/register?q=%00", "/verify?number=a%00b"])
def test_a_nul_in_an_address_is_refused_before_any_view(client, address):
    answer = client.get(address)
    assert answer.status_code == 400
    assert "The registry could not read this request." in answer.text


def test_a_nul_in_a_form_is_refused_and_in_a_file_is_not(client):
    assert client.post("/language", data={"locale": "\x00"}).status_code == 400
    file = {"file": (io.BytesIO(b"a\x00b"), "paper.pdf")}
    answer = client.post("/verify", data=file, content_type="multipart/form-data")
    assert answer.status_code == 200


def test_a_form_of_more_than_half_a_megabyte_is_not_read(client):
    answer = client.post("/login", data={"email": "x" * 600_000})
    assert answer.status_code == 413


def test_a_form_of_thousands_of_fields_is_not_read(client):
    fields = {f"f{number}": "" for number in range(MOST_FIELDS + 1)}
    assert client.post("/login", data=fields).status_code == 413


def test_a_form_of_thousands_of_parts_or_of_many_files_is_not_read(client):
    kind = "multipart/form-data"
    parts = {f"f{number}": "x" for number in range(MOST_FIELDS + 1)}
    assert client.post("/verify", data=parts, content_type=kind).status_code == 413
    files = {f"f{number}": (io.BytesIO(b"x"), "x.pdf") for number in range(5)}
    assert client.post("/verify", data=files, content_type=kind).status_code == 413


def test_a_body_larger_than_the_setting_is_not_read(client, app):
    body = b"x" * (app.config["MAX_CONTENT_LENGTH"] + 1)
    answer = client.post("/api/verify", data=body, content_type="application/pdf")
    assert answer.status_code == 413


def test_an_address_longer_than_any_of_ours_is_refused(client):
    assert client.get("/register?q=" + "x" * LONGEST_ADDRESS).status_code == 414


def test_an_address_of_a_hundred_and_one_questions_is_refused(client):
    asked = [("round", "2025")] * (MOST_ARGUMENTS + 1)
    assert client.get("/register", query_string=asked).status_code == 400


JSON = {
    "deep": b"[" * 200_000,
    "infinite": b'{"output_value": 1e999}',
    "not a number": b'{"output_value": NaN}',
    "twice": b'{"a": 1, "a": 2}',
    "well made": b'{"a": 1}',
}


@pytest.mark.parametrize("body", JSON)
@pytest.mark.parametrize("address", ["/login", "/language", "/verify", "/api/verify"])
def test_json_is_not_read_anywhere_whatever_is_in_it(client, address, body):
    answer = client.post(address, data=JSON[body], content_type="application/json")
    assert answer.status_code == 415


@pytest.mark.parametrize("kind", ["application/xml", "text/plain", "application/octet-stream"])
def test_a_body_of_a_kind_that_the_page_does_not_read_is_refused(client, kind):
    assert client.post("/login", data=b"x", content_type=kind).status_code == 415


def test_what_somebody_reads_who_is_signed_in_stays_in_no_memory(client, sign_in):
    assert sign_in(UserFactory()).get("/").headers["Cache-Control"] == "no-store"
    assert "no-store" not in client.get("/").headers.get("Cache-Control", "")


def test_a_production_server_is_reached_over_tls_only(client, app, monkeypatch):
    assert "Strict-Transport-Security" not in client.get("/").headers
    monkeypatch.setitem(app.config, "REGISTRY", app.config["REGISTRY"] | {"ENV": "production"})
    assert client.get("/").headers["Strict-Transport-Security"] == OVER_TLS_ONLY


@pytest.mark.parametrize(
    ("hops", "seen"),
    [("0", "127.0.0.1"), ("1", "203.0.113.9"), ("2", "198.51.100.7")],
    ids=["no proxy", "one", "two"],
)
def test_as_many_proxies_are_believed_as_are_configured_and_no_more(tmp_path, hops, seen):
    app = create_app({"DATABASE_URL": f"sqlite:///{tmp_path}/x.db", "PROXY_HOPS": hops})
    asked = []
    app.before_request_funcs[None].insert(0, lambda: asked.append(request.remote_addr))
    forwarded = {"X-Forwarded-For": "10.9.9.9, 198.51.100.7, 203.0.113.9"}
    app.test_client().get("/healthz", headers=forwarded)
    assert asked == [seen]


def test_a_form_that_another_site_sends_is_refused(app, sign_in, monkeypatch):
    browser = sign_in(UserFactory())
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    for address in ("/logout", "/language", "/login", "/account/password", "/applications/new"):
        assert browser.post(address, data={"locale": "en"}).status_code == 400, address
    assert browser.get("/account").status_code == 200
