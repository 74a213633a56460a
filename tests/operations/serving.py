"""The registry as docs/operations has it served: gunicorn with that configuration, nginx in front."""

import getpass
import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPSConnection
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

ROOT = Path(__file__).parents[2]
OPERATIONS = ROOT / "docs" / "operations"
HOST = "registry.example"
STARTS_WITHIN_S = 40.0
# Debian keeps it where only root's PATH leads.
NGINX = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
# Of a server that people use: everything that production asks for.
PRODUCTION = {
    "REGISTRY_ENV": "production",
    "REGISTRY_SECRET_KEY": "only for a server of the tests, 0123456789",
    "REGISTRY_PASSWORD_SALT": "another, for a server of the tests, 9876543210",
    "REGISTRY_PUBLIC_URL": f"https://{HOST}",
    "REGISTRY_PROXY_HOPS": "1",
    "REGISTRY_SIGNER_PKCS12": "/etc/registry/keys/signer.p12",
    "REGISTRY_TRUST_ANCHORS": "/etc/registry/keys/trust-anchors.pem",
    "REGISTRY_CHECKPOINT_KEY": "/etc/registry/keys/checkpoints.pem",
}


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """The environment of a server whose files all lie in the folder."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("REGISTRY_")}
    return (
        own
        | PRODUCTION
        | {
            "PYTHONPATH": str(ROOT),
            "REGISTRY_DATABASE_URL": f"sqlite:///{folder}/registry.db",
            "REGISTRY_STORE": str(folder / "store"),
            "REGISTRY_MAIL_FOLDER": str(folder / "mail"),
        }
        | settings
    )


def registry(environ: dict[str, str], *arguments: str) -> None:
    """Run a command of the registry in that environment; its words show where it fails."""
    command = [sys.executable, "-c", "from registry.commands import main; main()", *arguments]
    subprocess.run(command, env=environ, check=True, cwd=ROOT, capture_output=True)


@contextmanager
def gunicorn(environ: dict[str, str], bind: str, *more: str) -> Iterator[subprocess.Popen[bytes]]:
    """The server with the shipped configuration, on another address."""
    config = ["--config", str(OPERATIONS / "gunicorn.conf.py"), "--bind", bind, *more]
    command = [sys.executable, "-m", "gunicorn", *config, "wsgi:app"]
    with _running(command, environ, lambda: _takes(bind)) as server:
        yield server


@contextmanager
def nginx(folder: Path, upstream: Path) -> Iterator[tuple[int, int]]:
    """Nginx with the shipped file; yields its ports for HTTP and HTTPS."""
    plain, tls = free_port(), free_port()
    make_certificate(folder)
    (folder / "registry.conf").write_text(rendered(folder, upstream, plain, tls), "utf-8")
    (folder / "nginx.conf").write_text(_MAIN.format(folder=folder, user=getpass.getuser()), "utf-8")
    command = [str(NGINX), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with _running(command, dict(os.environ), lambda: _takes(f"127.0.0.1:{tls}")):
        yield plain, tls


_MAIN = """
daemon off;
user {user};
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/registry.conf;
}}
"""


def rendered(folder: Path, upstream: Path, plain: int, tls: int) -> str:
    """The shipped file with this machine's places; each place must be in it."""
    text = (OPERATIONS / "nginx.conf").read_text("utf-8")
    for written, here in (
        ("listen 443 ssl", f"listen 127.0.0.1:{tls} ssl"),
        ("listen 80 ", f"listen 127.0.0.1:{plain} "),
        ("unix:/run/registry/web.sock", f"unix:{upstream}"),
        ("/etc/registry/tls/fullchain.pem", str(folder / "certificate.pem")),
        ("/etc/registry/tls/key.pem", str(folder / "key.pem")),
        ("/var/log/nginx/registry.log", str(folder / "access.log")),
    ):
        assert written in text, f"{written} is no longer in the shipped nginx.conf"
        text = text.replace(written, here)
    return text


def make_certificate(folder: Path) -> None:
    """A certificate for HOST, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(made.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )


class Visitor(HTTPSConnection):
    """A connection to HOST on this machine, from an address of the loopback."""

    def __init__(self, port: int, folder: Path, source: str = "127.0.0.1", name: str = HOST):
        trust = ssl.create_default_context(cafile=str(folder / "certificate.pem"))
        trust.check_hostname = name == HOST
        super().__init__(name, port, context=trust, timeout=20)
        self.source, self.trust = source, trust

    def connect(self) -> None:
        """To the loopback, whatever the name is."""
        self.sock = self.trust.wrap_socket(
            socket.create_connection(("127.0.0.1", self.port), 20, (self.source, 0)),
            server_hostname=self.host,
        )


def free_port() -> int:
    """A port of the loopback that nobody uses at this moment."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _takes(address: str) -> bool:
    """Whether somebody listens at ``unix:PATH`` or ``HOST:PORT``."""
    path = address.removeprefix("unix:")
    kind = socket.AF_INET if path == address else socket.AF_UNIX
    host, _, port = address.rpartition(":")
    with socket.socket(kind) as knocking:
        try:
            knocking.connect((host, int(port)) if kind == socket.AF_INET else path)
        except OSError:
            return False
    return True


@contextmanager
def _running(
    command: list[str], environ: dict[str, str], ready: Callable[[], bool]
) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(command, env=environ, cwd=ROOT) as server:
        try:
            until = time.monotonic() + STARTS_WITHIN_S
            while not ready():
                assert server.poll() is None, f"{command[:4]} ended with {server.returncode}"
                assert time.monotonic() < until, f"{command[:4]} does not answer"
                time.sleep(0.05)
            yield server
        finally:
            server.terminate()
            server.wait(timeout=60)
