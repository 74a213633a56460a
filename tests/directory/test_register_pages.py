"""The public register: what anybody may look up, in plain words."""

from datetime import date

import acts
import pytest
from factories import ApplicationFactory, UserFactory
from factories.accounts import actor
from factories.applications import application_input
from watching import rows, statements

from registry import clock
from registry.applications import service as applications
from registry.applications.models import Application
from registry.certification.models import Certificate
from registry.certification.queries import of_application
from registry.certification.workflow import CertificateStatus
from registry.extensions import db
from registry.transaction import unit_of_work

pytestmark = pytest.mark.usefixtures("no_papers")


def product(name: str, **wanted: object) -> Application:
    application: Application = ApplicationFactory(
        given=application_input(product_name=name), **wanted
    )
    return application


def certificate_of(application: Application) -> Certificate:
    found = of_application(application.id)
    assert found is not None
    return found


def revoke(certificate: Certificate, reason: str) -> None:
    staff = actor(UserFactory(reviewer=True))
    number = certificate.id
    with clock.at(date(2025, 10, 1)), unit_of_work():
        found = db.session.get_one(Certificate, number)
        acts.revoke(staff, found, reason, date(2025, 9, 20))


@pytest.mark.parametrize("reach", ["draft", "submitted", "returned", "rejected", "withdrawn"])
def test_what_is_not_registered_is_not_public(client, reach):
    application = product("示例未备案产品", reach=reach)
    assert "示例未备案产品" not in client.get("/register").text
    assert application.public_id not in client.get("/register").text


def test_what_was_withdrawn_after_registration_is_not_public_any_more(client):
    applicant = UserFactory()
    application = product("示例撤回产品", registered=True, applicant=applicant)
    number, found_id = application.registration_number, application.id
    assert client.get(f"/register/{number}").status_code == 200
    with unit_of_work():
        applications.withdraw(actor(applicant), db.session.get_one(Application, found_id))
    assert client.get(f"/register/{number}").status_code == 404
    assert "示例撤回产品" not in client.get("/register").text


def test_the_register_is_searched_by_product_enterprise_credit_code_and_number(client):
    found = product("示例减速器Alpha", certified=True)
    product("示例水表", registered=True)
    number = certificate_of(found).number
    words = ("减速", "alpha", found.enterprise.name, found.enterprise.credit_code.lower())
    for words in (*words, found.registration_number, number, number.lower()):
        page = client.get("/register", query_string={"q": words}).text
        assert "示例减速器Alpha" in page, words
        assert "示例水表" not in page, words


def test_a_percent_sign_is_searched_for_as_a_character(client):
    product("示例减速器", registered=True)
    for words in ("%", "_", "\\"):
        page = client.get("/register", query_string={"q": words}).text
        assert "Nothing in the register fits." in page


def test_the_register_is_filtered_by_standing_and_round(client):
    product("示例备案产品", registered=True)
    product("示例认定产品", certified=True)
    registered = client.get("/register?standing=registered").text
    certified = client.get("/register?standing=certified&round=2025").text
    assert ("示例备案产品" in registered, "示例认定产品" in registered) == (True, False)
    assert ("示例备案产品" in certified, "示例认定产品" in certified) == (False, True)
    assert "Nothing in the register fits." in client.get("/register?round=2024").text


def test_a_product_whose_certificate_was_revoked_is_registered_only(client):
    application = product("示例撤销产品", certified=True)
    revoke(certificate_of(application), "示例理由")
    assert "示例撤销产品" in client.get("/register?standing=registered").text
    assert "示例撤销产品" not in client.get("/register?standing=certified").text
    assert "Revoked" in client.get("/register?q=示例撤销产品").text


@pytest.mark.parametrize(
    ("field", "given", "said"),
    [
        ("q", "x" * 101, "Write up to 100 visible characters."),
        ("q", "a\x07b", "Write up to 100 visible characters."),
        ("standing", "best", "Write registered or certified"),
        ("round", "２０２５", "Write four digits."),
        ("round", "25", "Write four digits."),
        ("page", "0", "There is no page of this number."),
    ],
)
def test_a_search_that_cannot_be_is_refused_by_name(client, field, given, said):
    answer = client.get("/register", query_string={field: given})
    assert answer.status_code == 422
    assert said in answer.text


