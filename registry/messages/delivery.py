"""Mails on their way: to a server by SMTP where one is set, else into a folder.

The rows are the intents: what was not sent is sent by the next pass (`registry mail`, or the
workers' beat). A mail whose sending was interrupted may go twice, with the same Message-ID.
"""

import smtplib
import ssl
from collections.abc import Iterable
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import structlog
from flask_babel import force_locale, gettext
from sqlalchemy import select, update

from registry import clock
from registry.accounts.invitations import new_token
from registry.config import setting
from registry.extensions import db
from registry.messages.models import Message
from registry.messages.wording import INVITATION
from registry.transaction import unit_of_work

# A server that does not answer must not keep the person waiting who has just decided.
_SECONDS = 10
_PORTS = {"smtp": 25, "smtps": 465}
log = structlog.get_logger()


class Delivery(Protocol):
    """A way out for mails."""

    def unsent(self, messages: Iterable[Message]) -> list[Message]:
        """Those that have not gone this way."""

    def send(self, messages: list[Message]) -> int:
        """Send them, say how many went; an error of the way leaves the rest unsent."""


class Folder:
    """Each mail is a file; the file is the mark that it was sent."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _path(self, message: Message) -> Path:
        return self._folder / f"{message.public_id}.eml"

    def unsent(self, messages: Iterable[Message]) -> list[Message]:
        """Those of which there is no file."""
        return [each for each in messages if not self._path(each).exists()]

    def send(self, messages: list[Message]) -> int:
        """Write the files, each whole or not at all."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for message in messages:
            unfinished = self._path(message).with_suffix(".part")
            unfinished.write_bytes(bytes(composed(message)))
            unfinished.replace(self._path(message))
        return len(messages)


class Server:
    """A mail server, asked by SMTP; ``smtps`` is TLS from the start, ``smtp`` with STARTTLS where
    the server offers it. Its certificate must be one that the system trusts (or ``SSL_CERT_FILE``)."""

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)

    def unsent(self, messages: Iterable[Message]) -> list[Message]:
        """Those that no server has taken."""
        return [each for each in messages if each.sent_at is None]

    def send(self, messages: list[Message]) -> int:
        """One connection for all; each is marked as soon as the server has taken it."""
        sent = 0
        try:
            with self._connected() as server:
                for message in messages:
                    server.send_message(composed(message))
                    _mark_sent(message.id)
                    sent += 1
        except (OSError, smtplib.SMTPException) as error:
            log.warning("mail_not_sent", left=len(messages) - sent, error=type(error).__name__)
        return sent

    def _connected(self) -> smtplib.SMTP:
        url, trusted = self._url, ssl.create_default_context()
        address = url.hostname or "", url.port or _PORTS[url.scheme]
        if url.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(*address, timeout=_SECONDS, context=trusted)
        else:
            server = smtplib.SMTP(*address, timeout=_SECONDS)
        server.ehlo()
        if url.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=trusted)
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        return server


def way_out() -> Delivery:
    """The way that is set."""
    url = setting("MAIL_URL")
    return Server(url) if url else Folder(Path(setting("MAIL_FOLDER")))


def composed(message: Message) -> EmailMessage:
    """The mail of a message: plain text, the address of its page, and who wrote it."""
    public, sender = setting("PUBLIC_URL").rstrip("/"), setting("MAIL_FROM")
    mail = EmailMessage()
    mail["Subject"] = message.subject
    with force_locale(message.user.locale or setting("LOCALE")):
        authority = gettext("Registry of Patent-Intensive Products")
        page = _where(message, public)
    mail["From"] = Address(authority, addr_spec=sender)
    mail["To"] = Address(message.user.name, addr_spec=message.user.email)
    mail["Date"] = format_datetime(message.written_at)
    mail["Message-ID"] = f"<{message.public_id}@{sender.partition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("\n\n".join([message.text, page, f"{authority}\n{_authority_name()}"]) + "\n")
    return mail


def _where(message: Message, public: str) -> str:
    """Where to go on. The link of an invitation opens the account: it is made for the mail alone and
    stands neither in the inbox nor in the database."""
    if message.kind == INVITATION:
        link = f"{public}/invitation/{new_token(message.user)}"
        return str(gettext("Choose your password here: %(address)s", address=link))
    address = public + message.path
    return str(gettext("What counts is the page itself: %(address)s", address=address))


def _authority_name() -> str:
    return setting("AUTHORITY_NAME")


def _mark_sent(message_id: int) -> None:
    with unit_of_work():
        db.session.execute(
            update(Message)
            .where(Message.id == message_id)
            .values(sent_at=clock.now())
            .execution_options(synchronize_session=False)
        )


def deliver(ids: list[int]) -> int:
    """Send these messages unless they went already; says how many went."""
    asked = select(Message).where(Message.id.in_(ids)).order_by(Message.id)
    return way_out().send(list(db.session.scalars(asked)))


def deliver_unsent() -> int:
    """Send whatever has not gone yet; says how many went."""
    way = way_out()
    asked = select(Message).where(Message.sent_at.is_(None)).order_by(Message.id)
    return way.send(way.unsent(db.session.scalars(asked)))
