"""What people are told, where they read it, and how the mails go out."""

import email
import email.policy
import socket
import ssl
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from factories import ApplicationFactory, UserFactory, actor
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from registry.accounts.models import User
from registry.applications import service as applications
from registry.applications.objections import AnswerKind
from registry.applications.workflow import TRANSITIONS
from registry.certification import service as certification
from registry.certification.queries import of_application
from registry.certification.workflow import CERTIFICATE_TRANSITIONS
from registry.extensions import db
from registry.messages.delivery import deliver_unsent
from registry.messages.models import Message
from registry.messages.wording import INVITATION, WORDINGS
from registry.transaction import unit_of_work

SignIn = Callable[[User], FlaskClient]


def kinds_of(user: User) -> list[str]:
    asked = select(Message.kind).where(Message.user_id == user.id).order_by(Message.id)
    return list(db.session.scalars(asked))


@pytest.fixture
def folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the mails of this test alone go."""
    monkeypatch.setitem(app.config["REGISTRY"], "MAIL_FOLDER", str(tmp_path / "mail"))
    return tmp_path / "mail"


def mails(folder: Path) -> list[EmailMessage]:
    read = email.policy.default
    found = [email.message_from_bytes(path.read_bytes(), policy=read) for path in folder.iterdir()]
    return sorted((each for each in found if isinstance(each, EmailMessage)), key=str)


def test_there_are_words_for_every_move_of_both_tables() -> None:
    moves = {f"application.{action.value}" for action in TRANSITIONS}
    moves |= {f"certificate.{action.value}" for action in CERTIFICATE_TRANSITIONS}
    objections = {f"objection.{each}" for each in ("receive", *AnswerKind)}
    corrections = {"correction.accept", "correction.refuse"}
    assert moves | objections | corrections | {INVITATION} == set(WORDINGS)


@pytest.mark.parametrize(
    ("reach", "told"),
    [
        ("submitted", ["submit"]),
        ("returned", ["submit", "return"]),
        ("rejected", ["submit", "reject"]),
        ("withdrawn", ["withdraw"]),
        ("registered", ["submit", "register"]),
        ("public_notice", ["submit", "register", "announce"]),
        ("certified", ["submit", "register", "announce", "certify"]),
    ],
)
def test_the_enterprise_is_told_of_every_move(app: Flask, reach: str, told: list[str]) -> None:
    applicant = UserFactory()
    ApplicationFactory(applicant=applicant, reach=reach)
    assert kinds_of(applicant) == [f"application.{move}" for move in told]


def test_the_enterprise_is_told_of_what_becomes_of_its_certificate(app: Flask) -> None:
    applicant, reviewer = UserFactory(), UserFactory(reviewer=True)
    certificate = of_application(ApplicationFactory(applicant=applicant, certified=True).id)
    assert certificate is not None
    with unit_of_work():
        certification.suspend(actor(reviewer), certificate, "专利已终止")
    with unit_of_work():
        certification.reinstate(actor(reviewer), certificate, "已恢复")
    assert kinds_of(applicant)[-2:] == ["certificate.suspend", "certificate.reinstate"]
    last = db.session.scalars(select(Message).order_by(Message.id.desc())).first()
    assert last is not None and certificate.number in last.text and "已恢复" in last.text


def test_each_is_written_to_in_their_own_language_with_the_reason(app: Flask) -> None:
    english = UserFactory(locale="en")
    chinese = UserFactory(locale="zh_Hans_CN", enterprise=english.enterprise)
    ApplicationFactory(applicant=english, returned=True)
    texts = {
        user.locale: db.session.scalars(
            select(Message).where(Message.user_id == user.id).order_by(Message.id.desc())
        ).first()
        for user in (english, chinese)
    }
    for said in texts.values():
        assert said is not None and "请补充材料" in said.text and "示例精密减速器" in said.subject
    assert texts["en"].subject.endswith("has been returned for correction")  # type: ignore[union-attr]
    assert "补正" in texts["zh_Hans_CN"].subject  # type: ignore[union-attr]


def test_other_enterprises_and_closed_accounts_are_not_written_to(app: Flask) -> None:
    applicant, stranger = UserFactory(), UserFactory()
    closed = UserFactory(enterprise=applicant.enterprise, active=False)
    ApplicationFactory(applicant=applicant, submitted=True)
    assert kinds_of(stranger) == kinds_of(closed) == []


def test_what_is_not_committed_is_neither_kept_nor_sent(app: Flask, folder: Path) -> None:
    applicant = UserFactory()
    application = ApplicationFactory(applicant=applicant)
    with pytest.raises(ZeroDivisionError), unit_of_work():
        applications.submit(actor(applicant), application)
        raise ZeroDivisionError
    assert kinds_of(applicant) == [] and not folder.exists()


def test_a_mail_says_who_writes_to_whom_of_what_and_where_to_look(app: Flask, folder: Path) -> None:
    applicant = UserFactory(locale="en")
    application = ApplicationFactory(applicant=applicant, submitted=True)
    (mail,) = mails(folder)
    assert mail["To"].addresses[0].addr_spec == applicant.email
    assert mail["From"].addresses[0].addr_spec == "registry@registry.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    body = mail.get_content()
    assert f"http://127.0.0.1:8000/applications/{application.public_id}" in body
    assert "reached the registry on" in body


def test_what_was_left_unsent_is_sent_later_and_once(app: Flask, folder: Path) -> None:
    ApplicationFactory(returned=True)
    sent = sorted(folder.iterdir())
    sent[0].unlink()
    assert deliver_unsent() == 1
    assert sorted(folder.iterdir()) == sent
    assert deliver_unsent() == 0


class Received:
    """A mail server's handler that keeps what comes."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802
        self.mails.append(envelope.content)  # type: ignore[attr-defined]
        return "250 taken"


