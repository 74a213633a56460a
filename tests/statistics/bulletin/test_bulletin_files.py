"""Bulletins as files: for the public, the same bytes every time, accepted by a validator of others."""

import io
import json
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import acts
import pikepdf
import pytest
from click.testing import CliRunner
from factories import ApplicationFactory, UserFactory, actor
from flask import Flask
from flask.testing import FlaskClient

from registry import clock
from registry.accounts.models import User
from registry.applications.models import Application
from registry.certification.queries import of_application
from registry.commands.releases import release_group
from registry.errors import BadInput
from registry.extensions import db
from registry.statistics.bulletin import printing
from registry.statistics.bulletin.blocks import Language
from registry.statistics.bulletin.forms import language_of
from registry.statistics.bulletin.printing import bulletin_pdf
from registry.statistics.bulletin.queries import findings_of
from registry.statistics.releases import queries, service
from registry.statistics.releases.content import ReleaseStatus
from registry.transaction import unit_of_work

FIRST, SECOND = date(2025, 11, 1), date(2026, 2, 1)
SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def people(app: Flask) -> tuple[User, User]:
    return UserFactory(statistician=True), UserFactory(statistician=True)


def certified(how_many: int) -> list[Application]:
    """Products of so many enterprises."""
    reviewers = {"examiner": UserFactory(reviewer=True), "certifier": UserFactory(reviewer=True)}
    return [ApplicationFactory(certified=True, **reviewers) for _ in range(how_many)]


def released(people: tuple[User, User], on: date, status: ReleaseStatus) -> str:
    """The number of a release as of the day before."""
    one, other = map(actor, people)
    with clock.at(on):
        with unit_of_work():
            key = service.prepare(one, "示例发布", 2024, on - timedelta(days=1), status).id
        with unit_of_work():
            return service.publish(other, queries.of_id(key)).number


def file_of(number: str, language: Language = Language.ZH) -> bytes:
    printing.forget()
    return bulletin_pdf(findings_of(queries.of_number(number)), language)