def test_the_register_is_paged_and_keeps_the_search_in_the_address(client):
    for number in range(21):
        product(f"示例产品{number}", registered=True)
    first = client.get("/register?q=示例").text
    assert "21 in all · page 1 of 2" in first
    assert "page=2" in first
    second = client.get("/register?q=示例&page=2").text
    assert "示例产品0" in second
    assert "示例产品20" not in second


def test_the_register_takes_as_many_queries_for_thirty_entries_as_for_three(client):
    def queries() -> int:
        with statements() as sent:
            assert client.get("/register").status_code == 200
        return len(sent)

    def file(first: int, last: int) -> None:
        for number in range(first, last):
            product(f"示例产品{number}", reach=("registered", "certified")[number % 2])

    file(0, 3)
    few = queries()
    file(3, 30)
    assert queries() == few


def test_the_page_of_a_product_leads_to_its_certificate(client):
    application = product("示例认定产品", certified=True)
    number = certificate_of(application).number
    page = client.get(f"/register/{application.registration_number}").text
    assert f"/certificates/{number}" in page
    assert application.enterprise.credit_code in page


def test_the_page_of_a_certificate_says_in_a_sentence_what_it_is(client):
    number = certificate_of(product("示例认定产品", certified=True)).number
    page = client.get(f"/certificates/{number}").text
    assert "The certificate is valid." in page
    assert "EXAMPLE" in page
    assert "示例认定产品" in page
    assert "12,000,000.00 yuan" in page


def test_the_output_value_is_public_only_where_the_enterprise_shows_it(client):
    given = application_input(shows_output_value=False)
    number = certificate_of(ApplicationFactory(certified=True, given=given)).number
    assert "12,000,000.00" not in client.get(f"/certificates/{number}").text


def test_a_revoked_certificate_shows_the_day_and_the_reason(client):
    certificate = certificate_of(product("示例撤销产品", certified=True))
    number = certificate.number
    revoke(certificate, "示例:核心专利被宣告无效")
    page = client.get(f"/certificates/{number}").text
    assert "The certificate is revoked." in page
    assert "示例:核心专利被宣告无效" in page
    assert "20 September 2025" in page


def test_a_certificate_that_is_over_is_expired(client):
    number = certificate_of(product("示例认定产品", certified=True)).number
    with clock.at(date(2028, 9, 11)):
        assert "The certificate has expired." in client.get(f"/certificates/{number}").text


def test_a_superseded_certificate_leads_to_its_successor(client):
    applicant = UserFactory()
    first = certificate_of(ApplicationFactory(certified=True, applicant=applicant)).number
    with clock.at(date(2026, 6, 1)):
        later = ApplicationFactory(applicant=applicant, round_year=2026)
        with unit_of_work():
            db.session.add(certificate_of_2026(later.id))
        page = client.get(f"/certificates/{first}").text
    assert "A later certificate has taken its place." in page
    assert 'href="/certificates/PIP2026000001T"' in page


def certificate_of_2026(application_id: int) -> Certificate:
    """A row alone: how it came about is not what the page of the earlier one shows."""
    return Certificate(
        number="PIP2026000001T",
        year=2026,
        serial=1,
        application_id=application_id,
        status=CertificateStatus.VALID,
        issued_at=clock.now(),
        valid_from=clock.today(),
        valid_until=date(2029, 5, 31),
    )


def test_a_number_as_people_copy_it_leads_to_the_certificate(client):
    number = certificate_of(product("示例认定产品", certified=True)).number
    spread = f" {number[:3].lower()} {number[3:]} "
    answer = client.get(f"/certificates/{spread}")
    assert answer.headers["Location"] == f"/certificates/{number}"


def test_a_number_that_was_not_given_out_is_not_found(client):
    for address in ("/certificates/PIP2025000001K", "/register/BA20250000018"):
        assert client.get(address).status_code == 404


def test_no_public_page_writes(client):
    application = product("示例认定产品", certified=True)
    number = certificate_of(application).number
    before = rows()
    for page in (
        "/",
        "/register",
        f"/register/{application.registration_number}",
        f"/certificates/{number}",
        "/verify",
        f"/verify?number={number}",
        f"/api/certificates/{number}",
    ):
        assert client.get(page, follow_redirects=True).status_code == 200, page
    assert rows() == before
