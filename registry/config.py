"""The only reader of the environment: every setting, its default and what it is for."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from flask import current_app

PREFIX = "REGISTRY_"
# Refused in production.
DEVELOPMENT_SECRET = "for development only: any server that people use sets its own secret"  # nosec B105


@dataclass(frozen=True)
class Setting:
    """One environment variable: its name without the prefix, its default, what it is for."""

    name: str
    default: str
    purpose: str


SETTINGS = (
    Setting("ENV", "development", "`production` refuses development keys and secrets"),
    Setting("DATABASE_URL", "sqlite:///var/registry.db", "SQLite file or `postgresql+psycopg://…`"),
    Setting("STORE", "var/certificates", "folder of issued papers and attached documents"),
    Setting("SNAPSHOT_FOLDER", "var/snapshot", "folder of the ledger in columns, for fast totals"),
    Setting("SECRET_KEY", DEVELOPMENT_SECRET, "signs sessions and forms; at least 32 characters"),
    Setting(
        "PASSWORD_SALT", DEVELOPMENT_SECRET, "keys the password hashes; at least 32 characters"
    ),
    Setting("PUBLIC_URL", "http://127.0.0.1:8000", "address of this server as the public sees it"),
    Setting("LOCALE", "zh_Hans_CN", "language until a reader chooses: `zh_Hans_CN` or `en`"),
    Setting("REGION", "370000", "GB/T 2260 code of the province that runs this registry"),
    Setting(
        "AUTHORITY_NAME", "示例省专利密集型产品登记机构", "who certifies, as printed on the paper"
    ),
    Setting(
        "AUTHORITY_NAME_EN",
        "EXAMPLE Provincial Registry of Patent-Intensive Products",
        "the same in English",
    ),
    Setting("SIGNER_PKCS12", "", "PKCS#12 file with the signing key and its chain"),
    Setting("SIGNER_PASSPHRASE", "", "passphrase of that file"),
    Setting("SIGNER_PKCS11", "", "PKCS#11 module (.so) of the token that holds the signing key"),
    Setting("SIGNER_TOKEN", "", "label of that token; its PIN is SIGNER_PASSPHRASE"),
    Setting("SIGNER_KEY", "", "label of the key and its certificate in the token"),
    Setting("SIGNER_CHAIN", "", "PEM file with the authorities above a key in a token"),
    Setting("TIMESTAMP_URL", "", "RFC 3161 time-stamp authority; signatures become PAdES B-T"),
    Setting("TIMESTAMP_ANCHORS", "", "PEM file of the time-stamp authorities that are believed"),
    Setting("LONG_TERM", "", "`yes`: PAdES B-LTA, with revocation data and an archive time stamp"),
    Setting("BROKER_URL", "", "Celery broker, `amqp://…` or `redis://…`; without one, processes"),
    Setting("MAIL_URL", "", "mail server, `smtp://user:password@host:587` or `smtps://…`"),
    Setting("MAIL_FOLDER", "var/mail", "folder for the mails where no server is set"),
    Setting(
        "MAIL_FROM", "registry@registry.example", "address that the registry's mails come from"
    ),
    Setting("OPS_KEY", "", "consumer key for the EPO's Open Patent Services"),
    Setting("OPS_SECRET", "", "consumer secret for the same"),
    Setting("OPS_FOLDER", "var/ops", "folder where answers of that service are kept"),
    Setting("CHECKPOINTS", "", "file of the signed checkpoints; else beside `STORE`"),
    Setting(
        "CHECKPOINT_KEY", "", "PEM file of the Ed25519 key that signs them; needed in production"
    ),
    Setting(
        "BACKUP_RECIPIENTS",
        "",
        "public keys of age that backups are encrypted to, with spaces between",
    ),
    Setting("TRUST_ANCHORS", "", "PEM file of the authorities whose papers are ours"),
    Setting(
        "DEVELOPMENT_AUTHORITY",
        "var/development-authority",
        "folder of the development keys, made on first use; never in production",
    ),
    Setting("CERTIFICATE_PATTERN", "PIP{year}{serial:06d}{check}", "number of a certificate"),
    Setting("REGISTRATION_PATTERN", "BA{year}{serial:06d}{check}", "registration number 备案号"),
    Setting("MAX_REQUEST_BYTES", "10485760", "largest request body that is read"),
    Setting("DOCUMENT_BYTES", "8388608", "largest document that may be attached"),
    Setting("DOCUMENTS_MOST", "20", "most documents of one application"),
    Setting(
        "VIRUS_SCANNER",
        "",
        "ClamAV's socket, `host:3310` or `/run/clamav/clamd.ctl`; without one nothing is scanned",
    ),
    Setting("OPEN_DATA_LICENCE", "", "address of the licence of the open data; empty: none stated"),
    Setting("SDMX_AGENCY", "EXAMPLE_PIP", "id of the agency that maintains the SDMX structures"),
    Setting("PROXY_HOPS", "0", "how many proxies in front of this server are to be believed"),
    Setting("SESSION_IDLE_MINUTES", "60", "a session that is not used for so long has ended"),
    Setting("SESSION_HOURS", "12", "a session ends after so many hours, used or not"),
    Setting("CONFIRM_MINUTES", "5", "how long a proof of identity lets certify, revoke, export"),
    Setting(
        "SECOND_FACTOR",
        "",
        "`staff`: staff need a second factor, as always in production; `nobody`",
    ),
    Setting("ARGON2_MEMORY_KIB", "65536", "memory that hashing a password takes; the least"),
    Setting("ARGON2_PASSES", "3", "passes over that memory; the least in production"),
    Setting("SEARCHES_PER_MINUTE", "120", "searches of the register from one address"),
    Setting("UPLOADS_PER_MINUTE", "20", "files to be examined from one address"),
    Setting(
        "THROTTLE_STORE", "memory://", "where readings are counted: `redis://…` for all at once"
    ),
    Setting(
        "METRICS_TOKEN",
        "",
        "who shows it may read `/metrics`; without one, in development, this machine",
    ),
)

# Settings that mean nothing without another one.
_NEEDS = (
    ("SIGNER_PKCS11", "SIGNER_TOKEN"),
    ("SIGNER_PKCS11", "SIGNER_KEY"),
    ("TIMESTAMP_URL", "TIMESTAMP_ANCHORS"),
    ("LONG_TERM", "TIMESTAMP_URL"),
)

_NUMBERS = (
    "MAX_REQUEST_BYTES",
    "DOCUMENT_BYTES",
    "DOCUMENTS_MOST",
    "PROXY_HOPS",
    "SESSION_IDLE_MINUTES",
    "SESSION_HOURS",
    "CONFIRM_MINUTES",
    "ARGON2_MEMORY_KIB",
    "ARGON2_PASSES",
    "SEARCHES_PER_MINUTE",
    "UPLOADS_PER_MINUTE",
)

_THROTTLE_STORES = ("memory://", "redis://", "rediss://", "redis+unix://", "redis+sentinel://")


class ConfigurationError(Exception):
    """A setting that cannot be used; the message names it and says what would be right."""


def read_environment(overrides: dict[str, str] | None = None) -> dict[str, str]:
    """All settings by name without prefix: the environment's, else the default; overrides win."""
    given = {s.name: os.environ.get(PREFIX + s.name, s.default) for s in SETTINGS}
    given |= overrides or {}
    unknown = set(given) - {s.name for s in SETTINGS}
    if unknown:
        raise ConfigurationError(f"no such setting: {', '.join(sorted(unknown))}")
    check(given)
    return given


