"""Runs a command with a PostgreSQL server at hand for tests.

    with_postgres.py [--own] -- COMMAND…

The command finds the server in REGISTRY_TEST_POSTGRES_URL (SQLAlchemy's form, an administrative
database to connect to, where it may create others). The server is, in this order: the one that
variable already names; one on 127.0.0.1:5432 that lets us create databases without a password;
one started here for the time of the command. `--own` goes straight to the last. Without any, the
command runs with SQLite alone, except where CI=true: there that is an error.
"""

import getpass
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import psycopg

VARIABLE = "REGISTRY_TEST_POSTGRES_URL"
DRIVER = "postgresql+psycopg://"
DEBIAN_BINARIES = Path("/usr/lib/postgresql")
INSTALL = Path(__file__).with_name("debian_packages.sh")
STARTS_WITHIN_S = 60.0
STOPS_WITHIN_S = 30.0
# The data is thrown away: nothing needs to reach the disk.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "200",
}


class NoServer(Exception):
    """No server can be had; the message is a sentence that says why."""


@dataclass(frozen=True)
class Server:
    """A server to test on: the URL in SQLAlchemy's form, and words for the reader."""

    url: str
    description: str


def libpq_url(url: str) -> str:
    """The URL as libpq reads it: without the name of SQLAlchemy's driver."""
    scheme, separator, rest = url.partition("://")
    return f"{scheme.partition('+')[0]}{separator}{rest}"


def sqlalchemy_url(url: str) -> str:
    """The URL with the driver that the project uses."""
    return DRIVER + url.partition("://")[2]


def probe(url: str) -> str:
    """Version and user of the server. Raises NoServer unless we may create databases there."""
    try:
        with psycopg.connect(libpq_url(url), connect_timeout=3) as connection:
            row = connection.execute(
                "SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
            user = connection.info.user
            version = connection.info.parameter_status("server_version")
    except psycopg.Error as error:
        raise NoServer(" ".join(str(error).split())) from error
    if row is None or not row[0]:
        raise NoServer(f"{user} may not create databases there")
    return f"version {version}, as {user}"


def named(environment: Mapping[str, str]) -> Server | None:
    """The server that the environment names. Named and unusable is an error: NoServer."""
    url = environment.get(VARIABLE, "")
    if not url:
        return None
    try:
        found = probe(url)
    except NoServer as error:
        raise NoServer(f"{VARIABLE} names a server that cannot be used: {error}") from error
    return Server(sqlalchemy_url(url), f"the server of {VARIABLE}, {found}")


def local() -> Server | None:
    """The server on 127.0.0.1:5432, if one of the usual users may create databases there."""
    for user in dict.fromkeys(("postgres", "root", getpass.getuser())):
        url = f"{DRIVER}{user}@127.0.0.1:5432/postgres"
        try:
            return Server(url, f"the server at 127.0.0.1:5432, {probe(url)}")
        except NoServer:
            continue
    return None


def binaries() -> Path | None:
    """The folder with initdb and postgres: the newest of Debian's, else that of the PATH."""
    folders = (path.parent for path in DEBIAN_BINARIES.glob("*/bin/postgres"))
    newest = max(folders, key=lambda folder: float(folder.parent.name), default=None)
    if newest is not None:
        return newest
    on_path = shutil.which("postgres")
    return Path(on_path).parent if on_path else None


def installed_binaries() -> Path:
    """The binaries, installed first where there are none. Raises NoServer."""
    folder = binaries()
    if folder is None and subprocess.run([INSTALL, "postgresql"], check=False).returncode == 0:
        folder = binaries()
    if folder is None:
        raise NoServer("there is no server, and none could be installed")
    return folder


def unprivileged() -> pwd.struct_passwd:
    """Who the server runs as: ourselves; for root, who may not, postgres or else nobody."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def as_user(owner: pwd.struct_passwd) -> dict[str, Any]:
    """Arguments for subprocess that make a child run as that user, from a folder it may enter."""
    arguments: dict[str, Any] = {"cwd": "/", "stdin": subprocess.DEVNULL}
    if os.geteuid() == 0:
        arguments |= {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    return arguments


def initialise(bin_folder: Path, data: Path, owner: pwd.struct_passwd) -> None:
    """Makes an empty cluster. Raises NoServer with initdb's own words."""
    command = [str(bin_folder / "initdb"), "--pgdata", str(data)]
    command += ["--username=postgres", "--auth=trust"]
    command += ["--encoding=UTF8", "--locale=C", "--no-sync"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, **as_user(owner))
    if done.returncode != 0:
        raise NoServer(f"initdb failed: {done.stderr.strip()}")


def start(bin_folder: Path, folder: Path, owner: pwd.struct_passwd) -> subprocess.Popen[bytes]:
    """Starts the server on a socket in `folder`, which only its owner and root can enter.

    A session of its own keeps Ctrl-C from it while the tests still clean up; should we be killed,
    setpriv has the kernel stop it.
    """
    command = ["setpriv", "--pdeathsig", "INT", "--"] if shutil.which("setpriv") else []
    command += [str(bin_folder / "postgres"), "-D", str(folder / "data"), "-k", str(folder)]
    for name, value in SETTINGS.items():
        command += ["-c", f"{name}={value}"]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            command, stdout=log, stderr=log, start_new_session=True, **as_user(owner)
        )