@contextmanager
def served(tls: ssl.SSLContext | None = None) -> Iterator[tuple[Controller, Received]]:
    """A mail server on loopback; with STARTTLS where it has a certificate."""
    received = Received()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(received, hostname="127.0.0.1", port=port, tls_context=tls)
    controller.start()
    try:
        yield controller, received
    finally:
        controller.stop()


@pytest.fixture
def server() -> Iterator[tuple[Controller, Received]]:
    """A mail server on loopback."""
    with served() as both:
        yield both


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Key and certificate of a mail server on 127.0.0.1, signed by nobody but itself."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    today = datetime.now(UTC)
    address = x509.IPAddress(ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "mail.pem"
    private = key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, encryption_algorithm=NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(Encoding.PEM))
    return file


@pytest.mark.parametrize("trusted", [False, True], ids=["a stranger's", "a trusted"])
def test_a_mail_goes_over_tls_only_to_a_server_whose_certificate_is_trusted(
    app: Flask, certificate: Path, monkeypatch: pytest.MonkeyPatch, trusted: bool
) -> None:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with served(tls) as (controller, received):
        address = f"smtp://127.0.0.1:{controller.port}"
        monkeypatch.setitem(app.config["REGISTRY"], "MAIL_URL", address)
        ApplicationFactory(returned=True)
    assert len(received.mails) == (2 if trusted else 0)
    sent = [each.sent_at is not None for each in db.session.scalars(select(Message))]
    assert sent == [trusted, trusted]


def test_a_mail_server_takes_the_mails_and_takes_each_once(
    app: Flask, server: tuple[Controller, Received], monkeypatch: pytest.MonkeyPatch
) -> None:
    controller, received = server
    address = f"smtp://127.0.0.1:{controller.port}"
    monkeypatch.setitem(app.config["REGISTRY"], "MAIL_URL", address)
    ApplicationFactory(returned=True)
    assert len(received.mails) == 2
    assert deliver_unsent() == 0
    assert all(each.sent_at for each in db.session.scalars(select(Message)))


def test_a_mail_server_that_does_not_answer_keeps_nobody_from_deciding(
    app: Flask, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    monkeypatch.setitem(app.config["REGISTRY"], "MAIL_URL", "smtp://127.0.0.1:9")
    applicant = UserFactory()
    ApplicationFactory(applicant=applicant, registered=True)
    assert kinds_of(applicant) == ["application.submit", "application.register"]
    monkeypatch.setitem(app.config["REGISTRY"], "MAIL_URL", "")
    assert deliver_unsent() == 2
    assert len(mails(folder)) == 2


def test_the_inbox_counts_what_is_unread_and_forgets_it_when_read(
    app: Flask, sign_in: SignIn
) -> None:
    applicant = UserFactory(locale="en")
    ApplicationFactory(applicant=applicant, returned=True)
    browser = sign_in(applicant)
    page = browser.get("/messages/").get_data(as_text=True)
    assert page.count('class="unread"') == 2 and 'class="count">2<' in page
    newest = db.session.scalars(select(Message).order_by(Message.id.desc())).first()
    assert newest is not None
    one = browser.get(f"/messages/{newest.public_id}").get_data(as_text=True)
    assert "请补充材料" in one
    browser.post("/messages/read", data={"message": newest.public_id})
    assert browser.get("/messages/").get_data(as_text=True).count('class="unread"') == 1
    browser.post("/messages/read")
    assert 'class="unread"' not in browser.get("/messages/").get_data(as_text=True)


def test_nobody_reads_or_marks_the_messages_of_another(app: Flask, sign_in: SignIn) -> None:
    applicant = UserFactory()
    ApplicationFactory(applicant=applicant, submitted=True)
    message = db.session.scalars(select(Message)).one()
    other = sign_in(UserFactory())
    assert other.get(f"/messages/{message.public_id}").status_code == 404
    other.post("/messages/read", data={"message": message.public_id})
    assert db.session.get_one(Message, message.id).read_at is None
