"""Who guesses is slowed down, and learns nothing meanwhile."""

import re
from time import process_time
from uuid import uuid4

import pytest
from factories import PASSWORD, UserFactory
from sqlalchemy import func, select
from telephone import digits
from together import threads

from registry.accounts import passwords, proofs, throttles
from registry.accounts.models import Attempts
from registry.accounts.throttles import Limit, TooMany, check_guess
from registry.extensions import db


def own_memory() -> str:
    """A store in which nobody has counted yet, not even the same test on the other database."""
    return f"memory://{uuid4()}"


def knock(client, email: str, password: str = "not the password", **more):
    return client.post("/login", data={"email": email, "password": password}, **more)


@pytest.mark.parametrize("known", [True, False], ids=["an account", "no account"])
def test_after_ten_wrong_passwords_the_right_one_is_not_looked_at_either(client, known):
    user = UserFactory()
    email = user.email if known else "nobody@example.org"
    assert {knock(client, email).status_code for _ in range(10)} == {422}
    answer = knock(client, email, PASSWORD)
    assert answer.status_code == 429
    assert "Wait 15 minutes" in answer.text


def test_writing_the_address_otherwise_gives_no_new_tries(client):
    user = UserFactory()
    for spelled in (user.email, user.email.upper(), f" {user.email} ") * 4:
        answer = knock(client, spelled)
    assert answer.status_code == 429


def test_after_a_quarter_of_an_hour_the_right_password_opens_again(client, later):
    user = UserFactory()
    for _ in range(11):
        knock(client, user.email)
    with later(minutes=16):
        assert knock(client, user.email, PASSWORD).status_code == 302


def test_the_right_password_begins_the_count_anew(client):
    user = UserFactory()
    for _ in range(3):
        for _ in range(4):
            knock(client, user.email)
        assert knock(client, user.email, PASSWORD).status_code == 302
        client.post("/logout")


def test_one_sender_who_tries_many_accounts_is_stopped(client, monkeypatch):
    monkeypatch.setattr(throttles, "PASSWORD_FROM_ADDRESS", Limit("sender", 6, 900))
    answers = [knock(client, f"person{each}@example.com").status_code for each in range(7)]
    assert answers == [422] * 6 + [429]


def test_many_senders_together_are_slowed_down(client, monkeypatch):
    monkeypatch.setattr(throttles, "PASSWORD_OVERALL", Limit("overall", 6, 60))
    answers = [
        knock(
            client, f"person{each}@example.com", environ_overrides={"REMOTE_ADDR": f"10.0.0.{each}"}
        ).status_code
        for each in range(7)
    ]
    assert answers == [422] * 6 + [429]


def test_codes_are_guessed_eight_times_and_no_more(client, with_app):
    user = UserFactory()
    secret = with_app(user)
    knock(client, user.email, PASSWORD)
    answers = [
        client.post("/login/second", data={"code": f"{each:06}"}).status_code for each in range(9)
    ]
    assert answers == [422] * 8 + [429]
    assert client.post("/login/second", data={"code": digits(secret)}).status_code == 429


def test_a_hundred_searches_in_a_minute_are_answered_and_more_are_not(client, settings):
    settings(SEARCHES_PER_MINUTE="5", THROTTLE_STORE=own_memory())
    answers = [client.get("/register?q=x").status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]
    assert client.get("/verify").status_code == 200


def test_uploads_to_be_examined_are_limited_for_people_and_programs_together(client, settings):
    settings(UPLOADS_PER_MINUTE="2", THROTTLE_STORE=own_memory())
    assert client.post("/verify").status_code == 422
    assert client.post("/api/verify").status_code == 422
    assert client.post("/verify").status_code == 429
    answer = client.post("/api/verify")
    assert answer.status_code == 429 and "Wait 1 minutes" in answer.json["error"]


def test_what_is_counted_names_no_person_and_goes_when_its_time_is_over(app, client, later):
    user = UserFactory()
    knock(client, user.email)
    kept = db.session.scalars(select(Attempts.counted)).all()
    assert all(re.fullmatch(r"[0-9a-f]{64}", each) for each in kept)
    with later(hours=1):
        check_guess((Limit("another", 5, 60), "x"))
    assert db.session.scalar(select(func.count()).select_from(Attempts)) == 1


def test_eight_at_once_are_counted_as_eight(app):
    limit = Limit("together", 5, 60)

    def guess(_: int) -> bool:
        try:
            check_guess((limit, "one account"))
        except TooMany:
            return False
        return True

    assert sum(threads(app, 8, guess)) == 5


def test_an_unknown_address_costs_the_same_hash_as_a_known_one(app, monkeypatch):
    user = UserFactory()
    verified = []
    true_verify = passwords.PasswordHasher.verify

    def count(self, stored, password):
        verified.append(stored.split("$")[3])
        return true_verify(self, stored, password)

    monkeypatch.setattr(passwords.PasswordHasher, "verify", count)
    with app.test_request_context():
        assert proofs.check_password(user.email, "not the password") is None
        assert proofs.check_password("nobody@example.org", "not the password") is None
    assert len(verified) == 2
    assert verified[0] == verified[1], "at one cost"


def test_trap_looking_for_the_account_first_answers_at_once_where_there_is_none(app, settings):
    """The obvious code computes a hash only where there is one to compare with; ours always does."""
    settings(ARGON2_MEMORY_KIB="16384", ARGON2_PASSES="1")
    kept = passwords.hash_password(PASSWORD)

    def obviously(stored, password):
        return stored is not None and passwords.verify_password(stored, password)

    def least(check, stored):
        """The seconds of processor time of the fastest of a few."""
        taken = []
        for _ in range(4):
            began = process_time()
            assert not check(stored, "not the password")
            taken.append(process_time() - began)
        return min(taken)

    known = least(obviously, kept)
    assert least(obviously, None) < known / 20
    assert known / 2 < least(passwords.verify_password, None) < known * 2
