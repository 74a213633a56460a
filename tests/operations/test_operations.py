"""What the operator's machines are told, and what the log never says."""

import io
import json
import logging

import pytest
import structlog
from factories import PASSWORD, ApplicationFactory, UserFactory
from sqlalchemy import text

from registry.errors import Conflict
from registry.extensions import db
from registry.operations import logs
from registry.operations.views import CHECKS


def test_a_process_that_runs_says_so_without_asking_anybody(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_a_registry_that_can_work_is_ready(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert {name: answer.json[name] for name in CHECKS} == dict.fromkeys(CHECKS, True)


def test_without_a_usable_key_it_is_alive_and_not_ready(client, app, monkeypatch, tmp_path):
    missing = app.config["REGISTRY"] | {"SIGNER_PKCS12": str(tmp_path / "none.p12")}
    monkeypatch.setitem(app.config, "REGISTRY", missing)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert (answer.json["key"], answer.json["database"]) == (False, True)
    assert str(tmp_path) not in answer.text
    assert client.get("/healthz").status_code == 200


def test_without_a_store_that_can_be_written_it_is_not_ready(client, app, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("no folder")
    missing = app.config["REGISTRY"] | {"STORE": str(tmp_path / "file" / "store")}
    monkeypatch.setitem(app.config, "REGISTRY", missing)
    assert client.get("/readyz").json["store"] is False


def test_without_its_tables_it_is_not_ready(client, monkeypatch):
    def no_tables() -> bool:
        return bool(db.session.scalar(text("SELECT count(*) FROM not_there")))

    monkeypatch.setitem(CHECKS, "database", no_tables)  # type: ignore[arg-type]  # a dict
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["database"]) == (503, False)


def test_measures_are_by_endpoint_and_name_no_number_and_no_person(client, sign_in):
    user = UserFactory()
    application = ApplicationFactory(applicant=user)
    sign_in(user).get(f"/applications/{application.public_id}")
    client.open("/register?q=secret", method="BREW")
    told = client.get("/metrics").text
    assert 'registry_requests_total{endpoint="desk.application",method="GET",status="200"}' in told
    assert "registry_request_seconds_bucket" in told and "registry_sessions 1.0" in told
    assert application.public_id not in told and "secret" not in told and "BREW" not in told


@pytest.mark.parametrize(
    ("settings_", "headers", "remote", "status"),
    [
        ({}, {}, "127.0.0.1", 200),
        ({}, {}, "192.0.2.7", 404),
        ({"ENV": "production"}, {}, "127.0.0.1", 404),
        ({"METRICS_TOKEN": "t" * 32}, {}, "127.0.0.1", 404),
        ({"METRICS_TOKEN": "t" * 32}, {"Authorization": "Bearer wrong"}, "127.0.0.1", 404),
        ({"METRICS_TOKEN": "t" * 32}, {"Authorization": "Bearer é"}, "127.0.0.1", 404),
        ({"METRICS_TOKEN": "t" * 32}, {"Authorization": f"Bearer {'t' * 32}"}, "192.0.2.7", 200),
    ],
    ids=["here", "elsewhere", "production", "no token", "wrong", "not ASCII", "token"],
)
def test_measures_are_for_this_machine_or_who_shows_the_token(
    client, app, monkeypatch, settings_, headers, remote, status
):
    monkeypatch.setitem(app.config, "REGISTRY", app.config["REGISTRY"] | settings_)
    sent = {"headers": headers, "environ_overrides": {"REMOTE_ADDR": remote}}
    assert client.get("/metrics", **sent).status_code == status


@pytest.fixture
def production_log(app, monkeypatch):
    """What a server would write meanwhile, as text."""
    monkeypatch.setitem(app.config, "REGISTRY", app.config["REGISTRY"] | {"ENV": "production"})
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    before = structlog.get_config()
    handlers = {name: logging.getLogger(name).handlers[:] for name in ("", "registry")}
    written = io.StringIO()
    logs.configure(as_json=True, stream=written)
    yield written
    structlog.configure(**before)
    for name, kept in handlers.items():
        logging.getLogger(name).handlers = kept


def test_a_whole_journey_leaves_no_name_no_address_and_no_figure_in_the_log(
    client, production_log, monkeypatch
):
    user = UserFactory(name="示例张三")
    application = ApplicationFactory(applicant=user)
    client.post("/login", data={"email": user.email, "password": "示例错误的口令"})
    client.post("/login", data={"email": user.email, "password": PASSWORD})
    client.get("/register?q=示例搜索词")
    client.get(f"/applications/{application.public_id}")
    client.post(f"/applications/{application.public_id}/edit", data={"output_value": "12345678"})
    _fail(client, monkeypatch, f"示例张三 declared 12345678 at {user.email}")
    lines = [json.loads(line) for line in production_log.getvalue().splitlines()]
    assert {"answered", "sign_in_refused", "signed_in"} <= {line["event"] for line in lines}
    assert all(line["request_id"] for line in lines)
    written = production_log.getvalue()
    for word in ("张三", user.email, PASSWORD, "口令", "搜索词", "12345678", application.public_id):
        asked_for = [line for line in lines if word in json.dumps(line, ensure_ascii=False)]
        assert word not in written, asked_for
    assert "registry/desk/views.py" in written, "where it failed is told"


def _fail(client, monkeypatch, message: str) -> None:
    """A page that fails with an error that says everything."""

    def fail(*_: object) -> None:
        raise ValueError(message)

    monkeypatch.setattr("registry.desk.views.own_applications", fail)
    assert client.get("/applications").status_code == 500


def test_of_our_own_errors_the_sentence_is_told_without_its_values():
    told = logs.described(Conflict("There is an account for {email} already.", email="a@b.example"))
    assert told["sentence"] == "There is an account for {email} already."
    assert "a@b.example" not in json.dumps(told)


def test_every_answer_has_an_id_that_no_other_has(client):
    first, second = client.get("/healthz"), client.get("/healthz")
    assert len({each.headers["X-Request-Id"] for each in (first, second)}) == 2
