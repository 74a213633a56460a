"""Servers as child processes, and wrk as the client that loads them."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

PROCESSES, THREADS, CONNECTIONS, SECONDS = 2, 4, 64, 3
SERVERS = ("gunicorn", "granian")
STARTS_WITHIN_S = 60.0
_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True, slots=True)
class Load:
    """Requests a second, and the time in ms within which 99 of 100 were answered."""

    rate: float
    p99_ms: float


@contextmanager
def serving(server: str, target: str, settings: Mapping[str, str]) -> Iterator[str]:
    """The address of ``target`` (``module:application``) while the server runs."""
    port = _free_port()
    environ = {**os.environ, **settings, "PYTHONPATH": os.getcwd()}
    with subprocess.Popen(  # noqa: S603  # our own words
        _command(server, target, port),
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as child:
        try:
            _wait(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            child.terminate()


def _command(server: str, target: str, port: int) -> list[str]:
    program = [str(Path(sys.executable).with_name(server))]
    processes = ["--workers", str(PROCESSES)]
    if server == "granian":
        own = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--no-log"]
        return [*program, *own, *processes, "--blocking-threads", str(THREADS), target]
    own = ["--worker-class", "gthread", "--threads", str(THREADS), "--keep-alive", "75"]
    return [*program, *own, *processes, "--bind", f"127.0.0.1:{port}", target]


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait(port: int) -> None:
    end = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < end:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"nothing answers on port {port} after {STARTS_WITHIN_S:.0f} s")


def alternating(addresses: Mapping[str, str], runs: int) -> dict[str, Load]:
    """The median load of each address by its name; the first run warms up and is not counted."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise FileNotFoundError("there is no wrk: apt-get install wrk, which `make bench` does")
    for address in addresses.values():
        with urllib.request.urlopen(address) as answer:  # noqa: S310  # an address of ours
            answer.read()
    found: dict[str, list[Load]] = {name: [] for name in addresses}
    for turn in range(runs + 1):
        for name, address in addresses.items():
            load = _load(wrk, address)
            found[name] += [load] if turn else []
    return {
        name: Load(median(each.rate for each in loads), median(each.p99_ms for each in loads))
        for name, loads in found.items()
    }


def _load(wrk: str, address: str) -> Load:
    asked = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", address]
    told = subprocess.run(asked, check=True, capture_output=True, text=True).stdout  # noqa: S603
    return read_wrk(told)


def read_wrk(told: str) -> Load:
    """What wrk says; ValueError where an answer was no success, or nothing was measured."""
    if "Non-2xx" in told or "Socket errors" in told:
        raise ValueError(f"not every request was answered well:\n{told}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
    slow = re.search(r"99%\s+([\d.]+)(us|ms|s)", told)
    if rate is None or slow is None:
        raise ValueError(f"wrk measured nothing:\n{told}")
    return Load(float(rate[1]), float(slow[1]) * _MS[slow[2]])
