"""A time-stamp authority on loopback, `openssl ts` behind HTTP, which can also be made to fail.

It serves the revocation lists too that its certificates, and those of its customers, name.
"""

import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from certificates.exchange import Limits
from certificates.levels import Stamping
from certificates.revocation import Lists
from certificates.sign import Signer, signer_of
from certificates.timestamps import Authority

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
# The moments that openssl gives are those of the machine.
NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)
CONFIGURATION = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
certs = {folder}/chain.pem
signer_digest = {digest}
default_policy = 1.3.6.1.4.1.55555.1
digests = sha256
ess_cert_id_alg = sha256
"""
Spoil = Callable[[bytes], bytes]


def name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@dataclass(frozen=True)
class Party:
    """A certificate with its key."""

    key: Key
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)


def issued(
    common: str,
    issuer: Party | None,
    *,
    extensions: tuple[tuple[x509.ExtensionType, bool], ...] = (),
    days: tuple[int, int] = (-30, 365),
    key: Key | None = None,
) -> Party:
    """A certificate, its own issuer's where none is given; `days` are counted from today."""
    own = key or new_key()
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(common))
        .issuer_name(issuer.certificate.subject if issuer else name(common))
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + days[0] * DAY)
        .not_valid_after(NOW + days[1] * DAY)
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return Party(own, builder.sign(issuer.key if issuer else own, SHA256()))


def authority(common: str, issuer: Party | None = None, *more: x509.ExtensionType) -> Party:
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    plain = tuple((extension, False) for extension in more)
    return issued(
        common,
        issuer,
        extensions=((x509.BasicConstraints(True, None), True), (usage, True), *plain),
    )


def for_stamps(*, critical: bool = True) -> tuple[x509.ExtensionType, bool]:
    return x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical


def for_signing() -> tuple[x509.ExtensionType, bool]:
    return x509.KeyUsage(True, True, False, False, False, False, False, False, False), True


@dataclass
class Loopback:
    """The running services: change `spoil`, `status` or `delay` to make them fail."""

    folder: Path
    url: str
    lists: dict[str, bytes] = field(default_factory=dict)
    spoil: Spoil = bytes
    status: int = 200
    delay: float = 0.0
    root: Party = field(default_factory=lambda: authority("示例时间戳根"))

    def list_at(self, path: str) -> x509.CRLDistributionPoints:
        """The extension that names a revocation list of this server."""
        where = x509.UniformResourceIdentifier(f"{self.url}/{path}.crl")
        return x509.CRLDistributionPoints([x509.DistributionPoint([where], None, None, None)])

    def put_list(self, path: str, content: bytes) -> None:
        self.lists[f"/{path}.crl"] = content

    def use(self, party: Party, *chain: Party, digest: str = "sha256") -> None:
        """Stamp with this key from now on, sending these certificates along."""
        private = party.key.private_bytes(
            Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()
        )
        (self.folder / "tsa.key").write_bytes(private)
        (self.folder / "tsa.pem").write_bytes(party.certificate.public_bytes(Encoding.PEM))
        pem = b"".join(each.certificate.public_bytes(Encoding.PEM) for each in (party, *chain))
        (self.folder / "chain.pem").write_bytes(pem)
        text = CONFIGURATION.format(folder=self.folder, digest=digest)
        (self.folder / "tsa.cnf").write_text(text, encoding="utf-8")

    def use_usual(self) -> None:
        """A certificate for time stamps, directly below the root, with a revocation list."""
        where = self.list_at("stamps")
        self.use(
            issued("示例时间戳", self.root, extensions=(for_stamps(), (where, False))), self.root
        )
        self.put_list("stamps", revocation_list(self.root))

    def answer(self, request: bytes) -> bytes:
        """What `openssl ts` replies."""
        (self.folder / "request.tsq").write_bytes(request)
        command = "openssl ts -reply -config tsa.cnf -queryfile request.tsq".split()
        run = subprocess.run(command, cwd=self.folder, capture_output=True)
        return run.stdout

    def stamping(self, *, long_term: bool = False, seconds: float = 10.0) -> Stamping:
        limits = Limits(seconds=seconds, size=100_000)
        there = Authority(f"{self.url}/tsa", (self.root.der,), limits)
        return Stamping(there, Lists(limits) if long_term else None)

    def signer(self, *, long_term: bool = False, key: Key | None = None) -> Signer:
        """One whose certificate names a revocation list here, with an authority in between."""
        root = authority("示例根")
        middle = authority("示例中间", root, self.list_at("root"))
        extensions = (for_signing(), (self.list_at("middle"), False))
        leaf = issued("示例认定中心", middle, extensions=extensions, key=key)
        self.put_list("root", revocation_list(root))
        self.put_list("middle", revocation_list(middle))
        plain = signer_of(leaf.key, leaf.certificate, [middle.certificate, root.certificate])
        stamping = self.stamping(long_term=long_term)
        return Signer(plain.key, plain.certificate, plain.chain, stamping)


def revocation_list(
    issuer: Party,
    revoked: x509.Certificate | None = None,
    *,
    days: tuple[int, int] = (-1, 7),
    extension: x509.ExtensionType | None = None,
) -> bytes:
    """A list, in DER, with one certificate that was revoked yesterday, or none."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(NOW + days[0] * DAY)
        .next_update(NOW + days[1] * DAY)
    )
    if revoked is not None:
        entry = (
            x509.RevokedCertificateBuilder()
            .serial_number(revoked.serial_number)
            .revocation_date(NOW - DAY)
        )
        builder = builder.add_revoked_certificate(entry.build())
    if extension is not None:
        builder = builder.add_extension(extension, critical=True)
    return builder.sign(issuer.key, SHA256()).public_bytes(Encoding.DER)


class Handler(BaseHTTPRequestHandler):
    """Answers as the loopback behind its server says."""

    server: "Server"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        served = self.server.served
        self.give(served.spoil(served.answer(body)), "application/timestamp-reply")

    def do_GET(self) -> None:
        self.give(self.server.served.lists.get(self.path, b""), "application/pkix-crl")

    def give(self, content: bytes, kind: str) -> None:
        served = self.server.served
        self.send_response(served.status)
        self.send_header("Content-Type", kind)
        self.send_header("Location", f"{served.url}/elsewhere")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        size = 64 if served.delay else max(len(content), 1)
        with suppress(OSError):  # who asked may be gone
            for start in range(0, len(content), size):
                self.wfile.write(content[start : start + size])
                time.sleep(served.delay)

    def log_message(self, format: str, *args: object) -> None:
        return


class Server(ThreadingHTTPServer):
    served: Loopback


@contextmanager
def loopback(folder: Path) -> Iterator[Loopback]:
    """Run the services until the block ends."""
    server = Server(("127.0.0.1", 0), Handler)
    served = server.served = Loopback(folder, f"http://127.0.0.1:{server.server_port}")
    (folder / "serial").write_text("01\n", encoding="ascii")
    served.use_usual()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