def words_of(pdf: bytes) -> str:
    """The data that the file carries for programs."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return bytes(opened.attachments["bulletin.jsonld"].get_file().read_bytes()).decode()


def test_a_release_a_revocation_and_the_next_release_are_told_by_two_bulletins(
    people: tuple[User, User], client: FlaskClient
) -> None:
    """The way of a figure: published, revoked, revised; and the old bulletin stays as it was."""
    made = certified(6)
    assert released(people, FIRST, ReleaseStatus.PROVISIONAL) == "2024-1"
    before = file_of("2024-1")
    for application in made[:3]:
        certificate = of_application(application.id)
        assert certificate is not None
        with clock.at(SECOND - timedelta(days=9)), unit_of_work():
            who = actor(UserFactory(reviewer=True))
            acts.revoke(who, db.session.merge(certificate), "示例理由", clock.today())
    assert released(people, SECOND, ReleaseStatus.FINAL) == "2024-2"
    assert file_of("2024-1") == before
    found = findings_of(queries.of_number("2024-2"))
    assert [step.number for step in found.vintages] == ["2024-1", "2024-2"]
    assert found.vintages[1].reasons == {"revocation": 3}
    data = json.loads(words_of(file_of("2024-2")))
    assert data["releases"] == ["2024-1", "2024-2"] and data["release"]["status"] == "final"
    page = client.get("/statistics/release?number=2024-2").text
    assert "/statistics/bulletin?language=zh&amp;number=2024-2" in page and "Revisions" in page


def test_the_public_gets_the_file_and_nothing_hidden_is_in_it(
    people: tuple[User, User], client: FlaskClient
) -> None:
    certified(2)
    released(people, FIRST, ReleaseStatus.PROVISIONAL)
    for language in Language:
        answered = client.get(f"/statistics/bulletin?number=2024-1&language={language}")
        assert answered.status_code == 200 and answered.mimetype == "application/pdf"
        assert f"bulletin-2024-1-{language}.pdf" in answered.headers["Content-Disposition"]
        data = json.loads(words_of(answered.data))
        figures = [each for table in data["release"]["tables"] for each in table["figures"]]
        assert figures and all(
            each["value"] is None or each["status"] == "shown" for each in figures
        )
        assert "1200000000" not in words_of(answered.data)


def test_the_same_release_gives_the_same_bytes(people: tuple[User, User]) -> None:
    certified(3)
    released(people, FIRST, ReleaseStatus.PROVISIONAL)
    first = file_of("2024-1", Language.EN)
    with clock.at(SECOND):
        assert file_of("2024-1", Language.EN) == first


def test_a_draft_is_for_staff_and_says_so(
    people: tuple[User, User], client: FlaskClient, sign_in: SignIn
) -> None:
    certified(1)
    with clock.at(FIRST), unit_of_work():
        wanted = ("示例", 2024, FIRST - timedelta(days=1), ReleaseStatus.PROVISIONAL)
        key = service.prepare(actor(people[0]), *wanted).id
    address = f"/statistics/bulletin/draft?release={key}"
    assert client.get(address).status_code in (302, 401, 403)
    answered = sign_in(people[1]).get(address)
    assert answered.status_code == 200
    assert f"bulletin-draft-{key}-zh.pdf" in answered.headers["Content-Disposition"]
    assert client.get("/statistics/bulletin?number=2024-1").status_code == 404


@pytest.mark.parametrize("text", ["de", "ZH", "zh ", "中文", "zh_CN", "\0", "x" * 500])
def test_another_language_is_refused_with_what_would_be_right(text: str) -> None:
    with pytest.raises(BadInput) as raised:
        language_of(text)
    (problem,) = raised.value.problems
    assert problem.field == "language" and "zh" in problem.expected
    assert language_of("") is Language.ZH


@pytest.mark.parametrize("query", ["number=", "number=2024-9", "number=1"])
def test_of_no_release_there_is_no_bulletin(client: FlaskClient, query: str) -> None:
    assert client.get(f"/statistics/bulletin?{query}").status_code == 404


def test_a_wrong_language_in_the_address_is_answered_with_its_reason(
    people: tuple[User, User], client: FlaskClient
) -> None:
    certified(1)
    released(people, FIRST, ReleaseStatus.PROVISIONAL)
    answered = client.get("/statistics/bulletin?number=2024-1&language=de")
    assert answered.status_code in (400, 422)


def test_the_command_writes_the_file(
    app: Flask, people: tuple[User, User], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    certified(1)
    released(people, FIRST, ReleaseStatus.PROVISIONAL)
    monkeypatch.setattr("registry.commands.frame.application", lambda: app)
    out = tmp_path / "bulletin.pdf"
    run = CliRunner().invoke
    told = run(release_group, ["bulletin", "2024-1", "--out", str(out), "--language", "en"])
    assert told.exit_code == 0, told.output
    assert out.read_bytes().startswith(b"%PDF-1.7") and "SHA-256" in told.output
    nowhere = str(tmp_path / "no" / "where.pdf")
    assert run(release_group, ["bulletin", "2024-1", "--out", nowhere]).exit_code == 1
    assert run(release_group, ["bulletin", "2024-7", "--out", str(out)]).exit_code == 1
    assert (
        run(release_group, ["bulletin", "2024-1", "--out", str(out), "--language", "de"]).exit_code
        == 2
    )


@pytest.fixture(scope="session")
def validator() -> Iterator[Any]:
    """The validator of the papers' tests; skipped where Java is not."""
    sys.path.append(str(Path(__file__).parents[2] / "certificates"))
    from verapdf import running

    with running() as found:
        yield found


def test_the_file_passes_all_three_profiles(
    validator: Any, people: tuple[User, User], tmp_path: Path
) -> None:
    certified(3)
    released(people, FIRST, ReleaseStatus.PROVISIONAL)
    file = tmp_path / "bulletin.pdf"
    file.write_bytes(file_of("2024-1"))
    assert validator.check(file) == ["3a passes", "3u passes", "ua1 passes"]
