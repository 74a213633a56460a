"""`python -m certificates render|sign|examine`: the package at work without a registry.

Examining ends with status 0 for a genuine file, 1 for any other answer, 2 where nothing could be
done at all.
"""

import argparse
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from certificates.attestation import Outcome, load_certificates, load_trust
from certificates.design import load_design
from certificates.errors import CertificateError, SigningError
from certificates.examine import examine_isolated
from certificates.levels import Stamping
from certificates.payload import paper_from_json
from certificates.render import render
from certificates.revocation import Lists
from certificates.sign import Signer, development_signer, load_pkcs12, sign
from certificates.timestamps import Authority


def main(arguments: list[str] | None = None) -> int:
    """Run one command; give the status with which the process ends."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
    except (CertificateError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    return status


def _render(options: argparse.Namespace) -> int:
    design = load_design(options.design, options.version)
    data = options.payload.read_bytes() if options.payload else design.sample
    options.out.write_bytes(render(paper_from_json(data), design))
    return 0


def _sign(options: argparse.Namespace) -> int:
    signer = _signer(options)
    if signer.is_development:
        print("Signed by a development authority: this proves nothing.", file=sys.stderr)
    stamping = _stamping(options)
    signed = sign(options.pdf.read_bytes(), replace(signer, stamping=stamping), at=options.at)
    options.out.write_bytes(signed)
    return 0


def _stamping(options: argparse.Namespace) -> Stamping | None:
    if not (options.timestamp_url or options.long_term):
        return None
    if not (options.timestamp_url and options.stampers):
        raise SigningError("A time stamp needs both --timestamp-url and --stampers.")
    authority = Authority(options.timestamp_url, load_certificates(options.stampers))
    return Stamping(authority, Lists() if options.long_term else None)


def _signer(options: argparse.Namespace) -> Signer:
    if options.development:
        return development_signer(options.development)
    passphrase = options.passphrase_file
    secret = passphrase.read_text(encoding="utf-8").rstrip("\n") if passphrase else None
    return load_pkcs12(options.key, secret)


def _examine(options: argparse.Namespace) -> int:
    trust = load_trust(options.trust, options.stampers)
    attestation = examine_isolated(options.pdf.read_bytes(), trust, options.at)
    number = f" {attestation.number}" if attestation.number else ""
    line = f"{attestation.outcome}{number}: {attestation.reason}"
    print(attestation.to_json() if options.json else line)
    return 0 if attestation.outcome is Outcome.GENUINE else 1


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time zone is missing")
    return moment


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m certificates", description=__doc__)
    commands = parser.add_subparsers(required=True)
    drawing = commands.add_parser("render", help="payload (JSON) to PDF")
    drawing.add_argument("payload", type=Path, nargs="?", help="default: the design's sample")
    drawing.add_argument("--design", default="patent_intensive_product")
    drawing.add_argument("--version", type=int, default=2)
    drawing.add_argument("--out", type=Path, required=True)
    drawing.set_defaults(run=_render)
    _add_sign(commands.add_parser("sign", help="PDF to signed PDF"))
    looking = commands.add_parser("examine", help="what a PDF attests")
    looking.add_argument("pdf", type=Path)
    looking.add_argument("--trust", type=Path, required=True, help="root certificates, PEM")
    looking.add_argument(
        "--stampers", type=Path, help="root certificates of time-stamp authorities, PEM"
    )
    looking.add_argument(
        "--at", type=_moment, help="the present moment, to be told of an expired certificate"
    )
    looking.add_argument("--json", action="store_true")
    looking.set_defaults(run=_examine)
    return parser


def _add_sign(signing: argparse.ArgumentParser) -> None:
    signing.add_argument("pdf", type=Path)
    signing.add_argument("--out", type=Path, required=True)
    signing.add_argument(
        "--at", type=_moment, required=True, help="time of signing, as 2026-01-12T09:00:00+08:00"
    )
    key = signing.add_mutually_exclusive_group(required=True)
    key.add_argument("--key", type=Path, help="PKCS#12 file")
    key.add_argument("--development", type=Path, help="folder of a development authority")
    signing.add_argument("--passphrase-file", type=Path)
    signing.add_argument("--timestamp-url", help="time-stamp authority (RFC 3161), for PAdES B-T")
    signing.add_argument(
        "--stampers", type=Path, help="its root certificates, PEM, needed with --timestamp-url"
    )
    signing.add_argument("--long-term", action="store_true", help="for PAdES B-LTA")
    signing.set_defaults(run=_sign)


if __name__ == "__main__":
    sys.exit(main())
