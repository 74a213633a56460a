"""The codes of legal events and what they settle."""

import re

import pytest

from registry.patents.event_codes import _TABLE, EVENT_CODES, Effect, read_event_code
from registry.patents.status import PatentStatus


def test_every_code_stands_once_under_a_key_event_of_st27() -> None:
    codes = [code for _, _, listed in _TABLE for code in listed.split()]
    assert sorted(codes) == sorted(EVENT_CODES)
    assert len(EVENT_CODES) == 110
    assert all(re.fullmatch("[A-Y]10", event.key_event) for event in EVENT_CODES.values())


@pytest.mark.parametrize(
    ("code", "effect", "status"),
    [
        ("GR01", Effect.GRANTED, PatentStatus.IN_FORCE),
        ("CF01", Effect.LAPSED, PatentStatus.LAPSED),
        ("C19 ", Effect.LAPSED, PatentStatus.LAPSED),
        ("cx01", Effect.EXPIRED, PatentStatus.EXPIRED),
        ("IW01", Effect.INVALIDATED, PatentStatus.INVALIDATED),
        ("IP01", Effect.REDUCED, PatentStatus.IN_FORCE),
        ("C32", Effect.INVALIDATED_OR_REDUCED, PatentStatus.UNKNOWN),
        ("RR01", Effect.RIGHT_RESTORED, PatentStatus.IN_FORCE),
        ("EE01", Effect.LICENSED, None),
        ("TR01", Effect.TRANSFERRED, None),
        ("PP01", Effect.PRESERVED, None),
        ("TP01", Effect.TERM_EXTENDED, None),
    ],
)
def test_a_code_says_what_it_does_and_the_status_that_it_settles(
    code: str, effect: Effect, status: PatentStatus | None
) -> None:
    event = read_event_code(code)
    assert event is not None
    assert (event.effect, event.status_after) == (effect, status)


@pytest.mark.parametrize("code", ["PLDC", "PE01", "PM01", "PC01"])
def test_a_pledge_is_no_licence(code: str) -> None:
    assert EVENT_CODES[code].effect is Effect.PLEDGED


@pytest.mark.parametrize("code", ["", "XX99", "GR", "授权"])
def test_an_unknown_code_is_not_given_a_meaning(code: str) -> None:
    assert read_event_code(code) is None
