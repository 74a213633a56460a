"""Events folded into a standing: what was true when, as known when."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.patents.event_codes import EVENT_CODES, Effect
from registry.patents.event_words import Action, read_event_words
from registry.patents.events import InterestKind, LegalEvent, read_event
from registry.patents.number_types import Kind
from registry.patents.status import PatentStatus
from registry.patents.terms import EXTENDED_FURTHER, InForce, in_force, in_force_throughout
from registry.patents.timeline import (
    Basics,
    KnownStanding,
    Look,
    fold,
    lapse_inferred_on,
    status_on,
)

TODAY = date(2025, 9, 1)
DAY = timedelta(days=1)
INVENTION = Basics(Kind.INVENTION, date(2015, 3, 10), patentee="示例甲有限公司")
GRANTED_ON = date(2018, 5, 4)


def event(
    code: str,
    announced_on: date,
    *,
    known_on: date | None = None,
    effective_on: date | None = None,
    source: str = "示例来源",
    details: str = "",
    days: int = 0,
) -> LegalEvent:
    """An event known as soon as it was announced."""
    read = read_event(
        code,
        announced_on=announced_on,
        effective_on=effective_on,
        known_on=known_on or announced_on,
        source=source,
        details=details,
        days=days,
    )
    assert read is not None
    return read


GRANT = event("GR01", GRANTED_ON)


def known(*events: LegalEvent, on: date = TODAY, looks: Sequence[Look] = ()) -> KnownStanding:
    return fold(INVENTION, events, on, looks=looks)


def looked(day: date, status: PatentStatus | None = None, source: str = "示例来源") -> Look:
    return Look(source, as_of=day, known_on=day, status=status)


def answer(standing: KnownStanding, day: date) -> InForce:
    return in_force(standing.standing, day).answer


def test_nothing_is_known_of_a_patent_before_anything_was_said() -> None:
    folded = known(GRANT, on=GRANTED_ON - timedelta(days=1))
    assert folded.standing.status is PatentStatus.UNKNOWN
    assert folded.looked_on is None
    assert answer(folded, GRANTED_ON) is InForce.UNKNOWN


def test_a_grant_is_in_force_on_the_day_it_was_announced_and_no_later_day_is_known() -> None:
    folded = known(GRANT)
    assert (folded.standing.status, folded.standing.as_of) == (PatentStatus.IN_FORCE, GRANTED_ON)
    assert answer(folded, GRANTED_ON) is InForce.YES
    assert answer(folded, TODAY) is InForce.UNKNOWN


def test_a_source_that_looked_and_found_no_end_makes_the_standing_newer() -> None:
    folded = known(GRANT, looks=[looked(date(2025, 6, 30))])
    assert folded.standing.as_of == date(2025, 6, 30)
    assert answer(folded, date(2025, 6, 30)) is InForce.YES
    assert answer(folded, date(2025, 7, 1)) is InForce.UNKNOWN
    assert folded.is_fresh(TODAY, 90)
    assert not folded.is_fresh(TODAY, 60)
    assert not folded.is_fresh(date(2025, 6, 29), 90)


def test_a_source_that_does_not_know_makes_a_living_right_unknown_until_one_settles_it() -> None:
    doubt = looked(TODAY, PatentStatus.UNKNOWN)
    folded = known(GRANT, looks=[doubt])
    assert folded.standing.status is PatentStatus.UNKNOWN
    assert answer(folded, TODAY) is InForce.UNKNOWN
    settled = known(
        GRANT, looks=[doubt, looked(TODAY + DAY, PatentStatus.IN_FORCE)], on=TODAY + DAY
    )
    assert answer(settled, TODAY) is InForce.YES


def test_of_two_words_of_one_day_the_doubt_counts() -> None:
    said = [looked(TODAY, PatentStatus.UNKNOWN), looked(TODAY, PatentStatus.IN_FORCE, "乙来源")]
    assert known(GRANT, looks=said).standing.status is PatentStatus.UNKNOWN


def test_a_doubt_takes_no_end_back() -> None:
    lapse = event("CF01", date(2024, 11, 1), effective_on=date(2024, 3, 10))
    folded = known(GRANT, lapse, looks=[looked(TODAY, PatentStatus.UNKNOWN)])
    assert folded.standing.status is PatentStatus.LAPSED


def test_a_lapse_ends_the_right_on_the_day_it_is_stated_for_long_before_the_notice() -> None:
    lapse = event("CF01", date(2024, 2, 20), effective_on=date(2023, 3, 10))
    before = known(GRANT, lapse, on=date(2024, 2, 19), looks=[looked(date(2024, 1, 15))])
    since = known(GRANT, lapse, looks=[looked(date(2024, 1, 15))])
    assert answer(before, date(2023, 12, 31)) is InForce.YES
    assert since.standing.ended_on == date(2023, 3, 10)
    assert not since.end_is_inferred
    assert answer(since, date(2023, 3, 9)) is InForce.YES
    assert answer(since, date(2023, 3, 10)) is InForce.NO
    assert in_force_throughout(since.standing, 2023).answer is InForce.NO


@pytest.mark.parametrize(
    ("filed_on", "announced_on", "ended_on"),
    [
        (date(2015, 3, 10), date(2024, 2, 20), date(2023, 3, 10)),
        # The grace for the fee due on 10 March 2023 ran to 10 September 2023.
        (date(2015, 3, 10), date(2023, 9, 11), date(2023, 3, 10)),
        (date(2015, 3, 10), date(2023, 9, 10), date(2022, 3, 10)),
        (date(2016, 2, 29), date(2022, 1, 4), date(2021, 2, 28)),
        (date(2015, 3, 10), date(2016, 9, 10), None),
        (date(1984, 1, 1), date(2000, 1, 1), None),
        (None, date(2024, 2, 20), None),
    ],
)
def test_a_lapse_known_by_its_notice_only_is_dated_back_to_the_last_paid_year(
    filed_on: date | None, announced_on: date, ended_on: date | None
) -> None:
    assert lapse_inferred_on(filed_on, announced_on) == ended_on


def test_an_inferred_end_is_marked_and_gives_way_to_a_stated_one() -> None:
    notice = event("CF01", date(2024, 2, 20))
    stated = event("MM4A", date(2024, 2, 20), effective_on=date(2022, 3, 10), source="乙")
    folded = known(GRANT, notice)
    assert (folded.standing.ended_on, folded.end_is_inferred) == (date(2023, 3, 10), True)
    assert known(GRANT, notice, stated).standing.ended_on == date(2022, 3, 10)
    assert not known(GRANT, notice, stated).end_is_inferred


def test_a_lapse_is_never_inferred_to_lie_before_the_grant() -> None:
    folded = known(GRANT, event("CF01", date(2018, 10, 1)))
    assert (folded.standing.status, folded.standing.ended_on) == (PatentStatus.LAPSED, None)
    assert answer(folded, date(2018, 6, 1)) is InForce.UNKNOWN
    assert answer(folded, date(2018, 10, 1)) is InForce.NO


def test_an_undated_end_keeps_the_day_on_which_it_was_first_known() -> None:
    folded = known(GRANT, event("AV01", date(2022, 1, 7)), looks=[looked(date(2025, 6, 30))])
    assert (folded.standing.as_of, folded.looked_on) == (date(2022, 1, 7), date(2025, 6, 30))
    assert answer(folded, date(2022, 1, 7)) is InForce.NO
    assert answer(folded, date(2022, 1, 6)) is InForce.UNKNOWN


def test_of_several_stated_ends_the_earliest_counts() -> None:
    first = event("CF01", date(2022, 2, 1), effective_on=date(2021, 3, 10))
    later = event("AV01", date(2023, 2, 1), effective_on=date(2023, 1, 1))
    assert known(GRANT, first, later).standing.ended_on == date(2021, 3, 10)


def test_the_term_ends_the_right_though_no_source_says_so() -> None:
    utility_model = Basics(Kind.UTILITY_MODEL, date(2012, 4, 2), date(2012, 12, 5))
    folded = fold(utility_model, [], TODAY, looks=[looked(date(2022, 4, 1))])
    assert answer(folded, date(2022, 4, 1)) is InForce.YES
    assert answer(folded, date(2022, 4, 2)) is InForce.NO
    assert status_on(folded.standing, date(2022, 4, 1)) is PatentStatus.IN_FORCE
    assert status_on(folded.standing, date(2022, 4, 2)) is PatentStatus.EXPIRED


def test_a_stated_expiry_proves_that_the_right_lived_to_its_term() -> None:
    utility_model = Basics(Kind.UTILITY_MODEL, date(2012, 4, 2), date(2012, 12, 5))
    folded = fold(utility_model, [event("CX01", date(2022, 5, 6))], TODAY)
    assert folded.standing.status is PatentStatus.EXPIRED
    assert answer(folded, date(2022, 4, 1)) is InForce.YES
    assert answer(folded, date(2022, 4, 2)) is InForce.NO


def test_an_adjusted_term_is_longer_by_its_days_and_counted_once() -> None:
    adjusted = [event("TG01", date(2024, 6, 1), days=100, source=s) for s in ("甲", "乙")]
    folded = known(GRANT, *adjusted)
    assert folded.standing.expires_on == date(2035, 3, 10) + timedelta(days=100)


@pytest.mark.parametrize(
    ("text", "details", "days"),
    [
        ("TG01", "补偿期限：226天", 226),
        ("专利权期限补偿", "补偿 31 天", 31),
        ("TP01", "extended by 410 days", 410),
        ("TG01", "公告日：2024年5月17日", 0),
        ("CF01", "终止日期：20240310 60天", 0),
    ],
)
def test_the_days_of_an_extension_are_read_from_what_stands_beside_it(
    text: str, details: str, days: int
) -> None:
    assert event(text, date(2024, 5, 17), details=details).days == days


def test_past_the_term_of_a_right_that_was_extended_by_untold_days_nobody_knows() -> None:
    folded = known(
        GRANT,
        event("TG01", date(2024, 5, 17)),
        on=date(2060, 1, 1),
        looks=[looked(date(2060, 1, 1))],
    )
    past = in_force(folded.standing, date(2060, 1, 1))
    assert (past.answer, past.reason) == (InForce.UNKNOWN, EXTENDED_FURTHER)
    assert answer(folded, TODAY) is InForce.YES


def test_what_was_invalidated_as_a_whole_never_was_a_right() -> None:
    folded = known(GRANT, event("IW01", date(2023, 1, 3)), looks=[looked(TODAY)])
    assert folded.standing.status is PatentStatus.INVALIDATED
    assert answer(folded, date(2019, 1, 1)) is InForce.NO


def test_an_invalidation_in_part_leaves_the_right_standing_and_is_kept() -> None:
    folded = known(GRANT, event("IP01", date(2023, 1, 3)), looks=[looked(TODAY)])
    assert (folded.standing.status, folded.reduced_on) == (
        PatentStatus.IN_FORCE,
        date(2023, 1, 3),
    )
    assert answer(folded, TODAY) is InForce.YES


def test_an_invalidation_in_part_of_a_lapsed_right_does_not_revive_it() -> None:
    lapse = event("CF01", date(2022, 2, 1), effective_on=date(2021, 3, 10))
    folded = known(GRANT, lapse, event("IP01", date(2023, 1, 3)))
    assert folded.standing.status is PatentStatus.LAPSED


def test_one_code_for_whole_and_part_leaves_the_status_unknown() -> None:
    folded = known(GRANT, event("C35", date(2023, 1, 3)))
    assert folded.standing.status is PatentStatus.UNKNOWN
    assert answer(folded, date(2019, 1, 1)) is InForce.UNKNOWN


@pytest.mark.parametrize("code", ["RR01", "RA01", "C49", "REIN", "权利的恢复"])
def test_a_restored_right_is_read_as_if_it_had_not_ended(code: str) -> None:
    lapse = event("CF01", date(2024, 2, 20), effective_on=date(2023, 3, 10))
    restored = event(code, date(2024, 5, 31))
    assert answer(known(GRANT, lapse, restored, on=date(2024, 5, 30)), TODAY) is InForce.NO
    folded = known(GRANT, lapse, restored)
    assert (folded.standing.status, folded.standing.ended_on) == (PatentStatus.IN_FORCE, None)
    assert answer(folded, date(2023, 12, 31)) is InForce.YES


def test_a_right_can_lapse_again_after_its_restoration() -> None:
    folded = known(
        GRANT,
        event("CF01", date(2021, 2, 20), effective_on=date(2020, 3, 10)),
        event("RR01", date(2021, 5, 31)),
        event("CF01", date(2024, 2, 20), effective_on=date(2023, 3, 10)),
    )
    assert folded.standing.ended_on == date(2023, 3, 10)


def test_a_restored_application_is_pending_and_can_be_granted() -> None:
    withdrawn, restored = event("WD01", date(2016, 1, 1)), event("REIN", date(2016, 6, 1))
    pending = known(event("PB01", date(2015, 9, 1)), withdrawn, restored)
    assert pending.standing.status is PatentStatus.PENDING
    assert known(withdrawn, restored, GRANT).standing.status is PatentStatus.IN_FORCE


def test_a_restoration_after_an_invalidation_is_for_a_person_to_read() -> None:
    folded = known(GRANT, event("IW01", date(2023, 1, 3)), event("RR01", date(2023, 6, 1)))
    assert folded.standing.status is PatentStatus.UNKNOWN


@pytest.mark.parametrize(
    ("codes", "status"),
    [
        (["PB01", "SE01"], PatentStatus.PENDING),
        (["PB01", "RJ01"], PatentStatus.REFUSED),
        (["PB01", "WD01"], PatentStatus.WITHDRAWN),
        (["公开", "实质审查的生效", "授权"], PatentStatus.IN_FORCE),
        (["GR01", "PB01"], PatentStatus.IN_FORCE),
        (["EE01"], PatentStatus.UNKNOWN),
    ],
)
def test_events_before_the_grant_settle_what_became_of_the_application(
    codes: list[str], status: PatentStatus
) -> None:
    events = [event(code, date(2016 + at, 1, 1)) for at, code in enumerate(codes)]
    assert known(*events).standing.status is status


def test_when_two_sources_disagree_on_an_end_the_status_is_unknown() -> None:
    lapse = event("CF01", date(2024, 2, 20), effective_on=date(2023, 3, 10), source="甲")
    folded = known(GRANT, lapse, looks=[looked(date(2024, 6, 1), PatentStatus.IN_FORCE, "乙")])
    assert folded.is_contested
    assert folded.standing.status is PatentStatus.UNKNOWN
    assert answer(folded, date(2024, 6, 1)) is InForce.UNKNOWN


def test_the_source_that_stated_an_end_can_take_it_back() -> None:
    looks = [
        looked(date(2024, 2, 20), PatentStatus.LAPSED),
        looked(date(2024, 6, 1), PatentStatus.IN_FORCE),
    ]
    folded = known(GRANT, looks=looks)
    assert (folded.standing.status, folded.is_contested) == (PatentStatus.IN_FORCE, False)


def test_a_source_that_is_behind_does_not_make_a_granted_patent_pending() -> None:
    folded = known(GRANT, looks=[looked(date(2019, 1, 1), PatentStatus.PENDING)])
    assert (folded.standing.status, folded.looked_on) == (PatentStatus.IN_FORCE, GRANTED_ON)


def test_a_source_cannot_say_what_holds_after_it_was_asked() -> None:
    look = Look("示例来源", as_of=date(2030, 1, 1), known_on=date(2025, 1, 1))
    assert known(GRANT, looks=[look]).looked_on == date(2025, 1, 1)


def test_a_transfer_changes_the_patentee_from_its_recordal_on() -> None:
    transfer = event(
        "TR01",
        date(2020, 12, 11),
        details="登记生效日：20201130 变更前：示例甲有限公司 变更后：示例乙（青岛）有限公司",
    )
    folded = known(GRANT, transfer)
    assert folded.patentee_on(date(2020, 11, 29)) == "示例甲有限公司"
    assert folded.patentee_on(date(2020, 11, 30)) == "示例乙(青岛)有限公司"


def test_after_a_transfer_to_nobody_named_the_patentee_is_not_known() -> None:
    folded = known(GRANT, event("TR01", date(2020, 12, 11)))
    assert folded.patentee_on(TODAY) == ""


def test_of_two_sources_on_one_transfer_the_one_that_names_the_holder_counts() -> None:
    silent = event("TR01", date(2020, 12, 11), source="甲")
    telling = event("TR01", date(2020, 12, 11), source="乙", details="Patentee after: EXAMPLE Ltd.")
    assert known(silent, telling).patentee_on(TODAY) == "EXAMPLE Ltd."


def test_a_change_of_attorney_changes_no_patentee() -> None:
    assert known(GRANT, event("CB04", TODAY)).patentee_on(TODAY) == "示例甲有限公司"


def test_a_licence_runs_from_its_recordal_to_its_cancellation() -> None:
    recorded = event("EE01", date(2021, 2, 1), details="合同备案号：X2021370000001")
    cancelled = event("EC01", date(2023, 2, 1), details="合同备案号：X2021370000001")
    (interest,) = known(GRANT, recorded, cancelled).interests
    assert interest.kind is InterestKind.LICENCE
    assert (interest.begun_on, interest.ended_on) == (date(2021, 2, 1), date(2023, 2, 1))
    assert interest.is_sure


def test_the_cancellation_of_one_contract_ends_no_other() -> None:
    events = [
        event("EE01", date(2021, 2, 1), details="合同备案号：X2021370000001"),
        event("EE01", date(2021, 3, 1), details="合同备案号：X2021370000002"),
        event("EC01", date(2023, 2, 1), details="合同备案号：X2021370000002"),
    ]
    first, second = known(*events).interests
    assert (first.ended_on, second.ended_on) == (None, date(2023, 2, 1))


def test_which_of_two_contracts_was_cancelled_is_not_guessed() -> None:
    events = [event("EE01", date(2021, m, 1)) for m in (2, 3)] + [event("EC01", date(2023, 2, 1))]
    assert [i.is_sure for i in known(*events).interests] == [False, False]


@pytest.mark.parametrize(
    ("code", "kind", "is_sure"),
    [
        ("PE01", InterestKind.PLEDGE, True),
        ("PLDC", InterestKind.PLEDGE, False),
        ("PP01", InterestKind.PRESERVATION, True),
        ("OL01", InterestKind.OPEN_LICENCE, True),
        ("LICC", InterestKind.LICENCE, False),
        ("专利权的保全", InterestKind.PRESERVATION, True),
        ("专利权质押合同登记的生效", InterestKind.PLEDGE, True),
    ],
)
def test_a_pledge_and_a_preservation_are_no_licences(
    code: str, kind: InterestKind, is_sure: bool
) -> None:
    (interest,) = known(GRANT, event(code, date(2022, 1, 4))).interests
    assert (interest.kind, interest.is_sure) == (kind, is_sure)


@pytest.mark.parametrize(("begin", "end"), [("PE01", "PC01"), ("PP01", "PD01"), ("OL01", "OL02")])
def test_a_pledge_a_preservation_and_an_offer_of_licences_can_end(begin: str, end: str) -> None:
    events = [event(begin, date(2022, 1, 4)), event(end, date(2023, 1, 4))]
    (interest,) = known(*events).interests
    assert interest.ended_on == date(2023, 1, 4)


def test_a_change_of_a_contract_on_record_adds_none() -> None:
    events = [event("EE01", date(2021, 2, 1)), event("EM01", date(2022, 2, 1))]
    assert len(known(*events).interests) == 1


@pytest.mark.parametrize(
    ("text", "effect", "day", "holder"),
    [
        (
            "专利权的终止(未缴年费专利权终止) 终止日期：2020年3月10日 授权公告日：20130501",
            Effect.LAPSED,
            date(2020, 3, 10),
            "",
        ),
        ("专利权的终止 终止日期:20200230", Effect.ENDED, None, ""),
        ("专利权的无效、部分无效宣告专利权全部无效", Effect.INVALIDATED, None, ""),
        ("专利权部分无效", Effect.REDUCED, None, ""),
        ("著录事项变更 变更后：示例乙 变更事项：地址", Effect.PARTY_CHANGED, None, "示例乙"),
        ("Termination date: 20200310", None, date(2020, 3, 10), ""),
        ("示例", None, None, ""),
    ],
)
def test_words_of_the_gazette_name_the_event_its_day_and_the_holder(
    text: str, effect: Effect | None, day: date | None, holder: str
) -> None:
    words = read_event_words(text)
    assert (words.effect, words.effective_on, words.holder) == (effect, day, holder)


def test_text_that_names_no_event_is_none() -> None:
    assert read_event("示例", announced_on=TODAY, known_on=TODAY, source="甲") is None


@given(st.text())
def test_any_text_is_read_or_not_and_nothing_is_raised(text: str) -> None:
    effect = read_event_words(text).effect
    read = read_event(f" {text} ", announced_on=None, known_on=TODAY, source="甲")
    assert (read is None) == (effect is None) or text.strip().upper() in EVENT_CODES


DAYS = st.dates(date(2014, 1, 1), date(2036, 12, 31))
EVENTS = st.builds(
    LegalEvent,
    effect=st.sampled_from(Effect),
    announced_on=st.none() | DAYS,
    effective_on=st.none() | DAYS,
    known_on=DAYS,
    source=st.sampled_from(["甲", "乙"]),
    code=st.sampled_from(sorted(EVENT_CODES)[:20]),
    action=st.sampled_from(Action),
    holder=st.sampled_from(["", "示例乙", "示例丙"]),
    days=st.integers(0, 300),
)
LOOKS = st.builds(
    Look,
    source=st.sampled_from(["甲", "乙"]),
    as_of=DAYS,
    known_on=DAYS,
    status=st.none() | st.sampled_from(PatentStatus),
    ended_on=st.none() | DAYS,
)
BASICS = st.builds(
    Basics,
    kind=st.none() | st.sampled_from(Kind),
    filed_on=st.none() | DAYS,
    granted_on=st.none() | DAYS,
)
TIMELINES = st.tuples(BASICS, st.lists(EVENTS, max_size=6), st.lists(LOOKS, max_size=3))
Timeline = tuple[Basics, list[LegalEvent], list[Look]]


@given(TIMELINES, DAYS)
def test_what_is_learned_later_changes_nothing_of_what_was_known_then(
    timeline: Timeline, then: date
) -> None:
    basics, events, looks = timeline
    earlier_events = [each for each in events if each.known_on <= then]
    earlier_looks = [each for each in looks if each.known_on <= then]
    assert fold(basics, events, then, looks=looks) == fold(
        basics, earlier_events, then, looks=earlier_looks
    )


@given(TIMELINES, st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_matters(timeline: Timeline, chance: Random) -> None:
    basics, events, looks = timeline
    once = fold(basics, events, date.max, looks=looks)
    shuffled = [*events, *events[:2]]
    chance.shuffle(shuffled)
    assert fold(basics, shuffled, date.max, looks=[*looks, *looks][::-1]) == once


@given(TIMELINES, DAYS, DAYS)
def test_knowledge_grows_never_older(timeline: Timeline, one: date, other: date) -> None:
    basics, events, looks = timeline
    then, later = sorted((one, other))
    before = fold(basics, events, then, looks=looks).looked_on
    after = fold(basics, events, later, looks=looks).looked_on
    assert before is None or (after is not None and before <= after)


@given(TIMELINES, DAYS, DAYS)
def test_a_look_that_finds_nothing_new_takes_no_answer_back(
    timeline: Timeline, look_day: date, day: date
) -> None:
    basics, events, looks = timeline
    more = [*looks, Look("甲", look_day, look_day)]
    before = in_force(fold(basics, events, date.max, looks=looks).standing, day).answer
    after = in_force(fold(basics, events, date.max, looks=more).standing, day).answer
    assert before is InForce.UNKNOWN or after is before


@given(TIMELINES, DAYS)
def test_from_the_day_of_an_end_that_becomes_known_the_right_is_not_in_force(
    timeline: Timeline, day: date
) -> None:
    basics, events, looks = timeline
    ends = replace(GRANT, effect=Effect.LAPSED, announced_on=date.max, effective_on=day)
    folded = fold(basics, [*events, replace(ends, known_on=date.max)], date.max, looks=looks)
    answer_then = in_force(folded.standing, day).answer
    # A dispute over an invalidation is not settled by a lapse.
    assert answer_then is InForce.NO or (folded.is_contested and answer_then is InForce.UNKNOWN)
