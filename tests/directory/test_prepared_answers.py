"""What was answered once about a certificate is answered again, byte for byte, and never a moment
longer than it is true. Whoever sends a cookie takes the plain path, which is the reference."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import acts
import pytest
from factories import ApplicationFactory, UserFactory, actor
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from watching import statements

from registry import clock, prepared
from registry.certification.models import Certificate
from registry.certification.queries import of_application
from registry.certification.workflow import CertificateAction, CertificateStatus
from registry.enterprises.models import Enterprise
from registry.extensions import db
from registry.operations.measures import REQUESTS
from registry.products.models import Product
from registry.transaction import unit_of_work

WAYS = ("/api/certificates/{}", "/certificates/{}")


@pytest.fixture
def certificate(app: Flask, no_papers: None) -> Certificate:
    found = of_application(ApplicationFactory(certified=True).id)
    assert found is not None
    return found


@pytest.fixture
def number(certificate: Certificate) -> str:
    return certificate.number


def asked(app: Flask, address: str, *, plainly: bool = False, **headers: str) -> Any:
    """An answer to somebody new; ``plainly`` by the plain path."""
    cookie = {"Cookie": "something=else"} if plainly else {}
    db.session.remove()
    return app.test_client(use_cookies=False).get(address, headers={**headers, **cookie})


def said(answer: Any) -> tuple[int, dict[str, str], bytes]:
    """All of an answer but its own id."""
    headers = {name: value for name, value in answer.headers if name != "X-Request-Id"}
    return answer.status_code, headers, answer.data


def both_the_same(app: Flask, number: str, **headers: str) -> str:
    """The page, after both ways, asked first and again, have said the same of a number."""
    for way in WAYS:
        plain = said(asked(app, way.format(number), plainly=True, **headers))
        for _ in range(3):
            assert said(asked(app, way.format(number), **headers)) == plain
    return plain[2].decode()


def act(what: CertificateAction, certificate_id: int) -> None:
    reviewer = actor(UserFactory(reviewer=True))
    with unit_of_work():
        acts.CERTIFICATE_ACTS[what](reviewer, db.session.get_one(Certificate, certificate_id))


def test_every_state_is_said_alike_by_both_ways_and_at_once(
    app: Flask, certificate: Certificate
) -> None:
    number, row = certificate.number, certificate.id
    assert "It holds from" in both_the_same(app, number)
    act(CertificateAction.SUSPEND, row)
    assert "It has been suspended since" in both_the_same(app, number)
    act(CertificateAction.REINSTATE, row)
    assert "It holds from" in both_the_same(app, number)
    with clock.at(date(2028, 9, 11)):
        assert "The certificate has expired." in both_the_same(app, number)
    reviewer = actor(UserFactory(reviewer=True))
    with clock.at(date(2026, 2, 1)):
        with unit_of_work():
            acts.revoke(reviewer, db.session.get_one(Certificate, row), "示例原因", clock.today())
        assert "It was revoked with effect from" in both_the_same(app, number)


def test_a_successor_is_named_as_soon_as_there_is_one(app: Flask, no_papers: None) -> None:
    applicant = UserFactory()
    with clock.at(date(2026, 5, 1)):
        later = ApplicationFactory(applicant=applicant, round_year=2026).id
    first = of_application(ApplicationFactory(certified=True, applicant=applicant).id)
    assert first is not None
    number = first.number
    with clock.at(date(2026, 6, 1)):
        assert "A later certificate" not in both_the_same(app, number)
        with unit_of_work():
            db.session.add(
                Certificate(
                    number="PIP2026000001T",
                    year=2026,
                    serial=1,
                    application_id=later,
                    status=CertificateStatus.VALID,
                    issued_at=clock.now(),
                    valid_from=clock.today() + timedelta(days=1),
                    valid_until=date(2029, 5, 31),
                )
            )
        assert "A later certificate" not in both_the_same(app, number)
    with clock.at(date(2026, 6, 2)):
        assert "A later certificate has taken its place." in both_the_same(app, number)


@pytest.mark.parametrize(
    ("model", "changed"),
    [(Product, {"name": "改名的产品"}), (Enterprise, {"name": "改名的企业"})],
)
def test_a_name_that_was_changed_in_the_database_is_the_name_at_once(
    app: Flask, number: str, model: Any, changed: dict[str, str]
) -> None:
    both_the_same(app, number)
    with unit_of_work():
        db.session.execute(update(model).values(**changed))
    assert changed["name"] in both_the_same(app, number)


def test_each_language_and_each_form_has_its_own(app: Flask, number: str) -> None:
    address = WAYS[1].format(number)
    both_the_same(app, number)
    assert "证书" in both_the_same(app, number, **{"Accept-Language": "zh-CN"})
    assert "Certificate" in both_the_same(app, number, **{"Accept-Language": "en"})
    linked = asked(app, address, Accept="application/ld+json")
    assert linked.mimetype == "application/ld+json"
    assert asked(app, address).mimetype == "text/html"


@pytest.mark.parametrize(
    "wrong", ["PIP2025000001Y", "pip2025000001x", "PIP", "１２３", "A" * 41, "%00"]
)
def test_a_number_that_there_is_not_is_answered_plainly(
    app: Flask, number: str, wrong: str
) -> None:
    for way in WAYS:
        plain = said(asked(app, way.format(wrong), plainly=True))
        assert said(asked(app, way.format(wrong))) == plain
        assert plain[0] in (302, 400, 404)


def test_the_second_answer_asks_the_database_once_and_past_the_session(
    app: Flask, number: str
) -> None:
    asked(app, WAYS[1].format(number))
    with statements() as sent:
        asked(app, WAYS[1].format(number))
    assert sent == []
    with statements() as sent:
        asked(app, WAYS[1].format(number), plainly=True)
    assert len(sent) > 3


def test_nobody_gets_another_ones_cookie_or_id(app: Flask, number: str) -> None:
    for way in WAYS:
        answers = [asked(app, way.format(number)) for _ in range(4)]
        assert {
            name for each in answers for name, _ in each.headers if name == "Set-Cookie"
        } == set()
        ids = [each.headers["X-Request-Id"] for each in answers]
        assert len(set(ids)) == 4 and all(re.fullmatch("[0-9a-f]{16}", each) for each in ids)


def test_who_signed_in_or_asks_for_more_takes_the_plain_path(app: Flask, number: str) -> None:
    both_the_same(app, number)
    for address, options in (
        (WAYS[0].format(number) + "?x=1", {}),
        (WAYS[0].format(number), {"Cookie": "session=of-somebody"}),
        (WAYS[0].format(number), {"Accept": "x" * 300}),
    ):
        with statements() as sent:
            assert asked(app, address, **options).status_code == 200
        assert sent


def test_every_answer_is_measured(app: Flask, number: str) -> None:
    counter = REQUESTS.labels("directory_api.certificate", "GET", "200")
    before = counter._value.get()
    for _ in range(3):
        asked(app, WAYS[0].format(number))
    assert counter._value.get() == before + 3


def test_while_the_statement_fails_the_plain_path_answers(
    app: Flask, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_the_same(app, number)
    broken = app.extensions["prepared"]._statement
    monkeypatch.setattr(broken, "_text", "SELECT nothing FROM nowhere")
    both_the_same(app, number)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(prepared, "MOST", 3)
    yield 3


def test_no_more_is_kept_than_was_said_whatever_is_asked_for(
    app: Flask, number: str, few: int
) -> None:
    for turn in range(8):
        asked(app, WAYS[1].format(number), Accept=f"text/html, x/{turn}")
    assert len(app.extensions["prepared"]._kept) == few


def test_a_visitors_choice_of_language_needs_no_token_and_that_of_an_account_does(
    app: Flask, client: FlaskClient, sign_in: Any
) -> None:
    known = sign_in(UserFactory())
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert client.post("/language", data={"locale": "en", "next": "/"}).status_code == 302
        assert known.post("/language", data={"locale": "en", "next": "/"}).status_code == 400
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
