"""Which passwords are taken, and how they are kept."""

import unicodedata

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.accounts.passwords import (
    LONGEST,
    check_new,
    hash_password,
    normal,
    outdated,
    verify_password,
)
from registry.errors import BadInput

GOOD = "三月的雨 bridge over copper"


@pytest.mark.parametrize(
    "password",
    [GOOD, "correct horse battery staple", "济南的春天里有十二只白鹭", "x7#" * 4 + "qM!?zL"],
)
def test_any_characters_make_a_password_and_none_are_demanded(password: str) -> None:
    check_new(password)


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("", "It has 0 characters. Take at least 12"),
        ("elf zeichen", "It has 11 characters. Take at least 12"),
        ("长" * (LONGEST + 1), "It has 129 characters. Take at most 128."),
        ("tabulator\there is", "control character"),
        ("password1234", "guessed first"),
        ("aaaaaaaaaaaa", "guessed first"),
        ("123456789012", "guessed first"),
        ("qwertyuiop12", "guessed first"),
        ("Passw0rd!Passw0rd!", "guessed first"),
        ("zhangwei19880101", "guessed first"),
    ],
    ids=["none", "11", "129", "tab", "common", "one", "row", "keys", "twice", "own name"],
)
def test_what_is_short_or_guessed_is_refused_with_what_would_be_right(
    password: str, said: str
) -> None:
    with pytest.raises(BadInput) as refused:
        check_new(password, "zhangwei@example.org", "Zhangwei")
    problem = refused.value.problems[0]
    assert said in problem.text()
    assert problem.given == "", "a password is never shown again"


def test_one_password_is_the_same_from_every_keyboard(app: Flask) -> None:
    composed = "crème brûlée à midi"
    apart = unicodedata.normalize("NFD", composed)
    assert apart != composed
    assert verify_password(hash_password(apart), composed)


def test_the_hash_is_argon2id_at_the_cost_of_the_settings(app: Flask, monkeypatch) -> None:
    dear = app.config["REGISTRY"] | {"ARGON2_MEMORY_KIB": "65536", "ARGON2_PASSES": "3"}
    cheap = hash_password(GOOD)
    monkeypatch.setitem(app.config, "REGISTRY", dear)
    hashed = hash_password(GOOD)
    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,")
    assert outdated(cheap) and not outdated(hashed)
    assert verify_password(cheap, GOOD), "an older hash still opens"


def test_hashes_alone_without_the_key_of_the_settings_are_of_no_use(
    app: Flask, monkeypatch
) -> None:
    hashed = hash_password(GOOD)
    other = app.config["REGISTRY"] | {"PASSWORD_SALT": "another key of another registry"}
    monkeypatch.setitem(app.config, "REGISTRY", other)
    assert not verify_password(hashed, GOOD)


@pytest.mark.parametrize("stored", [None, "", "no hash", "$argon2id$v=19$m=1$x"])
def test_without_a_usable_hash_no_password_is_right(app: Flask, stored: str | None) -> None:
    assert not verify_password(stored, GOOD)
    assert not verify_password(stored, "nobody's")


@given(st.text(max_size=200))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_text_is_taken_or_refused_in_words(password: str) -> None:
    try:
        check_new(password)
        assert 12 <= len(normal(password)) <= LONGEST
    except BadInput as refused:
        assert refused.problems[0].text()