def wait_until_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> str:
    """Waits for the server and describes it. Raises NoServer with the end of its log."""
    deadline = time.monotonic() + STARTS_WITHIN_S
    while process.poll() is None and time.monotonic() < deadline:
        try:
            return probe(url)
        except NoServer:
            time.sleep(0.1)
    raise NoServer(f"the server did not start: {log.read_text(errors='replace')[-500:].strip()}")


def stop(process: subprocess.Popen[bytes]) -> None:
    """Stops the server without waiting for its clients; kills it if it does not obey."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(STOPS_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def own() -> Iterator[Server]:
    """A server of our own, gone with its data at the end. Raises NoServer."""
    bin_folder, owner = installed_binaries(), unprivileged()
    with ExitStack() as stack:
        # Not TMPDIR: the path of a socket is short, and the other user must reach it.
        folder = Path(tempfile.mkdtemp(prefix="registry-postgres-", dir="/tmp"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        initialise(bin_folder, folder / "data", owner)
        process = start(bin_folder, folder, owner)
        stack.callback(stop, process)
        url = f"{DRIVER}postgres@/postgres?host={folder}"
        found = wait_until_ready(process, url, folder / "log")
        yield Server(url, f"a server of our own, {found}, run by {owner.pw_name}")


def find(only_own: bool, stack: ExitStack) -> Server:
    """The first server of the order above; what it needs is undone by the stack."""
    existing = None if only_own else named(os.environ) or local()
    return existing or stack.enter_context(own())


def say(sentence: str) -> None:
    """Prints at once, so that it stands above what the command prints."""
    print(sentence, flush=True)


@contextmanager
def signals(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Interruptions go to `handler` meanwhile."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)


def run(command: list[str], environment: Mapping[str, str]) -> int:
    """Runs the command to its end, also when interrupted; gives its exit status."""
    child = subprocess.Popen(command, env=environment)

    def pass_on(number: int, _frame: FrameType | None) -> None:
        # Ctrl-C reaches the child by the terminal; the others end it in the same orderly way.
        if number != signal.SIGINT:
            child.send_signal(signal.SIGINT)

    with signals(pass_on):
        status = child.wait()
    return status if status >= 0 else 128 - status


def leave(number: int, _frame: FrameType | None) -> None:
    """Ends the program through its clean-up."""
    sys.exit(128 + number)


def main(arguments: list[str]) -> int:
    """Reads `[--own] -- COMMAND…` and gives the exit status of the command."""
    if "--" not in arguments or arguments[-1] == "--":
        print(__doc__, file=sys.stderr)
        return 2
    split = arguments.index("--")
    environment = dict(os.environ)
    with signals(leave), ExitStack() as stack:
        try:
            server = find("--own" in arguments[:split], stack)
        except NoServer as error:
            environment.pop(VARIABLE, None)
            if os.environ.get("CI") == "true" or os.environ.get(VARIABLE):
                print(f"No PostgreSQL to test on: {error}.", file=sys.stderr)
                return 1
            say(f"No PostgreSQL to test on: {error}. Only SQLite is tested.")
        else:
            environment[VARIABLE] = server.url
            say(f"PostgreSQL: {server.description}.")
        return run(arguments[split + 1 :], environment)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
