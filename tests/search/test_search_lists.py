"""The lists and the command line that answer through the index."""

import json
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner
from factories import ApplicationFactory, EnterpriseFactory, UserFactory
from factories.applications import application_input
from flask import Flask
from sqlalchemy import update

from registry.accounts.service import SYSTEM
from registry.applications.models import Application
from registry.certification.queries import listed
from registry.commands import main
from registry.enterprises.models import Size
from registry.enterprises.service import record_enterprise
from registry.errors import BadInput
from registry.extensions import db
from registry.patents.service import PatentStatement, record_patent
from registry.patents.status import PatentStatus
from registry.products.service import find_or_begin
from registry.search import Kind, find, put
from registry.transaction import unit_of_work

RECORDED: dict[str, Any] = {
    "credit_code": "91370100MAEX000015",
    "region_code": "370100",
    "size": Size.SMALL,
}
STATED = PatentStatement(
    office="CN",
    number="2018100010009",
    kind="invention",
    title="一种示例装置",
    patentee="示例企业有限公司",
    filed_on=date(2018, 3, 1),
    granted_on=date(2020, 6, 2),
    status=PatentStatus.IN_FORCE,
    ended_on=None,
    as_of=date(2025, 8, 15),
    source="test",
)


def certified(product: str, enterprise: str) -> Application:
    applicant = UserFactory(enterprise=EnterpriseFactory(name=enterprise))
    application: Application = ApplicationFactory(
        certified=True, applicant=applicant, given=application_input(product_name=product)
    )
    return application


@pytest.fixture
def run(app: Flask, monkeypatch: pytest.MonkeyPatch):
    """Runs a command on the registry of the test."""
    monkeypatch.setattr("registry.commands.frame.create_app", lambda overrides=None: app)
    db.session.remove()
    return lambda *words: CliRunner().invoke(main, ["search", *words])


def test_an_enterprise_is_found_by_the_name_that_was_recorded_last(app):
    def record(name: str) -> None:
        with unit_of_work():
            record_enterprise(SYSTEM, **RECORDED, name=name)

    record("示例旧企业")
    record("示例新企业")
    assert find(Kind.ENTERPRISE, "旧企", 9).total == 0
    assert find(Kind.ENTERPRISE, "新企", 9).total == 1


def test_a_product_is_found_as_soon_as_it_is_begun_and_once(app):
    enterprise = EnterpriseFactory()
    for _ in range(2):
        with unit_of_work():
            product_id = find_or_begin(enterprise.id, "示例减速器").id
    assert find(Kind.PRODUCT, "减速", 9).ids == (product_id,)


def test_the_words_of_a_search_may_stand_in_product_and_enterprise(client):
    for product, enterprise in (("减速器", "海尔"), ("水表", "海尔"), ("减速器", "电机")):
        ApplicationFactory(
            registered=True,
            applicant=UserFactory(enterprise=EnterpriseFactory(name=f"示例{enterprise}有限公司")),
            given=application_input(product_name=f"示例{product}"),
        )
    page = client.get("/register", query_string={"q": "海尔 减速"}).text
    assert ("示例海尔" in page, "示例水表" in page, "示例电机" in page) == (True, False, False)


def test_certificates_are_listed_by_number_and_by_the_words_of_their_names(app):
    first = certified("示例减速器 Alpha", "示例海尔有限公司")
    certified("示例水表", "示例电机有限公司")

    def products(words: str) -> set[str]:
        return {row.application.product.name for row in listed(words, None, 1, 9).rows}

    assert products("减速") == products("ＡＬＰＨＡ 海尔") == {"示例减速器 Alpha"}
    assert products("有限公司") == {"示例减速器 Alpha", "示例水表"}
    assert products("%") == products("_") == set()
    number = listed("减速", None, 1, 9).rows[0].number
    assert first.product.name in products(number)


@pytest.mark.parametrize("typed", ["字" * 201, " ".join(map(str, range(100, 121)))])
def test_more_than_anybody_types_is_refused_with_what_may_be_typed(app, typed):
    with pytest.raises(BadInput) as refused:
        find(Kind.PRODUCT, typed, 9)
    (problem,) = refused.value.problems
    assert problem.text(str) == (
        "This is too much to search for at once. Write at most 20 words and 200 characters."
    )


def test_twenty_words_are_not_too_many(app):
    typed = " ".join(map(str, range(100, 120)))
    with unit_of_work():
        put(Kind.PRODUCT, 1, typed)
    assert find(Kind.PRODUCT, typed, 9).ids == (1,)


def test_too_many_words_in_an_address_are_answered_with_422(client):
    answer = client.get(
        "/register", query_string={"q": " ".join("一二三四五六七八九十甲乙丙丁戊己庚辛壬癸子")}
    )
    assert answer.status_code == 422
    assert "at most 20 words" in answer.text


def test_the_command_line_finds_words_in_every_kind(run):
    EnterpriseFactory(name="示例海尔有限公司")
    said = json.loads(run("海尔", "有限", "--json").stdout)
    assert [row[1] for row in said["enterprise"]["rows"]] == ["示例海尔有限公司"]
    assert {kind: found["total"] for kind, found in said.items()} == {
        "enterprise": 1,
        "product": 0,
        "patent": 0,
    }
    assert "示例海尔有限公司" in run("find", "海尔", "--kind", "enterprise").output


def test_the_command_line_refuses_too_much_in_one_sentence(run):
    answer = run("字" * 201)
    assert answer.exit_code == 1
    assert "at most 20 words and 200 characters" in answer.output


def test_a_name_that_was_changed_past_the_service_is_noticed_and_a_rebuild_mends_it(run):
    enterprise = EnterpriseFactory(name="示例海尔有限公司")
    assert run("check").exit_code == 0
    with unit_of_work():
        db.session.execute(update(type(enterprise)).values(name="示例电机有限公司"))
    answer = run("check")
    assert (answer.exit_code, "another text" in answer.output) == (1, True)
    assert "enterprise: 1 rows" in run("rebuild").output
    assert run("check").output == "Everything fits.\n"
    assert json.loads(run("电机", "--json").stdout)["enterprise"]["total"] == 1


def test_a_fold_changes_nothing_that_is_found(run):
    EnterpriseFactory(name="示例海尔有限公司")
    before = run("海尔").output
    assert run("fold").exit_code == 0
    assert run("海尔").output == before
    assert run("check").exit_code == 0


def test_what_each_kind_is_rebuilt_from_is_what_the_services_put_in(run):
    with unit_of_work():
        enterprise = record_enterprise(SYSTEM, **RECORDED, name="示例海尔（集团）有限公司")
        find_or_begin(enterprise.id, "示例减速器 SL-100")
        record_patent(SYSTEM, STATED)
    assert run("check").output == "Everything fits.\n"
    found = json.loads(run("示例", "--json").stdout)
    assert [said["total"] for said in found.values()] == [1, 1, 1]
