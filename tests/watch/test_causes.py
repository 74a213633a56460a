"""Pure: which causes hold of what is known of a patent, and when that changes by itself."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.patents.event_codes import Effect
from registry.patents.event_words import Action
from registry.patents.events import LegalEvent
from registry.patents.number_types import Kind
from registry.patents.status import ENDED, NEVER_GRANTED, PatentStatus
from registry.patents.timeline import Basics, KnownStanding, Look, fold
from registry.watching.causes import (
    OVER,
    Cause,
    Limits,
    Use,
    causes_of,
    names_in,
    next_due,
)
from registry.watching.wording import WORDS, sentence

DAY = date(2025, 9, 1)
OWN = "示例企业有限公司"
USE = Use("ZL201810001000.4", OWN, is_licensee=False)
LIMITS = Limits(status_max_age_days=180, expiring_days=90)
BASICS = Basics(Kind.INVENTION, date(2018, 3, 1), date(2020, 6, 2), OWN)


def look(status: PatentStatus | None, day: date = DAY, ended_on: date | None = None) -> Look:
    return Look("示例来源", day, day, status, ended_on)


def event(effect: Effect, day: date = DAY, **more: Any) -> LegalEvent:
    return LegalEvent(effect, day, day, day, "示例来源", **more)


def known(*told: Look | LegalEvent, basics: Basics = BASICS) -> KnownStanding:
    """What is known on DAY."""
    looks = [each for each in told if isinstance(each, Look)]
    events = [each for each in told if isinstance(each, LegalEvent)]
    return fold(basics, events, DAY, looks=looks)


def causes(standing: KnownStanding, use: Use = USE, day: date = DAY) -> list[Cause]:
    return [each.cause for each in causes_of(standing, use, LIMITS, day)]


def test_a_patent_that_is_known_to_be_in_force_gives_no_cause() -> None:
    assert causes(known(look(PatentStatus.IN_FORCE))) == []


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        (PatentStatus.LAPSED, Cause.LAPSED),
        (PatentStatus.EXPIRED, Cause.EXPIRED),
        (PatentStatus.ABANDONED, Cause.ABANDONED),
        (PatentStatus.INVALIDATED, Cause.INVALIDATED),
        (PatentStatus.REFUSED, Cause.NEVER_GRANTED),
        (PatentStatus.WITHDRAWN, Cause.NEVER_GRANTED),
    ],
)
def test_a_right_that_is_over_is_the_only_cause(status: PatentStatus, cause: Cause) -> None:
    ended_on = date(2025, 3, 1) if status in ENDED else None
    (found,) = causes_of(known(look(status, ended_on=ended_on)), USE, LIMITS, DAY)
    assert (found.cause, found.effective_on) == (cause, ended_on)
    # However old the look is.
    assert causes(known(look(status, ended_on=ended_on)), day=date(2030, 1, 1)) == [cause]


def test_every_status_that_ends_a_right_has_its_cause() -> None:
    over = {*ENDED, *NEVER_GRANTED, PatentStatus.INVALIDATED}
    assert {cause for status in over for cause in causes(known(look(status)))} == OVER


def test_a_term_that_is_over_counts_although_the_source_still_says_in_force() -> None:
    basics = Basics(Kind.UTILITY_MODEL, date(2015, 9, 1), date(2016, 1, 1), OWN)
    standing = known(look(PatentStatus.IN_FORCE, date(2025, 8, 1)), basics=basics)
    assert causes(standing, day=DAY - timedelta(days=1)) == [Cause.EXPIRING]
    (found,) = causes_of(standing, USE, LIMITS, DAY)
    assert (found.cause, found.effective_on) == (Cause.EXPIRED, DAY)


def test_an_end_is_announced_ninety_days_before_it() -> None:
    basics = Basics(Kind.DESIGN, date(2015, 11, 30), date(2016, 1, 1), OWN)
    standing = known(look(PatentStatus.IN_FORCE, date(2025, 8, 1)), basics=basics)
    assert causes(standing, day=date(2025, 8, 31)) == []
    assert causes(standing, day=date(2025, 9, 1)) == [Cause.EXPIRING]
    assert next_due(standing, LIMITS, date(2025, 8, 31)) == date(2025, 9, 1)


def test_a_right_given_up_with_effect_from_a_later_day_is_not_over_before() -> None:
    standing = known(look(PatentStatus.ABANDONED, ended_on=date(2025, 10, 1)))
    assert causes(standing) == [Cause.EXPIRING]
    assert causes(standing, day=date(2025, 10, 1)) == [Cause.ABANDONED]


def test_a_look_of_more_than_180_days_ago_is_out_of_date() -> None:
    standing = known(look(PatentStatus.IN_FORCE, day=DAY - timedelta(days=180)))
    assert causes(standing) == []
    (found,) = causes_of(standing, USE, LIMITS, DAY + timedelta(days=1))
    assert (found.cause, found.effective_on) == (Cause.STALE, DAY + timedelta(days=1))
    assert next_due(standing, LIMITS, DAY) == DAY + timedelta(days=1)


@pytest.mark.parametrize("told", [(), (look(PatentStatus.UNKNOWN),)])
def test_a_status_that_nobody_knows_is_out_of_date_since_no_day(told: tuple[Look, ...]) -> None:
    basics = Basics(Kind.INVENTION, date(2018, 3, 1), None, OWN)
    (found,) = causes_of(known(*told, basics=basics), USE, LIMITS, DAY)
    assert (found.cause, found.effective_on) == (Cause.STALE, None)


def test_sources_that_contradict_each_other_leave_the_status_unknown() -> None:
    ended = Look("一", date(2025, 5, 1), DAY, PatentStatus.LAPSED, date(2025, 3, 1))
    alive = Look("二", date(2025, 8, 1), DAY, PatentStatus.IN_FORCE)
    assert causes(known(ended, alive)) == [Cause.STALE]


def test_a_transfer_to_somebody_else_is_a_cause_unless_a_licence_is_on_record() -> None:
    sold = event(Effect.TRANSFERRED, date(2025, 6, 1), holder="别的公司")
    seen = look(PatentStatus.IN_FORCE)
    (found,) = causes_of(known(sold, seen), USE, LIMITS, DAY)
    assert (found.cause, found.effective_on) == (Cause.TRANSFERRED, date(2025, 6, 1))
    assert found.values["patentee"] == "别的公司"
    licence = event(Effect.LICENSED, date(2025, 6, 2), code="EE01", action=Action.BEGUN)
    assert causes(known(sold, seen, licence)) == []
    ended = event(Effect.LICENSED, date(2025, 8, 1), code="EC01", action=Action.ENDED)
    assert causes(known(sold, seen, licence, ended)) == [Cause.TRANSFERRED]


@pytest.mark.parametrize("action", [Action.UNCLEAR, Action.ENDED])
def test_a_licence_that_does_not_surely_run_is_none(action: Action) -> None:
    sold = event(Effect.TRANSFERRED, date(2025, 6, 1), holder="别的公司")
    unclear = event(Effect.LICENSED, date(2025, 6, 2), code="LICC", action=action)
    standing = known(sold, look(PatentStatus.IN_FORCE), unclear)
    assert causes(standing) == [Cause.TRANSFERRED]


def test_a_pledge_is_no_licence() -> None:
    sold = event(Effect.TRANSFERRED, date(2025, 6, 1), holder="别的公司")
    pledged = event(Effect.PLEDGED, date(2025, 6, 2), code="PE01", action=Action.BEGUN)
    assert causes(known(sold, look(PatentStatus.IN_FORCE), pledged)) == [Cause.TRANSFERRED]


def test_a_licensee_uses_the_patent_whoever_holds_it() -> None:
    sold = event(Effect.TRANSFERRED, date(2025, 6, 1), holder="别的公司")
    licensee = Use(USE.number, OWN, is_licensee=True)
    assert causes(known(sold, look(PatentStatus.IN_FORCE)), licensee) == []


@pytest.mark.parametrize(
    "holder", ["别的公司；示例企业有限公司", "示例企业有限公司;x", "示例企业有限公司 "]
)
def test_one_of_several_patentees_is_a_patentee(holder: str) -> None:
    shared = event(Effect.TRANSFERRED, date(2025, 6, 1), holder=holder)
    assert causes(known(shared, look(PatentStatus.IN_FORCE))) == []


def test_a_transfer_to_nobody_named_is_none_yet() -> None:
    assert names_in(" ； ;") == ()
    unnamed = event(Effect.TRANSFERRED, date(2025, 6, 1))
    assert causes(known(unnamed, look(PatentStatus.IN_FORCE))) == []


def test_a_restored_right_has_no_cause_left() -> None:
    lapsed = event(Effect.LAPSED, date(2025, 6, 1))
    restored = event(Effect.RIGHT_RESTORED, date(2025, 8, 1))
    assert causes(known(lapsed)) == [Cause.LAPSED]
    assert causes(known(lapsed, restored)) == []


DAYS = st.dates(date(2023, 1, 1), date(2027, 12, 31))
LOOKS = st.builds(
    Look,
    source=st.sampled_from(["一", "二"]),
    as_of=DAYS,
    known_on=DAYS,
    status=st.sampled_from([None, *PatentStatus]),
    ended_on=st.none() | DAYS,
)
EVENTS = st.builds(
    LegalEvent,
    effect=st.sampled_from(Effect),
    announced_on=st.none() | DAYS,
    effective_on=st.none() | DAYS,
    known_on=DAYS,
    source=st.sampled_from(["一", "二"]),
    code=st.sampled_from(["", "EE01", "LICC", "EC01"]),
    action=st.sampled_from(Action),
    holder=st.sampled_from(["", OWN, "别的公司"]),
)
ALL_BASICS = st.builds(
    Basics,
    kind=st.none() | st.sampled_from(Kind),
    filed_on=st.none() | st.dates(date(2005, 1, 1), date(2020, 1, 1)),
    granted_on=st.none() | DAYS,
    patentee=st.sampled_from(["", OWN, "别的公司"]),
)
STANDINGS = st.builds(
    lambda basics, events, looks, day: fold(basics, events, day, looks=looks),
    ALL_BASICS,
    st.lists(EVENTS, max_size=4),
    st.lists(LOOKS, max_size=3),
    DAYS,
)


@given(STANDINGS, DAYS, st.integers(0, 400))
def test_nothing_changes_by_itself_before_the_day_that_is_due(
    standing: KnownStanding, day: date, later: int
) -> None:
    due = next_due(standing, LIMITS, day) or date.max
    then = min(day + timedelta(days=later), due - timedelta(days=1))
    assert causes_of(standing, USE, LIMITS, then) == causes_of(standing, USE, LIMITS, day)


@given(STANDINGS, DAYS)
def test_what_is_over_is_the_only_cause_and_every_cause_has_its_words(
    standing: KnownStanding, day: date
) -> None:
    found = causes_of(standing, USE, LIMITS, day)
    assert len({each.cause for each in found}) == len(found)
    if any(each.cause in OVER for each in found):
        assert len(found) == 1
    for each in found:
        assert USE.number in sentence(each.cause, each.values)


def test_every_cause_has_words() -> None:
    assert set(WORDS) == set(Cause)
