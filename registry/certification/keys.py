"""The signing key and the trust anchors of this registry, loaded once for each process.

A key is refused, each time with a sentence that says why, when papers signed with it would be worth
nothing: see `docs/signing.md`.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from cryptography import x509

from certificates.attestation import Trust, load_certificates
from certificates.chains import check_valid, name_of, parsed, way_to
from certificates.errors import CertificateError
from certificates.levels import Stamping
from certificates.revocation import Lists
from certificates.sign import Signer, development_signer, load_pkcs12
from certificates.timestamps import Authority
from certificates.token_keys import Token, load_pkcs11
from registry import clock
from registry.config import setting
from registry.errors import NotReady, untranslated
from registry.money import N_

# A new certificate takes an authority some weeks.
NOTICE_DAYS = 60
_SETTINGS = (
    "SIGNER_PKCS12",
    "SIGNER_PASSPHRASE",
    "SIGNER_PKCS11",
    "SIGNER_TOKEN",
    "SIGNER_KEY",
    "SIGNER_CHAIN",
    "TIMESTAMP_URL",
    "TIMESTAMP_ANCHORS",
    "LONG_TERM",
    "TRUST_ANCHORS",
    "DEVELOPMENT_AUTHORITY",
)
DEVELOPMENT_KEY = N_(
    "The registry cannot sign: {name} is a key of a development authority, and REGISTRY_ENV is "
    "production. Set REGISTRY_SIGNER_PKCS12 or REGISTRY_SIGNER_PKCS11 to a key of your own."
)
NO_KEY = N_(
    "The registry cannot sign: it has no key. Set REGISTRY_SIGNER_PKCS12 or REGISTRY_SIGNER_PKCS11."
)
UNUSABLE = N_("The registry cannot sign: {reason}")
EXPIRES = N_(
    "The certificate {name}, with which papers are signed, expires on {date}, in {days} days: have "
    "it renewed."
)
ABOVE_EXPIRES = N_(
    "The certificate {name}, on which the signing certificate depends, expires on {date}, in {days} "
    "days: have it renewed."
)
STAMPER_EXPIRES = N_(
    "The certificate {name}, on which time stamps depend, expires on {date}, in {days} days: ask "
    "the time-stamp authority for its successor."
)


@dataclass(frozen=True, slots=True)
class KeyNotice:
    """Something about the signing key that its operator must act upon.

    `template` is an English sentence over `values`; `days` are left; 0 where the registry cannot sign at all.
    """

    template: str
    values: dict[str, str]
    days: int

    def text(self, translate: Callable[[str], str] = untranslated) -> str:
        """The sentence, in the language of `translate`."""
        return translate(self.template).format_map(self.values)


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A signer and the certificates from its own to the trust anchor."""

    signer: Signer
    way: tuple[x509.Certificate, ...]


def signer() -> Signer:
    """The key that signs our papers; NotReady where there is none, or none that may sign today."""
    return _usable().signer


def trust() -> Trust:
    """The authorities whose papers, and those whose time stamps, are believed."""
    path, stampers = setting("TRUST_ANCHORS"), setting("TIMESTAMP_ANCHORS")
    try:
        anchors = _certificates(path) if path else _loaded().signer.trust.anchors
        return Trust(anchors, _certificates(stampers) if stampers else ())
    except CertificateError as error:
        raise NotReady(UNUSABLE, reason=error) from error


def key_notice(today: date) -> KeyNotice | None:
    """What is to be done about the key, if anything: it cannot sign, or expires within 60 days.

    Of several certificates the one that expires first; those above the signing one count, and
    those of the time-stamp authorities.
    """
    try:
        way = _usable().way
        stampers = parsed(trust().stampers)
    except NotReady as error:
        return KeyNotice(error.template, error.values, 0)
    first = min(_endings(way, stampers, today), key=lambda notice: notice.days)
    return first if first.days <= NOTICE_DAYS else None


def _endings(
    way: tuple[x509.Certificate, ...], stampers: list[x509.Certificate], today: date
) -> Iterator[KeyNotice]:
    words = [(EXPIRES, way[:1]), (ABOVE_EXPIRES, way[1:]), (STAMPER_EXPIRES, stampers)]
    for template, certificates in words:
        for certificate in certificates:
            ends = clock.day_of(certificate.not_valid_after_utc)
            days = (ends - today).days
            # A former time-stamp authority stays believed for the papers of its time.
            if days >= 0 or template is not STAMPER_EXPIRES:
                values = {"name": name_of(certificate), "date": ends.isoformat()}
                yield KeyNotice(template, values | {"days": str(days)}, days)


def _usable() -> _Loaded:
    loaded = _loaded()
    try:
        for certificate in loaded.way:
            check_valid(certificate, clock.now())
    except CertificateError as error:
        raise NotReady(UNUSABLE, reason=error) from error
    return loaded


def _loaded() -> _Loaded:
    given = tuple((name, setting(name)) for name in _SETTINGS)
    try:
        return _load(given, setting("ENV") == "production", os.getpid())
    except CertificateError as error:
        raise NotReady(UNUSABLE, reason=error) from error


@cache
def _load(given: tuple[tuple[str, str], ...], production: bool, _process: int) -> _Loaded:
    """Load once for each process: the session with a token does not survive a fork."""
    settings = dict(given)
    found = replace(_key(settings, production), stamping=_stamping(settings))
    if production and found.is_development:
        raise NotReady(DEVELOPMENT_KEY, name=found.name)
    anchors = settings["TRUST_ANCHORS"]
    roots = _certificates(anchors) if anchors else found.trust.anchors
    own, *above = parsed((found.certificate.dump(), *found.chain))
    return _Loaded(found, tuple(way_to(own, above, parsed(roots))))


def _key(settings: dict[str, str], production: bool) -> Signer:
    if settings["SIGNER_PKCS12"]:
        return load_pkcs12(Path(settings["SIGNER_PKCS12"]), settings["SIGNER_PASSPHRASE"])
    if settings["SIGNER_PKCS11"]:
        token = Token(
            Path(settings["SIGNER_PKCS11"]),
            settings["SIGNER_TOKEN"],
            settings["SIGNER_KEY"],
            settings["SIGNER_PASSPHRASE"],
        )
        chain = settings["SIGNER_CHAIN"]
        return load_pkcs11(token, Path(chain) if chain else None)
    if production:
        raise NotReady(NO_KEY)
    return development_signer(Path(settings["DEVELOPMENT_AUTHORITY"]))


def _stamping(settings: dict[str, str]) -> Stamping | None:
    if not settings["TIMESTAMP_URL"]:
        return None
    anchors = _certificates(settings["TIMESTAMP_ANCHORS"])
    lists = Lists() if settings["LONG_TERM"] else None
    return Stamping(Authority(settings["TIMESTAMP_URL"], anchors), lists)


@cache
def _certificates(path: str) -> tuple[bytes, ...]:
    return load_certificates(Path(path))
