"""Certificates and notices: payload to PDF, PDF to signed PDF, PDF to what it attests.

The package is pure: it knows no web framework, no database, no clock and no configuration.
Each door is a module, imported by its own name, because the renderer loads Pango (0.7 s) and the
signer and the examiner load pyHanko (0.5 s), which a process that needs neither must not pay:

- `certificates.payload`: what a certificate (`Payload`) or a registration notice (`Notice`) says;
  canonical JSON and its SHA-256
- `certificates.design`: `load_design(name, version)`, the look of it
- `certificates.render`: `render(paper, design) -> bytes`
- `certificates.sign`: `load_pkcs12`, `development_signer`, `sign(pdf, signer, at=...) -> bytes`
- `certificates.examine`: `examine(pdf, trust)`, `examine_isolated(pdf, trust) -> Attestation`
"""

from certificates.errors import (
    CertificateError,
    DesignError,
    MissingGlyph,
    MissingSystemPart,
    PayloadError,
    SigningError,
)
from certificates.payload import (
    Notice,
    Paper,
    Payload,
    PayloadPatent,
    from_json,
    paper_from_json,
    payload_sha256,
    to_json,
)

__all__ = [
    "CertificateError",
    "DesignError",
    "MissingGlyph",
    "MissingSystemPart",
    "Notice",
    "Paper",
    "Payload",
    "PayloadError",
    "PayloadPatent",
    "SigningError",
    "from_json",
    "paper_from_json",
    "payload_sha256",
    "to_json",
]
