"""Signing in and out, where people arrive, and the choice of language."""

import re

import pytest
from factories import PASSWORD, UserFactory
from watching import rows

from registry.accounts.models import User
from registry.accounts.views import own_path
from registry.extensions import db

CHINESE, ENGLISH = "专利密集型产品", "Registry of Patent-Intensive Products"


@pytest.mark.parametrize(
    ("who", "home"),
    [
        ({}, "/applications"),
        ({"reviewer": True}, "/reviews/"),
        ({"operator": True}, "/reviews/"),
        ({"statistician": True}, "/statistics/totals"),
    ],
)
def test_everybody_arrives_where_the_work_is(app, sign_in, who, home):
    browser = sign_in(UserFactory(**who))
    assert browser.get("/home").headers["Location"] == home
    assert browser.get(home).status_code == 200


def test_a_person_signs_in_and_out_again(client):
    user = UserFactory()
    answer = client.post("/login", data={"email": user.email, "password": PASSWORD})
    assert answer.headers["Location"] == "/home"
    assert client.get("/applications").status_code == 200
    client.post("/logout")
    assert client.get("/applications").status_code == 403


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client):
    user = UserFactory()
    wrong = client.post("/login", data={"email": user.email, "password": "not the password"})
    unknown = client.post("/login", data={"email": "nobody@example.org", "password": PASSWORD})
    assert wrong.status_code == unknown.status_code
    said = [re.sub(r'value="[^"]*"', "", answer.text) for answer in (wrong, unknown)]
    assert said[0] == said[1]
    assert client.get("/applications").status_code == 403


def test_signing_out_is_no_link_that_a_page_could_call(app, sign_in):
    browser = sign_in(UserFactory())
    assert browser.get("/logout").status_code == 405
    assert browser.get("/applications").status_code == 200


def test_a_visitors_choice_of_language_stays(client):
    assert ENGLISH in client.get("/").text
    answer = client.post("/language", data={"locale": "zh_Hans_CN", "next": "/register?q=1"})
    assert answer.headers["Location"] == "/register?q=1"
    page = client.get("/").text
    assert CHINESE in page
    assert '<html lang="zh-CN">' in page


def test_the_browsers_language_counts_until_one_is_chosen(client):
    assert CHINESE in client.get("/", headers={"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"}).text
    assert ENGLISH in client.get("/", headers={"Accept-Language": "fr"}).text
    client.post("/language", data={"locale": "en"})
    assert ENGLISH in client.get("/", headers={"Accept-Language": "zh-CN"}).text


def test_an_accounts_language_is_kept_with_the_account(app, sign_in):
    user = UserFactory()
    sign_in(user).post("/language", data={"locale": "zh_Hans_CN"})
    db.session.rollback()
    assert db.session.get_one(User, user.id).locale == "zh_Hans_CN"
    assert CHINESE in sign_in(user).get("/").text


def test_a_language_that_the_registry_does_not_speak_changes_nothing(client):
    before = rows()
    client.post("/language", data={"locale": "tlh"})
    assert ENGLISH in client.get("/").text
    assert rows() == before


@pytest.mark.parametrize(
    "address",
    ["https://example.org/", "//example.org/", "/\\example.org", "javascript:x", "", "/a\nb"],
)
def test_the_way_back_never_leads_to_another_server(address):
    assert own_path(address) == "/"


def test_every_answer_forbids_scripts_and_requests_elsewhere(client):
    for address in ("/", "/login", "/no-such-page", "/static/theme.css"):
        policy = client.get(address).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, address


def test_no_page_names_another_host_or_carries_script_or_style(client):
    for address in ("/", "/login", "/register", "/verify", "/no-such-page"):
        page = client.get(address).text
        assert "<script" not in page, address
        assert "style=" not in page, address
        assert "http://" not in page.replace("http://localhost", ""), address
        assert "https://" not in page, address