def check(given: dict[str, str]) -> None:
    """Refuse what must not run: unknown environments, short or default secrets in production."""
    if given["ENV"] not in ("development", "production"):
        raise ConfigurationError(f"REGISTRY_ENV is {given['ENV']!r}: say development or production")
    for name in _NUMBERS:
        if not given[name].isascii() or not given[name].isdigit():
            raise ConfigurationError(f"REGISTRY_{name} is {given[name]!r}: say a whole number")
    if given["SECOND_FACTOR"] not in ("", "staff", "nobody"):
        raise ConfigurationError(
            f"REGISTRY_SECOND_FACTOR is {given['SECOND_FACTOR']!r}: say staff or nobody"
        )
    if not given["THROTTLE_STORE"].startswith(_THROTTLE_STORES):
        # The address may hold a password: it is not repeated.
        raise ConfigurationError("REGISTRY_THROTTLE_STORE: say redis://host:port or memory://")
    if int(given["DOCUMENT_BYTES"]) >= int(given["MAX_REQUEST_BYTES"]):
        raise ConfigurationError(
            f"REGISTRY_DOCUMENT_BYTES is {given['DOCUMENT_BYTES']}: less than "
            f"REGISTRY_MAX_REQUEST_BYTES, {given['MAX_REQUEST_BYTES']}"
        )
    _check_mail(given)
    _check_signing(given)
    if given["ENV"] == "production":
        _check_production(given)


def _check_mail(given: dict[str, str]) -> None:
    """Refuse an address of the mails that cannot be one."""
    if given["MAIL_URL"] and not given["MAIL_URL"].startswith(("smtp://", "smtps://")):
        # The address may hold a password: it is not repeated.
        raise ConfigurationError("REGISTRY_MAIL_URL: say smtp://… or smtps://…")
    if given["MAIL_FROM"].count("@") != 1:
        raise ConfigurationError(f"REGISTRY_MAIL_FROM is {given['MAIL_FROM']!r}: say name@host")


