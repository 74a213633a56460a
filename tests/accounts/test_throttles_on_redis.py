"""Readings counted on a real Redis: by all processes together, and by each alone when it is gone.

The server is the one on this machine's loopback; REGISTRY_TEST_REDIS_URL names another.
"""

import os
import socket
import time
from multiprocessing import get_context

import pytest
import structlog

from registry.accounts.throttles import TooMany, check_reading
from registry.app import create_app

redis = pytest.importorskip("redis", reason="the package redis is not installed")

# Fifteen is the last database that Redis has by default; whoever uses it does not use that one.
URL = os.environ.get("REGISTRY_TEST_REDIS_URL", "redis://127.0.0.1:6379/15")
ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}


@pytest.fixture
def store():
    """The address of a Redis; what this test has counted there is removed at its end."""
    server = redis.Redis.from_url(URL, socket_connect_timeout=1)
    try:
        server.ping()
    except redis.RedisError as error:
        pytest.skip(f"no Redis answers at {URL.rpartition('@')[2]}: {error}")
    before = set(server.keys("LIMITS*"))
    yield URL
    for key in set(server.keys("LIMITS*")) - before:
        server.delete(key)


@pytest.fixture
def kind():
    """A kind of reading that no other test has counted."""
    return f"readings {os.getpid()} {time.monotonic_ns()}"


@pytest.fixture
def unreachable():
    """The address of a store where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"redis://127.0.0.1:{taken.getsockname()[1]}/0"


def readings(app, kind: str, tries: int, most: int, sender: str = "192.0.2.1") -> int:
    """How many of so many readings are allowed."""
    allowed = 0
    with app.test_request_context(environ_base={"REMOTE_ADDR": sender}):
        for _ in range(tries):
            try:
                check_reading(kind, most)
            except TooMany:
                continue
            allowed += 1
    return allowed


def _in_a_process(store: str, kind: str) -> int:
    app = create_app({"THROTTLE_STORE": store, "DATABASE_URL": "sqlite:///:memory:"})
    return readings(app, kind, 10, 15)


def test_two_processes_count_together(store, kind):
    with get_context("spawn").Pool(2) as processes:
        assert sum(processes.starmap(_in_a_process, [(store, kind)] * 2)) == 15


def test_the_sixth_search_is_refused_and_another_sender_may_go_on(app, settings, store, kind):
    settings(THROTTLE_STORE=store)
    assert readings(app, kind, 8, 5) == 5
    assert readings(app, kind, 8, 5, "192.0.2.2") == 5


def test_all_senders_together_are_limited_as_well(app, settings, store, kind):
    settings(THROTTLE_STORE=store)
    allowed = sum(readings(app, kind, 1, 1, f"192.0.2.{each}") for each in range(60))
    assert allowed == 50


def test_the_page_says_how_long_to_wait(client, settings, store):
    settings(THROTTLE_STORE=store, SEARCHES_PER_MINUTE="3")
    sent = [client.get("/register?q=x", environ_overrides=ELSEWHERE) for _ in range(4)]
    assert [each.status_code for each in sent] == [200, 200, 200, 429]


def test_a_store_that_is_gone_leaves_each_process_to_count_alone(app, settings, unreachable, kind):
    settings(THROTTLE_STORE=unreachable)
    with structlog.testing.capture_logs() as lines:
        assert readings(app, kind, 8, 5) == 5
    assert {line["event"] for line in lines} == {"throttle_store_unreachable"}
    assert unreachable not in str(lines), "an address may hold a password"


def test_a_store_that_hangs_does_not_keep_anybody_waiting(app, settings, kind):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings(THROTTLE_STORE=f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        began = time.monotonic()
        assert readings(app, kind, 1, 1) == 1
        assert time.monotonic() - began < 5
