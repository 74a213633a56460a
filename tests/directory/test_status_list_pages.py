"""The status lists as programs fetch them: a bit for every state, and what a mirror needs."""

import base64
import gzip
import json
from datetime import date
from typing import Any

import acts
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from factories import ApplicationFactory, UserFactory
from factories.accounts import actor
from flask.testing import FlaskClient
from watching import rows, statements

from certificates.status_list import LENGTH
from registry import clock
from registry.certification import status_lists
from registry.certification.keys import trust
from registry.certification.models import Certificate
from registry.certification.queries import of_application
from registry.certification.workflow import CertificateAction, CertificateStatus
from registry.extensions import db
from registry.transaction import unit_of_work

pytestmark = pytest.mark.usefixtures("no_papers")

REVOKED, SUSPENDED = "/api/status/revocation", "/api/status/suspension"


def unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def set_bits(client: FlaskClient, address: str) -> list[int]:
    """The set bits of a list, read as the Recommendation says."""
    said: Any = json.loads(client.get(address, headers={"Accept": "application/vc"}).data)
    bits = gzip.decompress(unpadded(said["credentialSubject"]["encodedList"][1:]))
    assert len(bits) * 8 >= 131_072
    return [
        8 * i + bit for i, byte in enumerate(bits) if byte for bit in range(8) if byte << bit & 128
    ]


@pytest.fixture
def certificate(app: object) -> Certificate:
    found = of_application(ApplicationFactory(certified=True).id)
    assert found is not None
    return found


def place(certificate: Certificate, purpose: str) -> int:
    """Where the certificate's own page says that its bit is."""
    found = {each["statusPurpose"]: each for each in status_lists.entries_of(certificate)}
    return int(str(found[purpose]["statusListIndex"]))


def act(certificate: Certificate, action: CertificateAction) -> None:
    reviewer, number = actor(UserFactory(reviewer=True)), certificate.id
    with clock.at(date(2025, 10, 1)), unit_of_work():
        acts.CERTIFICATE_ACTS[action](reviewer, db.session.get_one(Certificate, number))


def test_a_bit_is_set_for_each_state_and_taken_back_when_it_ends(client, certificate):
    index = place(certificate, "revocation")
    assert place(certificate, "suspension") == index
    assert (set_bits(client, SUSPENDED), set_bits(client, REVOKED)) == ([], [])
    act(certificate, CertificateAction.SUSPEND)
    assert (set_bits(client, SUSPENDED), set_bits(client, REVOKED)) == ([index], [])
    act(certificate, CertificateAction.REINSTATE)
    assert (set_bits(client, SUSPENDED), set_bits(client, REVOKED)) == ([], [])
    act(certificate, CertificateAction.REVOKE)
    assert (set_bits(client, SUSPENDED), set_bits(client, REVOKED)) == ([], [index])


def test_the_signed_list_is_verified_by_hand_against_the_anchor_of_the_papers(client):
    answer = client.get(REVOKED)
    assert answer.mimetype == "application/vc+jwt"
    head, body, signature = answer.text.split(".")
    header = json.loads(unpadded(head))
    leaf, *above = [x509.load_der_x509_certificate(base64.b64decode(c)) for c in header["x5c"]]
    anchors = [x509.load_der_x509_certificate(each) for each in trust().anchors]
    for below, issuer in zip([leaf, *above], [*above, anchors[0]], strict=True):
        below.verify_directly_issued_by(issuer)
    public, value = leaf.public_key(), unpadded(signature)
    assert isinstance(public, ec.EllipticCurvePublicKey) and header["alg"] == "ES256"
    r, s = int.from_bytes(value[:32], "big"), int.from_bytes(value[32:], "big")
    public.verify(encode_dss_signature(r, s), f"{head}.{body}".encode(), ec.ECDSA(SHA256()))
    plain = client.get(REVOKED, headers={"Accept": "application/vc"})
    assert unpadded(body) == plain.data


def test_a_list_names_itself_its_issuer_and_the_days_on_which_a_copy_may_be_used(client):
    said = client.get(SUSPENDED, headers={"Accept": "application/json"}).json
    assert said["id"].endswith(SUSPENDED)
    assert said["id"].startswith(said["issuer"])
    assert said["credentialSubject"]["statusPurpose"] == "suspension"
    assert (said["validFrom"], said["validUntil"]) == (
        "2025-08-31T16:00:00Z",
        "2025-09-02T16:00:00Z",
    )


def test_a_mirror_that_has_the_list_is_told_that_nothing_changed(client, certificate):
    first = client.get(REVOKED)
    assert first.headers["Cache-Control"] == "public, max-age=300"
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    known = {"If-None-Match": first.headers["ETag"]}
    assert (client.get(REVOKED, headers=known).status_code) == 304
    act(certificate, CertificateAction.REVOKE)
    again = client.get(REVOKED, headers=known)
    assert (again.status_code, again.headers["ETag"] == first.headers["ETag"]) == (200, False)


def test_the_same_state_gives_the_same_list_all_day_and_another_one_the_day_after(client):
    plain = {"Accept": "application/vc"}
    assert client.get(REVOKED, headers=plain).data == client.get(REVOKED, headers=plain).data
    with clock.at(date(2025, 9, 2)):
        tomorrow = client.get(REVOKED, headers=plain).data
    assert tomorrow != client.get(REVOKED, headers=plain).data


def test_past_its_length_the_list_goes_on_in_a_second_one(client, certificate):
    assert "Link" not in client.get(REVOKED).headers
    registered = ApplicationFactory(registered=True)
    with unit_of_work():
        db.session.add(the_one_after_a_million(registered.id))
    first, second = client.get(REVOKED), f"{REVOKED}?list=2"
    following = first.headers["Link"]
    assert following.endswith(f'{second}>; rel="next"')
    assert (set_bits(client, REVOKED), set_bits(client, second)) == ([], [4])
    found = db.session.get_one(Certificate, LENGTH + 5)
    assert place(found, "revocation") == 4
    assert str(status_lists.entries_of(found)[0]["statusListCredential"]).endswith(second)
    assert "Link" not in client.get(second).headers


def the_one_after_a_million(application_id: int) -> Certificate:
    """A revoked certificate whose row lies past the first list."""
    return Certificate(
        id=LENGTH + 5,
        number="PIP2025999999X",
        year=2025,
        serial=999_999,
        application_id=application_id,
        status=CertificateStatus.REVOKED,
        issued_at=clock.now(),
        valid_from=clock.today(),
        valid_until=date(2028, 9, 1),
    )


@pytest.mark.parametrize("number", ["0", "-1", "x", "２", "1.5", "9" * 7, ""])
def test_a_list_of_no_number_is_refused_by_name(client, number):
    answer = client.get(REVOKED, query_string={"list": number})
    assert answer.status_code == 422
    assert answer.json["problems"][0]["field"] == "list"
    assert "Write a whole number from 1." in answer.json["problems"][0]["message"]


def test_a_list_that_is_not_there_yet_is_not_found(client):
    answer = client.get(f"{SUSPENDED}?list=2")
    assert (answer.status_code, answer.json["error"]) == (404, "There is no status list 2.")


def test_a_list_is_only_looked_at(client):
    before = rows()
    for address in (REVOKED, SUSPENDED):
        assert client.post(address).status_code == 405
        with statements() as sent:
            assert client.get(address).status_code == 200
        assert len(sent) <= 4
    assert rows() == before