def _check_signing(given: dict[str, str]) -> None:
    """Refuse settings of the signature that contradict each other or lack each other."""
    if given["SIGNER_PKCS12"] and given["SIGNER_PKCS11"]:
        raise ConfigurationError("REGISTRY_SIGNER_PKCS12 and REGISTRY_SIGNER_PKCS11: set one only")
    if given["LONG_TERM"] not in ("", "yes"):
        raise ConfigurationError(
            f"REGISTRY_LONG_TERM is {given['LONG_TERM']!r}: say yes, or nothing"
        )
    for name, needed in _NEEDS:
        if given[name] and not given[needed]:
            raise ConfigurationError(f"REGISTRY_{name} needs REGISTRY_{needed}: set that too")


def _check_production(given: dict[str, str]) -> None:
    if debugging():
        raise ConfigurationError("FLASK_DEBUG is set: in production, leave it out")
    for name in ("SECRET_KEY", "PASSWORD_SALT"):
        if given[name] == DEVELOPMENT_SECRET or len(given[name]) < 32:
            raise ConfigurationError(f"REGISTRY_{name}: in production, 32 characters of your own")
    if given["SECRET_KEY"] == given["PASSWORD_SALT"]:
        raise ConfigurationError(
            "REGISTRY_SECRET_KEY and REGISTRY_PASSWORD_SALT are the same: take two"
        )
    if not given["PUBLIC_URL"].startswith("https://"):
        raise ConfigurationError(
            f"REGISTRY_PUBLIC_URL is {given['PUBLIC_URL']!r}: in production, https://…"
        )
    _check_accounts(given)
    own = ["CHECKPOINT_KEY", "TRUST_ANCHORS"]
    # A key in a token has no file.
    own += [] if given["SIGNER_PKCS11"] else ["SIGNER_PKCS12"]
    for name in sorted(own):
        if not given[name]:
            raise ConfigurationError(f"REGISTRY_{name}: in production, the path of your own file")


def _check_accounts(given: dict[str, str]) -> None:
    """In production accounts may be guarded more strictly than by default, not less."""
    if given["SECOND_FACTOR"] == "nobody":
        raise ConfigurationError("REGISTRY_SECOND_FACTOR is 'nobody': in production, say staff")
    for name, least in (("ARGON2_MEMORY_KIB", 65536), ("ARGON2_PASSES", 3)):
        if int(given[name]) < least:
            raise ConfigurationError(f"REGISTRY_{name} is {given[name]}: at least {least}")
    for name, most in (
        ("CONFIRM_MINUTES", 5),
        ("SESSION_IDLE_MINUTES", 120),
        ("SESSION_HOURS", 24),
    ):
        if not 0 < int(given[name]) <= most:
            raise ConfigurationError(f"REGISTRY_{name} is {given[name]}: from 1 to {most}")


def flask_settings(given: dict[str, str]) -> dict[str, Any]:
    """What Flask and its extensions want to be told, and ours under ``REGISTRY``."""
    production = given["ENV"] == "production"
    return {
        "REGISTRY": given,
        "SECRET_KEY": given["SECRET_KEY"],
        "MAX_CONTENT_LENGTH": int(given["MAX_REQUEST_BYTES"]),
        "MAX_FORM_PARTS": 2000,
        "MAX_FORM_MEMORY_SIZE": 500_000,
        # A browser sends a cookie of this prefix back to this host alone, and only over TLS.
        "SESSION_COOKIE_NAME": "__Host-registry" if production else "registry",
        "SESSION_COOKIE_PATH": "/",
        "SESSION_COOKIE_SECURE": production,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SQLALCHEMY_DATABASE_URI": absolute_database_url(given["DATABASE_URL"]),
        "BABEL_DEFAULT_LOCALE": given["LOCALE"],
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
        "BOOTSTRAP_SERVE_LOCAL": True,
    }


def metrics_folder() -> str:
    """Where the processes of one server put together what they measure: Prometheus's own setting,
    which its client reads too; empty for a server of one process."""
    return os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")


def debugging() -> bool:
    """Whether Flask's debugger is asked for, which runs whatever a visitor types."""
    return os.environ.get("FLASK_DEBUG", "").lower() not in ("", "0", "false", "no")


def absolute_database_url(url: str) -> str:
    """A relative SQLite path counts from the working folder, whose missing folders are made."""
    marker = "sqlite:///"
    if not url.startswith(marker) or url == "sqlite:///:memory:":
        return url
    path = Path(url.removeprefix(marker)).resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    return marker + str(path)


def setting(name: str) -> str:
    """A setting of the running application, by name without prefix."""
    return cast(dict[str, str], current_app.config["REGISTRY"])[name]
