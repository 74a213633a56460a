"""docs/operations/nginx.conf in front of docs/operations/gunicorn.conf.py, both as shipped."""

import re
import ssl
import time
from http.client import HTTPConnection
from types import SimpleNamespace

import pytest
from serving import HOST, NGINX, Visitor, environment, gunicorn, nginx, registry

from registry.headers import HEADERS

pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed (nginx-light)")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A small registry behind nginx: its folder, and the ports for HTTP and HTTPS."""
    folder = tmp_path_factory.mktemp("served")
    environ = environment(folder, REGISTRY_SEARCHES_PER_MINUTE="3", WEB_CONCURRENCY="1")
    registry(environ, "upgrade")
    listening = folder / "web.sock"
    with (
        gunicorn(environ, f"unix:{listening}"),
        nginx(folder, listening) as (plain, tls),
    ):
        yield SimpleNamespace(folder=folder, plain=plain, tls=tls)


@pytest.fixture
def visit(server):
    """Asks for an address over TLS, from any address of the loopback; gives answer and body."""

    def ask(path, method="GET", body=None, headers=None, source="127.0.0.1", name=HOST):
        visitor = Visitor(server.tls, server.folder, source, name)
        headers = {"Host": HOST} | (headers or {})
        visitor.request(method, path, body=body, headers=headers)
        answer = visitor.getresponse()
        text = answer.read().decode()
        visitor.close()
        return answer, text

    return ask


def test_a_page_arrives_over_tls_with_each_header_once(visit):
    answer, text = visit("/login")
    assert answer.status == 200 and "<html" in text
    told = [name.lower() for name, _ in answer.getheaders()]
    for name in (*HEADERS, "Strict-Transport-Security"):
        assert told.count(name.lower()) == 1, name
    assert answer.getheader("Strict-Transport-Security") == "max-age=63072000; includeSubDomains"
    assert "nginx" not in text and re.fullmatch("nginx", answer.getheader("Server"))


def test_what_nginx_says_itself_has_headers_too(visit):
    answer, _ = visit("/metrics")
    assert answer.status == 404
    assert "frame-ancestors 'none'" in answer.getheader("Content-Security-Policy")
    assert answer.getheader("Strict-Transport-Security").startswith("max-age=")
    assert answer.getheader("X-Content-Type-Options") == "nosniff"


def test_without_tls_a_person_is_led_to_it_and_a_program_is_refused(server):
    plain = HTTPConnection("127.0.0.1", server.plain, timeout=10)
    plain.request("GET", "/register?q=x", headers={"Host": "elsewhere.example"})
    answer = plain.getresponse()
    answer.read()
    assert (answer.status, answer.getheader("Location")) == (301, f"https://{HOST}/register?q=x")
    plain.request("GET", "/api/anything")
    assert plain.getresponse().status == 403


def test_a_name_that_is_not_ours_gets_no_answer(visit):
    with pytest.raises((ssl.SSLError, OSError)):
        visit("/", name="elsewhere.example")
    with pytest.raises(OSError, match="closed connection|reset|EOF"):
        visit("/", headers={"Host": "elsewhere.example"})


def test_trace_is_not_answered(visit):
    answer, _ = visit("/healthz", "TRACE")
    assert answer.status == 405


def test_old_tls_is_refused(server):
    visitor = Visitor(server.tls, server.folder)
    visitor.trust.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    visitor.trust.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises((ssl.SSLError, OSError)):
        visitor.connect()


def test_a_body_that_is_too_large_is_refused_before_it_is_read(visit):
    begun = {"Content-Length": str(11 * 2**20), "Content-Type": "application/pdf"}
    answer, _ = visit("/api/verify", "POST", body=b"", headers=begun)
    assert answer.status == 413


def test_a_body_of_a_size_that_is_taken_reaches_the_registry(visit):
    body = b"%PDF-1.7\n" + b"x" * 2**20
    answer, text = visit("/api/verify", "POST", body, {"Content-Type": "application/pdf"})
    assert answer.status != 413 and answer.getheader("Content-Type").startswith("application/json")
    assert text


def test_a_long_address_gets_the_registrys_own_answer(visit):
    answer, _ = visit("/register?q=" + "x" * 7_000, source="127.0.0.9")
    assert answer.status != 414 and answer.getheader("X-Request-Id")
    answer, _ = visit("/healthz?q=" + "x" * 8_100)
    assert answer.status == 414 and answer.getheader("X-Request-Id")


def test_visitors_are_told_apart_by_where_they_come_from_and_not_by_what_they_say(visit):
    def searches(source: str) -> list[int]:
        lies = [{"X-Forwarded-For": f"203.0.113.{each}"} for each in range(4)]
        return [visit("/register?q=x", headers=lie, source=source)[0].status for lie in lies]

    assert searches("127.0.0.2") == [200, 200, 200, 429]
    assert searches("127.0.0.3") == [200, 200, 200, 429]


def test_a_form_goes_through_and_the_cookie_is_bound_to_this_host(visit):
    answer, text = visit("/login")
    cookie = answer.getheader("Set-Cookie")
    assert cookie.startswith("__Host-registry=")
    assert {"Secure", "HttpOnly", "Path=/"} <= set(cookie.split("; "))
    token = re.search('name="csrf_token"[^>]*value="([^"]+)"', text)[1]
    sent = f"csrf_token={token}&email=nobody%40example.org&password=not+the+password"
    answer, text = visit(
        "/login",
        "POST",
        sent,
        {
            "Cookie": cookie.partition(";")[0],
            "Content-Type": "application/x-www-form-urlencoded",
            "Referer": f"https://{HOST}/login",
        },
    )
    assert answer.status == 422


def test_signing_in_is_slower_than_reading(visit):
    answers = [visit("/login", source="127.0.0.4")[0].status for _ in range(14)]
    assert set(answers[:10]) == {200} and 429 in answers
    assert visit("/healthz", source="127.0.0.4")[0].status == 200


def test_the_log_of_nginx_has_no_search_in_it(visit, server):
    visit("/register?q=secretword", source="127.0.0.5")
    until = time.monotonic() + 5
    while (
        "/register" not in (server.folder / "access.log").read_text() and time.monotonic() < until
    ):
        time.sleep(0.05)
    written = (server.folder / "access.log").read_text()
    assert "127.0.0.5" in written and "secretword" not in written
