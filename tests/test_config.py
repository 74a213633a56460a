"""The settings: what is wrong with one is said in a sentence that names it."""

import re
from pathlib import Path

import pytest

from registry import config
from registry.config import ConfigurationError, flask_settings, read_environment

PRODUCTION = {
    "ENV": "production",
    "SECRET_KEY": "s" * 32,
    "PASSWORD_SALT": "p" * 32,
    "PUBLIC_URL": "https://registry.example",
    "SIGNER_PKCS12": "/etc/registry/signer.p12",
    "TRUST_ANCHORS": "/etc/registry/anchors.pem",
    "CHECKPOINT_KEY": "/etc/registry/checkpoints.pem",
}


@pytest.fixture(autouse=True)
def a_clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for setting in config.SETTINGS:
        monkeypatch.delenv(config.PREFIX + setting.name, raising=False)


def test_without_any_setting_the_registry_runs_on_its_defaults() -> None:
    assert read_environment() == {s.name: s.default for s in config.SETTINGS}


def test_the_environment_sets_and_an_override_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGISTRY_LOCALE", "en")
    assert read_environment()["LOCALE"] == "en"
    assert read_environment({"LOCALE": "zh_Hans_CN"})["LOCALE"] == "zh_Hans_CN"


def test_an_override_of_an_unknown_name_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="no such setting: DATABSE_URL"):
        read_environment({"DATABSE_URL": "sqlite://"})


def test_production_runs_when_everything_is_its_own() -> None:
    assert read_environment(PRODUCTION)["ENV"] == "production"


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        ("ENV", "prod", "REGISTRY_ENV is 'prod': say development or production"),
        ("ENV", "", "REGISTRY_ENV is '': say development or production"),
        ("MAX_REQUEST_BYTES", "10 MB", "REGISTRY_MAX_REQUEST_BYTES is '10 MB': say a whole number"),
        ("MAX_REQUEST_BYTES", "-1", "REGISTRY_MAX_REQUEST_BYTES is '-1': say a whole number"),
        ("MAX_REQUEST_BYTES", "", "REGISTRY_MAX_REQUEST_BYTES is '': say a whole number"),
        ("PROXY_HOPS", "１", "REGISTRY_PROXY_HOPS is '１': say a whole number"),
        ("SECRET_KEY", config.DEVELOPMENT_SECRET, "REGISTRY_SECRET_KEY: in production, 32"),
        ("SECRET_KEY", "short", "REGISTRY_SECRET_KEY: in production, 32"),
        ("PASSWORD_SALT", config.DEVELOPMENT_SECRET, "REGISTRY_PASSWORD_SALT: in production, 32"),
        ("PASSWORD_SALT", "", "REGISTRY_PASSWORD_SALT: in production, 32"),
        ("PASSWORD_SALT", "s" * 32, "SECRET_KEY and REGISTRY_PASSWORD_SALT are the same: take two"),
        (
            "PUBLIC_URL",
            "http://registry.example",
            "'http://registry.example': in production, https",
        ),
        ("SECOND_FACTOR", "nobody", "REGISTRY_SECOND_FACTOR is 'nobody': in production, say staff"),
        ("SECOND_FACTOR", "all", "REGISTRY_SECOND_FACTOR is 'all': say staff or nobody"),
        ("ARGON2_MEMORY_KIB", "64", "REGISTRY_ARGON2_MEMORY_KIB is 64: at least 65536"),
        ("ARGON2_PASSES", "1", "REGISTRY_ARGON2_PASSES is 1: at least 3"),
        ("CONFIRM_MINUTES", "6", "REGISTRY_CONFIRM_MINUTES is 6: from 1 to 5"),
        ("SESSION_IDLE_MINUTES", "0", "REGISTRY_SESSION_IDLE_MINUTES is 0: from 1 to 120"),
        ("SESSION_HOURS", "48", "REGISTRY_SESSION_HOURS is 48: from 1 to 24"),
        ("SESSION_HOURS", "12.5", "REGISTRY_SESSION_HOURS is '12.5': say a whole number"),
        ("SIGNER_PKCS12", "", "REGISTRY_SIGNER_PKCS12: in production, the path of your own file"),
        ("MAIL_URL", "http://mail", "REGISTRY_MAIL_URL: say smtp://… or smtps://…"),
        ("THROTTLE_STORE", "http://cache", "REGISTRY_THROTTLE_STORE: say redis://host:port or"),
        ("THROTTLE_STORE", "", "REGISTRY_THROTTLE_STORE: say redis://host:port or memory://"),
        ("MAIL_FROM", "registry", "REGISTRY_MAIL_FROM is 'registry': say name@host"),
        ("TRUST_ANCHORS", "", "REGISTRY_TRUST_ANCHORS: in production, the path of your own file"),
        ("CHECKPOINT_KEY", "", "REGISTRY_CHECKPOINT_KEY: in production, the path of your own file"),
    ],
)
def test_a_wrong_setting_is_refused_with_a_sentence_that_names_it(
    name: str, given: str, sentence: str
) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(sentence)):
        read_environment(PRODUCTION | {name: given})


