"""The only reader of the environment: every setting, its default and what it is for."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from flask import current_app

PREFIX = "REGISTRY_"
DEVELOPMENT_SECRET = "for development only: any server that people use sets its own secret"


@dataclass(frozen=True)
class Setting:
    """One environment variable: its name without the prefix, its default, what it is for."""

    name: str
    default: str
    purpose: str


SETTINGS = (
    Setting("ENV", "development", "`production` refuses development keys and secrets"),
    Setting("DATABASE_URL", "sqlite:///var/registry.db", "SQLite file or `postgresql+psycopg://…`"),
    Setting("STORE", "var/certificates", "folder of the issued papers, one PDF a certificate"),
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
    Setting("TRUST_ANCHORS", "", "PEM file of the authorities whose papers are ours"),
    Setting(
        "DEVELOPMENT_AUTHORITY",
        "var/development-authority",
        "folder of the development keys, made on first use; never in production",
    ),
    Setting("CERTIFICATE_PATTERN", "PIP{year}{serial:06d}{check}", "number of a certificate"),
    Setting("REGISTRATION_PATTERN", "BA{year}{serial:06d}{check}", "registration number 备案号"),
    Setting("MAX_REQUEST_BYTES", "10485760", "largest request body that is read"),
    Setting("PROXY_HOPS", "0", "how many proxies in front of this server are to be believed"),
)


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
    for name in ("MAX_REQUEST_BYTES", "PROXY_HOPS"):
        if not given[name].isascii() or not given[name].isdigit():
            raise ConfigurationError(f"REGISTRY_{name} is {given[name]!r}: say a whole number")
    if given["ENV"] == "production":
        _check_production(given)


def _check_production(given: dict[str, str]) -> None:
    for name in ("SECRET_KEY", "PASSWORD_SALT"):
        if given[name] == DEVELOPMENT_SECRET or len(given[name]) < 32:
            raise ConfigurationError(f"REGISTRY_{name}: in production, 32 characters of your own")
    for name in ("SIGNER_PKCS12", "TRUST_ANCHORS"):
        if not given[name]:
            raise ConfigurationError(f"REGISTRY_{name}: in production, the path of your own file")


def flask_settings(given: dict[str, str]) -> dict[str, Any]:
    """What Flask and its extensions want to be told, and ours under ``REGISTRY``."""
    production = given["ENV"] == "production"
    return {
        "REGISTRY": given,
        "SECRET_KEY": given["SECRET_KEY"],
        "MAX_CONTENT_LENGTH": int(given["MAX_REQUEST_BYTES"]),
        "MAX_FORM_PARTS": 2000,
        "SESSION_COOKIE_SECURE": production,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SQLALCHEMY_DATABASE_URI": absolute_database_url(given["DATABASE_URL"]),
        "BABEL_DEFAULT_LOCALE": given["LOCALE"],
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
        "BOOTSTRAP_SERVE_LOCAL": True,
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SALT": given["PASSWORD_SALT"],
        "SECURITY_PASSWORD_LENGTH_MIN": 12,
        "SECURITY_VERIFY_URL": "/reauthenticate",
        "SECURITY_POST_LOGIN_VIEW": "/home",
        "SECURITY_POST_LOGOUT_VIEW": "/",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_SEND_REGISTER_EMAIL": False,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
    }


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
