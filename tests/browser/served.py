"""A registry that is served on loopback, with people and applications in it, for real browsers."""

import logging
import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

from databases import sqlite_url
from factories import PASSWORD, ApplicationFactory, UserFactory
from factories.applications import application_input
from factories.contracts import decided, recorded, typed
from factories.documents import document_of, pdf
from flask import Flask
from prepared import TODAY, prepare
from werkzeug.serving import make_server

from registry import clock
from registry.accounts.service import SYSTEM
from registry.certification.proposals import propose
from registry.certification.queries import of_application
from registry.certification.workflow import CertificateAction
from registry.contracts import service as contracts
from registry.extensions import db
from registry.permissions import Role
from registry.transaction import unit_of_work

NAMES = {
    "draft": "精密减速器",
    "submitted": "密封阀门",
    "returned": "碳纤维复合板材",
    "rejected": "水产饲料添加剂",
    "withdrawn": "智能灌溉控制器",
    "registered": "海水淡化膜组件",
    "public_notice": "工业机器人关节",
    "certified": "高强度紧固件（航空用）",
}
# So many pages of one endpoint are looked at: the first of each kind of address.
OF_EACH = 3


@dataclass
class Served:
    """Where it is served, its application, who is who (e-mail addresses), and what day it is."""

    address: str
    app: Flask
    people: dict[Role, str]
    # Examined what is certified here; so somebody else certified it.
    examiner: str
    day: date = TODAY

    def pages(self, role: Role | None) -> dict[str, str]:
        """Path → HTML of every page that this person reaches by following links from the home."""
        with self.app.app_context(), clock.at(self.day):
            browser = self.app.test_client()
            if role is not None:
                page = browser.get("/login").get_data(as_text=True)
                token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[-1]
                given = {"email": self.people[role], "password": PASSWORD, "csrf_token": token}
                assert browser.post("/login", data=given).status_code == 302, "not signed in"
            return dict(_crawl(self.app, browser))


def _crawl(app: Flask, browser: Any) -> Iterator[tuple[str, str]]:
    waiting, met, counted = ["/", "/home"], {"/", "/home"}, dict[Any, int]()
    while waiting:
        path = waiting.pop(0)
        kind = _kind(app, path)
        if counted.get(kind, 0) >= OF_EACH:
            continue
        answer = browser.get(path, follow_redirects=True)
        if answer.mimetype != "text/html" or answer.status_code != 200:
            continue
        counted[kind] = counted.get(kind, 0) + 1
        html = answer.get_data(as_text=True)
        yield path, html
        for found in links(html, answer.request.path):
            if found not in met:
                met.add(found)
                waiting.append(found)


def _kind(app: Flask, path: str) -> tuple[str, ...]:
    """What makes two addresses pages of one kind: the endpoint and the first of its questions by
    name; with all of them every filter would be met with every other."""
    split = urlsplit(path)
    endpoint = app.url_map.bind("").match(split.path)[0]
    return (endpoint, *sorted(parse_qs(split.query))[:1])


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href")
        if tag == "a" and href:
            self.found.append(href)


def links(html: str, base: str) -> Iterable[str]:
    """The addresses within this site that a page leads to, in its order."""
    parser = _Links()
    parser.feed(html)
    for href in parser.found:
        joined = urlsplit(urljoin(base, href))
        if not joined.scheme and not joined.netloc:
            yield joined._replace(fragment="").geturl()


def _fill() -> tuple[dict[Role, str], str]:
    """Applications in every status of one enterprise, a proposal, contracts; who is who."""
    applicant = UserFactory()
    people = {
        Role.APPLICANT: applicant,
        Role.ENTERPRISE_READER: UserFactory(reader=True, enterprise=applicant.enterprise),
        Role.ENTERPRISE_ADMINISTRATOR: UserFactory(
            administrator=True, enterprise=applicant.enterprise
        ),
        Role.REVIEWER: UserFactory(reviewer=True),
        Role.STATISTICIAN: UserFactory(statistician=True),
        Role.OPERATOR: UserFactory(operator=True),
    }
    examiner = UserFactory(reviewer=True)
    made = {
        reach: ApplicationFactory(
            reach=reach,
            applicant=applicant,
            examiner=examiner,
            given=application_input(product_name=name, model=f"SL-{at}00"),
        )
        for at, (reach, name) in enumerate(NAMES.items(), start=1)
    }
    certificate = of_application(made["certified"].id)
    assert certificate is not None
    with clock.at(certificate.valid_from), unit_of_work():
        propose(
            SYSTEM,
            certificate,
            CertificateAction.SUSPEND,
            "patent_standing",
            "一项关联专利因未缴年费终止",
            certificate.valid_from,
        )
    document_of(made["draft"], applicant, pdf())
    other = UserFactory()
    recorded(applicant, typed(other))
    decided(recorded(applicant, typed(other)), contracts.confirm)
    return {role: each.email for role, each in people.items()}, examiner.email


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """Serve it while the block lasts; every request lives on the day of it."""
    made = prepare(sqlite_url(folder), folder)
    app = made.app
    with app.app_context(), clock.at(TODAY):
        people, examiner = _fill()
        db.session.remove()
    app.config["WTF_CSRF_ENABLED"] = True

    found = Served("", app, people, examiner)

    def on_its_day(environ: Any, start_response: Any) -> Any:
        with clock.at(found.day):
            return app.wsgi_app(environ, start_response)

    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = make_server("127.0.0.1", 0, on_its_day, threaded=True)
    found.address = f"http://127.0.0.1:{server.port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        thread.join()
