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
    "SIGNER_PKCS12": "/etc/registry/signer.p12",
    "TRUST_ANCHORS": "/etc/registry/anchors.pem",
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
        ("SIGNER_PKCS12", "", "REGISTRY_SIGNER_PKCS12: in production, the path of your own file"),
        ("TRUST_ANCHORS", "", "REGISTRY_TRUST_ANCHORS: in production, the path of your own file"),
    ],
)
def test_a_wrong_setting_is_refused_with_a_sentence_that_names_it(
    name: str, given: str, sentence: str
) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(sentence)):
        read_environment(PRODUCTION | {name: given})


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
