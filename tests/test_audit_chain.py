"""The chain of the trail: canonical JSON twice, each entry in its place, whoever writes at once."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from factories import UserFactory, actor
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from together import threads

from registry import audit
from registry.audit import AuditEntry, AuditLink
from registry.audit.chain import BEGINNING, canonical, content_of, hash_of
from registry.extensions import db
from registry.integrity.canonical import jcs
from registry.integrity.verify import verify
from registry.permissions import Actor
from registry.transaction import unit_of_work

VECTORS = Path(os.environ.get("REGISTRY_TEST_DATA", "")) / "vectors/jcs_rfc8785"
NAMES = ("arrays", "french", "structures", "unicode", "values", "weird")
# No lone surrogates: no text of ours has one, and UTF-8 cannot write it.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
scalars = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts
values = st.recursive(
    scalars | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.skipif(not VECTORS.is_dir(), reason="REGISTRY_TEST_DATA names no such folder")
@pytest.mark.parametrize("name", NAMES)
def test_canonical_json_is_that_of_the_published_examples(name: str) -> None:
    value = json.loads((VECTORS / f"input/{name}.json").read_bytes())
    expected = (VECTORS / f"output/{name}.json").read_bytes()
    assert canonical(value) == expected
    assert jcs(value).encode() == expected


@given(values)
def test_canonical_json_that_is_written_twice_is_the_same(value: Any) -> None:
    assert jcs(value).encode() == rfc8785.dumps(value)
    assert canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize("amount", [2**53, -(2**53), 2**63 - 1, 10**30])
def test_an_amount_that_no_double_holds_is_hashed_as_text(amount: int) -> None:
    assert canonical({"fen": amount}) == f'{{"fen":"{amount}"}}'.encode()
    assert jcs({"fen": amount}).encode() == canonical({"fen": amount})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1: 2}.keys(), b"x"])
def test_what_is_not_json_is_never_hashed(value: Any) -> None:
    for write in (canonical, jcs):
        with pytest.raises((ValueError, TypeError)):
            write(value)


def somebody() -> Actor:
    who: Actor = actor(UserFactory())
    return who


def chained() -> list[tuple[AuditEntry, AuditLink]]:
    db.session.rollback()
    asked = select(AuditEntry, AuditLink).join(AuditLink, AuditLink.entry_id == AuditEntry.id)
    return [(row[0], row[1]) for row in db.session.execute(asked.order_by(AuditLink.sequence))]


def faults() -> list[str]:
    return [fault.text() for name, fault in verify().faults() if name == "chain"]


def test_each_entry_is_hashed_with_its_place_and_the_hash_before_it(app: Flask) -> None:
    who = somebody()
    with unit_of_work():
        audit.record(who, "look", "user", who.user_id or 0, why="示例", fen=2**60)
        audit.record(who, "look again", "user", who.user_id or 0)
    previous = BEGINNING
    for place, (entry, link) in enumerate(chained(), start=1):
        content = content_of(
            at=entry.at,
            actor_id=entry.actor_id,
            actor_name=entry.actor_name,
            verb=entry.verb,
            subject_type=entry.subject_type,
            subject_id=entry.subject_id,
            details=entry.details,
        )
        assert link.sequence == place
        assert link.sha256 == hash_of(content, entry.id, place, previous)
        previous = link.sha256
    assert len(chained()) >= 2
    assert faults() == []


def test_an_entry_that_a_savepoint_took_back_leaves_no_gap(app: Flask) -> None:
    who = somebody()
    before = len(chained())
    with unit_of_work():
        audit.record(who, "one", "user", who.user_id or 0)
        savepoint = db.session.begin_nested()
        audit.record(who, "two", "user", who.user_id or 0)
        db.session.flush()
        savepoint.rollback()
        audit.record(who, "three", "user", who.user_id or 0)
    assert [entry.verb for entry, _ in chained()[before:]] == ["one", "three"]
    assert [link.sequence for _, link in chained()] == list(range(1, before + 3))
    assert faults() == []


def test_an_entry_outside_of_a_unit_of_work_is_refused(app: Flask) -> None:
    who = somebody()
    with pytest.raises(RuntimeError, match="inside a unit of work"):
        audit.record(who, "look", "user", who.user_id or 0)
    db.session.rollback()


def test_eight_who_act_at_once_are_chained_one_after_the_other(app: Flask) -> None:
    who = somebody()
    before = len(chained())

    def act(worker: int) -> None:
        for turn in range(5):
            with unit_of_work():
                audit.record(who, f"act {worker}.{turn}", "user", who.user_id or 0)

    threads(app, 8, act)
    assert [link.sequence for _, link in chained()] == list(range(1, before + 41))
    assert faults() == []