SIGNING = {
    "TIMESTAMP_URL": "http://127.0.0.1/tsa",
    "TIMESTAMP_ANCHORS": "/etc/registry/stampers.pem",
    "LONG_TERM": "yes",
}
TOKEN = {
    "SIGNER_PKCS12": "",
    "SIGNER_PKCS11": "/usr/lib/token.so",
    "SIGNER_TOKEN": "registry",
    "SIGNER_KEY": "papers",
}


def test_a_development_registry_runs_without_a_key_for_its_checkpoints() -> None:
    assert read_environment({"CHECKPOINT_KEY": ""})["ENV"] == "development"


def test_production_runs_with_a_key_in_a_token_and_time_stamps() -> None:
    assert read_environment(PRODUCTION | TOKEN | SIGNING)["LONG_TERM"] == "yes"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (TOKEN | {"SIGNER_PKCS12": "/x.p12"}, "SIGNER_PKCS12 and REGISTRY_SIGNER_PKCS11: set one"),
        (TOKEN | {"SIGNER_TOKEN": ""}, "REGISTRY_SIGNER_PKCS11 needs REGISTRY_SIGNER_TOKEN"),
        (TOKEN | {"SIGNER_KEY": ""}, "REGISTRY_SIGNER_PKCS11 needs REGISTRY_SIGNER_KEY"),
        (SIGNING | {"TIMESTAMP_ANCHORS": ""}, "TIMESTAMP_URL needs REGISTRY_TIMESTAMP_ANCHORS"),
        (SIGNING | {"TIMESTAMP_URL": ""}, "REGISTRY_LONG_TERM needs REGISTRY_TIMESTAMP_URL"),
        (SIGNING | {"LONG_TERM": "no"}, "REGISTRY_LONG_TERM is 'no': say yes, or nothing"),
        (TOKEN | {"TRUST_ANCHORS": ""}, "REGISTRY_TRUST_ANCHORS: in production, the path"),
    ],
)
def test_settings_of_the_signature_that_do_not_go_together_are_refused(
    given: dict[str, str], sentence: str
) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(sentence)):
        read_environment(PRODUCTION | given)


@pytest.mark.parametrize("debug", ["1", "true", "yes", "on"])
def test_production_does_not_start_with_the_debugger(
    monkeypatch: pytest.MonkeyPatch, debug: str
) -> None:
    monkeypatch.setenv("FLASK_DEBUG", debug)
    with pytest.raises(ConfigurationError, match="FLASK_DEBUG is set: in production, leave it"):
        read_environment(PRODUCTION)
    assert read_environment({})["ENV"] == "development"


def test_the_cookie_of_a_production_server_is_bound_to_its_host() -> None:
    settings = flask_settings(read_environment(PRODUCTION))
    assert settings["SESSION_COOKIE_NAME"] == "__Host-registry"
    assert settings["SESSION_COOKIE_PATH"] == "/" and "SESSION_COOKIE_DOMAIN" not in settings
    assert (settings["SESSION_COOKIE_HTTPONLY"], settings["SESSION_COOKIE_SAMESITE"]) == (
        True,
        "Lax",
    )


def test_cookies_of_a_production_server_travel_over_tls_only() -> None:
    assert flask_settings(read_environment(PRODUCTION))["SESSION_COOKIE_SECURE"] is True


def test_a_relative_sqlite_path_counts_from_the_working_folder_which_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    url = config.absolute_database_url("sqlite:///var/new/registry.db")
    assert url == f"sqlite:///{tmp_path}/var/new/registry.db"
    assert (tmp_path / "var/new").is_dir()


@pytest.mark.parametrize("url", ["sqlite:///:memory:", "postgresql+psycopg://host/name"])
def test_other_database_addresses_stay_as_they_are(url: str) -> None:
    assert config.absolute_database_url(url) == url


def test_every_setting_says_what_it_is_for_and_no_two_have_one_name() -> None:
    assert all(setting.purpose for setting in config.SETTINGS)
    names = [setting.name for setting in config.SETTINGS]
    assert len(names) == len(set(names))
