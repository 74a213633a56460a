"""The processes that look at strangers' files: limited, forgetful, replaced when one falls."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from certificates import examine_child
from certificates.attestation import Outcome
from certificates.examine import examine, examine_isolated
from certificates.isolation import ISOLATION, Isolation, NoAnswer
from certificates.sign import Signer

ENDS_WITH_ITS_PARENT = """
import os, sys
from certificates.isolation import ISOLATION
ISOLATION.start()
print(ISOLATION._server.process.pid, flush=True)
os.kill(os.getpid(), 9) if sys.argv[1] == "killed" else None
"""
IN_A_FORK = """
import os, sys
from pathlib import Path
from certificates.attestation import load_trust
from certificates.examine import examine_isolated
from certificates.isolation import ISOLATION
paper, trust = Path(sys.argv[1]).read_bytes(), load_trust(Path(sys.argv[2]))
ISOLATION.start()
server = ISOLATION._server.process.pid
child = os.fork()
found = examine_isolated(paper, trust)
if child == 0:
    os._exit(0 if found.outcome == "genuine" and ISOLATION._server.process.pid != server else 1)
status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
print(found.outcome, status, ISOLATION._server.process.pid == server)
"""


@pytest.fixture
def isolation() -> Iterator[Isolation]:
    """A server of the test's own."""
    own = Isolation()
    own.start()
    yield own
    own.close()


def server_of(isolation: Isolation) -> int:
    assert isolation._server is not None
    process: int = isolation._server.process.pid
    return process


def child_of(process: int) -> int:
    """The only child of a process, as soon as there is one."""
    children = Path(f"/proc/{process}/task/{process}/children")
    for _ in range(500):
        if found := children.read_text().split():
            return int(found[0])
        time.sleep(0.01)
    raise AssertionError("No child was forked within five seconds.")


def test_the_processes_know_nothing_of_the_environment(isolation: Isolation) -> None:
    with isolation._connect():
        server = server_of(isolation)
        for process in (server, child_of(server)):
            assert Path(f"/proc/{process}/environ").read_bytes() == b""


def test_a_child_is_limited_before_it_reads_anything(isolation: Isolation) -> None:
    with isolation._connect():
        child = child_of(server_of(isolation))
        limits = {}
        for _ in range(200):
            for line in Path(f"/proc/{child}/limits").read_text().splitlines()[1:]:
                limits[line[:25].strip()] = line[25:].split()[0]
            if limits["Max core file size"] == limits["Max file size"] == "0":
                break
            time.sleep(0.01)
        assert limits["Max address space"] == str(examine_child.MEMORY_BYTES)
        assert limits["Max cpu time"] == str(examine_child.CPU_SECONDS)
        assert limits["Max file size"] == limits["Max core file size"] == "0"


def test_each_file_has_a_child_of_its_own(isolation: Isolation) -> None:
    children = set()
    for _ in range(3):
        with isolation._connect():
            children.add(child_of(server_of(isolation)))
        time.sleep(0.2)
    assert len(children) == 3


def test_a_child_that_is_killed_gives_no_answer(isolation: Isolation) -> None:
    with ThreadPoolExecutor(1) as pool:
        # A request that never ends keeps the child waiting.
        connection = isolation._connect()
        answer = pool.submit(connection.recv, 10)
        os.kill(child_of(server_of(isolation)), signal.SIGKILL)
        assert answer.result(timeout=5) == b""
        connection.close()


def test_after_a_failed_examination_the_server_is_another(signed: bytes, signer: Signer) -> None:
    assert examine_isolated(signed, signer.trust).outcome is Outcome.GENUINE
    before = server_of(ISOLATION)
    assert examine_isolated(signed, signer.trust, seconds=0).outcome is Outcome.UNREADABLE
    assert examine_isolated(signed, signer.trust).outcome is Outcome.GENUINE
    assert server_of(ISOLATION) != before


def test_a_server_that_was_killed_is_replaced_without_notice(signed: bytes, signer: Signer) -> None:
    assert examine_isolated(signed, signer.trust).outcome is Outcome.GENUINE
    server = server_of(ISOLATION)
    os.kill(server, signal.SIGKILL)
    while ISOLATION._server is not None and ISOLATION._server.process.poll() is None:
        time.sleep(0.01)
    assert examine_isolated(signed, signer.trust).outcome is Outcome.GENUINE
    assert server_of(ISOLATION) != server


def test_a_request_that_is_no_request_gets_no_answer_and_harms_nobody(
    isolation: Isolation,
) -> None:
    assert isolation.ask(b"\xff" * 1000, 10) == b""
    assert isolation.ask(b"", 10) == b""
    with pytest.raises(NoAnswer):
        isolation.ask(b"", 0)


def test_files_that_are_examined_at_once_get_each_their_own_answer(
    signed: bytes, signer: Signer
) -> None:
    files = [signed, signed + b"\n", b"hello", signed[:-9], b"%PDF-1.7\n"] * 4
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda file: examine_isolated(file, signer.trust), files))
    assert found == [examine(file, signer.trust) for file in files]


def test_a_forked_process_examines_with_a_server_of_its_own(
    signed: bytes, trust_file: Path, tmp_path: Path
) -> None:
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(signed)
    run = subprocess.run(
        [sys.executable, "-c", IN_A_FORK, paper, trust_file], capture_output=True, text=True
    )
    assert run.stdout.split() == ["genuine", "0", "True"], run.stderr


@pytest.mark.parametrize("how", ["ended", "killed"])
def test_the_server_ends_with_the_process_that_started_it(how: str) -> None:
    command = [sys.executable, "-c", ENDS_WITH_ITS_PARENT, how]
    run = subprocess.run(command, capture_output=True, text=True)
    server = int(run.stdout)
    for _ in range(500):
        if not is_running(server):
            return
        time.sleep(0.01)
    raise AssertionError("The server was still running five seconds later.")


def is_running(process: int) -> bool:
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
