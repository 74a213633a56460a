"""The certificate as linked data: on its page, and by itself for programs that ask for it."""

import json
import re
from datetime import date
from typing import Any

import acts
import pytest
from factories import ApplicationFactory, UserFactory
from factories.accounts import actor
from factories.applications import application_input
from flask.testing import FlaskClient

from registry import clock
from registry.certification.queries import of_application
from registry.certification.workflow import CertificateAction
from registry.transaction import unit_of_work

pytestmark = pytest.mark.usefixtures("no_papers")

PROGRAM = {"Accept": "application/ld+json"}


def issued(**given: Any) -> str:
    certificate = of_application(
        ApplicationFactory(certified=True, given=application_input(**given)).id
    )
    assert certificate is not None
    return f"/certificates/{certificate.number}"


def embedded(client: FlaskClient, address: str) -> Any:
    page = client.get(address, headers={"Accept": "text/html"}).text
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(found) == 1 and page.count("<script") == 1
    return json.loads(found[0])


def test_the_page_holds_what_a_program_gets_at_the_same_address(client):
    address = issued()
    answer = client.get(address, headers=PROGRAM)
    assert answer.mimetype == "application/ld+json"
    assert json.loads(answer.data) == embedded(client, address)
    for headers in (PROGRAM, {"Accept": "text/html"}):
        assert "Accept" in client.get(address, headers=headers).headers["Vary"]


@pytest.mark.parametrize("accept", ["text/html,*/*;q=0.8", "*/*", "", "image/png"])
def test_whoever_does_not_ask_for_linked_data_gets_the_page(client, accept):
    assert client.get(issued(), headers={"Accept": accept}).mimetype == "text/html"


def test_it_says_in_the_words_of_schema_org_what_the_page_says(client):
    address = issued(product_name="示例减速器")
    said = embedded(client, address)
    assert said["@type"] == "Certification"
    assert said["certificationIdentification"] == address.rpartition("/")[2]
    assert said["certificationStatus"] == "https://schema.org/CertificationActive"
    assert said["url"].endswith(address)
    assert said["issuedBy"]["@type"] == "Organization"
    assert said["about"]["name"] == "示例减速器"
    assert (said["validFrom"], said["expires"]) == ("2025-09-11", "2028-09-10")
    assert said["auditDate"] == "2025-09-11"
    assert "EXAMPLE" in said["disambiguatingDescription"]


def test_it_names_its_place_in_both_status_lists(client):
    said = embedded(client, issued())
    purposes = {entry["statusPurpose"]: entry for entry in said["credentialStatus"]}
    assert set(purposes) == {"revocation", "suspension"}
    for purpose, entry in purposes.items():
        path = "/api" + entry["statusListCredential"].partition("/api")[2]
        listed = json.loads(client.get(path, headers={"Accept": "application/vc"}).data)
        assert listed["id"] == entry["statusListCredential"]
        assert listed["credentialSubject"]["statusPurpose"] == purpose


def test_a_certificate_that_is_not_valid_is_inactive(client):
    address = issued()
    with clock.at(date(2028, 9, 11)):
        over = embedded(client, address)["certificationStatus"]
    with clock.at(date(2025, 10, 1)), unit_of_work():
        found = of_application(1)
        assert found is not None
        reviewer = actor(UserFactory(reviewer=True))
        acts.CERTIFICATE_ACTS[CertificateAction.SUSPEND](reviewer, found)
    suspended = embedded(client, address)["certificationStatus"]
    assert over == suspended == "https://schema.org/CertificationInactive"


def test_a_value_that_the_enterprise_withholds_is_withheld_here_too(client):
    shown, withheld = issued(), issued(shows_output_value=False)
    assert embedded(client, shown)["about"]["additionalProperty"]["value"] == "12000000.00"
    for headers in (PROGRAM, {"Accept": "text/html"}):
        text = client.get(withheld, headers=headers).text
        assert "additionalProperty" not in text and "12000000" not in text


def test_no_name_can_end_the_block_of_data_and_begin_a_script(client):
    evil = "示例</script><script>alert(1)</script><!--"
    address = issued(product_name=evil, model="</ScRiPt>&amp;")
    assert embedded(client, address)["about"]["name"] == evil
