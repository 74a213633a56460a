"""The pages and commands of the releases."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from factories import ApplicationFactory, UserFactory, actor
from flask import Flask
from flask.testing import FlaskClient

from registry import clock
from registry.accounts.models import User
from registry.commands.releases import release_group
from registry.errors import BadInput
from registry.extensions import db
from registry.integrity.verify import examine
from registry.statistics.releases import queries, service
from registry.statistics.releases.content import ReleaseStatus
from registry.statistics.releases.forms import wanted
from registry.transaction import unit_of_work

SignIn = Callable[[User], FlaskClient]
DAY = date(2025, 11, 1)
GIVEN = {
    "name": "2024年专利密集型产品初步数据",
    "data_year": "2024",
    "as_of": "2025-10-31",
    "status": "provisional",
}


@pytest.fixture
def people(app: Flask) -> tuple[User, User]:
    """Who prepares and who publishes; one certified product is there."""
    ApplicationFactory(certified=True)
    return UserFactory(statistician=True), UserFactory(statistician=True)


def test_a_release_goes_by_two_persons_to_the_public(
    people: tuple[User, User], sign_in: SignIn, client: FlaskClient
) -> None:
    preparer, publisher = map(sign_in, people)
    with clock.at(DAY):
        assert "Freeze the figures" in preparer.get("/statistics/releases/prepare").text
        prepared = preparer.post("/statistics/releases/prepare", data=GIVEN)
        assert prepared.status_code == 302
        address = prepared.location
        assert "Another person publishes it" in preparer.get(address).text
        key = address.rpartition("=")[2]
        refused = preparer.post("/statistics/releases/publish", data={"release": key})
        assert refused.status_code == 403
        assert GIVEN["name"] not in client.get("/statistics/releases").text
        assert client.get("/statistics/release?number=2024-1").status_code == 404
        assert "Prepared, not published" in publisher.get("/statistics/releases").text
        assert "You publish it as the second person" in publisher.get(address).text
        assert (
            publisher.post("/statistics/releases/publish", data={"release": key}).status_code == 302
        )
    assert GIVEN["name"] in client.get("/statistics/releases").text
    page = client.get("/statistics/release?number=2024-1").text
    assert "2024-1" in page and "EXAMPLE" in page and "Parts may therefore not add up" in page
    # One enterprise: nothing but its being there is for the public.
    assert "confidential" in page and "0.12" not in page
    staff = publisher.get("/statistics/release/preview?release=2024-1&table=region").text
    assert (
        "0.12" in staff
        and "too few enterprises" in staff
        and "the staff's view" in staff.replace("&#39;", "'")
    )


def test_the_invariant_finds_a_published_release_sound(people: tuple[User, User]) -> None:
    preparer, publisher = people
    with clock.at(DAY), unit_of_work():
        made = service.prepare(
            actor(preparer), "示例", 2024, date(2025, 10, 31), ReleaseStatus.FINAL
        )
    with clock.at(DAY), unit_of_work():
        service.publish(actor(publisher), queries.of_id(made.id))
    db.session.rollback()
    with db.engine.connect() as connection:
        found = [fault for name, fault in examine(connection).faults() if name == "releases"]
    assert found == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": " "}, "A release needs a name"),
        ({"as_of": "2025-11-01"}, "a day that is over"),
        ({"as_of": "yesterday"}, "This is not a day"),
        ({"data_year": "24"}, "This is not a year"),
        ({"status": "certain"}, "provisional, revised or final"),
    ],
)
def test_what_cannot_be_taken_comes_back_with_its_reason(
    people: tuple[User, User], sign_in: SignIn, change: dict[str, str], message: str
) -> None:
    with clock.at(DAY):
        answered = sign_in(people[0]).post("/statistics/releases/prepare", data=GIVEN | change)
    assert answered.status_code == 422
    assert message in answered.text


@pytest.mark.parametrize(
    "address",
    [
        "release?number=2024-9",
        "release?number=" + "9" * 400,
        "release?number=٢٠٢٤-1",
    ],
)
def test_an_address_of_no_release_is_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(f"/statistics/{address}").status_code == 404


@pytest.mark.parametrize("given", ["0", "-1", "x", "9" * 18, "²", "2024-1'"])
def test_nothing_is_published_for_a_key_of_no_release(
    people: tuple[User, User], sign_in: SignIn, given: str
) -> None:
    answered = sign_in(people[1]).post("/statistics/releases/publish", data={"release": given})
    assert answered.status_code == 404


@pytest.mark.parametrize("table", ["size,size", "x", "county", "region,class,size", "=1+1"])
def test_a_table_that_the_release_does_not_have_is_named_as_wrong(
    people: tuple[User, User], sign_in: SignIn, table: str
) -> None:
    with clock.at(DAY), unit_of_work():
        key = service.prepare(
            actor(people[0]), "示例", 2024, DAY - timedelta(days=1), ReleaseStatus.FINAL
        ).id
    answered = sign_in(people[1]).get(
        "/statistics/release/preview", query_string={"release": key, "table": table}
    )
    assert answered.status_code == 422
    assert "The release has no such table." in answered.text


def test_the_words_of_a_release_are_read_as_text_of_the_command_line(app: Flask) -> None:
    with clock.at(DAY):
        found = wanted("示例", "2024", "2025-10-31", "final")
        assert (found.data_year, found.as_of) == (2024, date(2025, 10, 31))
        with pytest.raises(BadInput) as raised:
            wanted("示例", "x", "y", "z")
    assert [each.field for each in raised.value.problems] == ["data_year", "as_of", "status"]


def run(app: Flask, monkeypatch: pytest.MonkeyPatch, *words: str) -> Any:
    """A command as somebody types it, on this test's database."""
    monkeypatch.setattr("registry.commands.frame.application", lambda: app)
    return CliRunner().invoke(release_group, words)


def test_the_commands_prepare_publish_show_and_check(
    app: Flask, people: tuple[User, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (person.email for person in people)
    with clock.at(DAY):
        made = run(app, monkeypatch, "prepare", "示例发布", "--as-of", "2025-10-31", "--by", first)
        assert made.exit_code == 0, made.output
        same = run(app, monkeypatch, "publish", "1", "--by", first)
        assert same.exit_code == 1 and "another person" in same.output
        nobody = run(app, monkeypatch, "publish", "1", "--by", "nobody@example.org")
        assert nobody.exit_code == 1 and "no account" in nobody.output
        assert "2024-1" in run(app, monkeypatch, "publish", "1", "--by", second).output
        assert "2024-1 示例发布" in run(app, monkeypatch, "show").output
        assert '"value": null' in run(app, monkeypatch, "show", "2024-1", "--json").output
        shown = run(app, monkeypatch, "show", "2024-1", "--staff", "--json").output
        assert '"reason": "few"' in shown
        checked = run(app, monkeypatch, "check")
    assert checked.exit_code == 0 and "as it was published" in checked.output
