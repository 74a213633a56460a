"""Status words of offices and resellers, in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.patents.status import ENDED, NEVER_GRANTED, PatentStatus, read_status


@pytest.mark.parametrize("status", PatentStatus)
def test_our_own_words_are_read_back(status: PatentStatus) -> None:
    assert read_status(status.value) is status
    assert read_status(f"  {status.value.replace('_', ' ').upper()} ") is status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("授权", PatentStatus.IN_FORCE),
        ("专利权维持", PatentStatus.IN_FORCE),
        ("有效", PatentStatus.IN_FORCE),
        ("等年费滞纳金", PatentStatus.IN_FORCE),
        ("未缴年费终止失效", PatentStatus.LAPSED),
        ("专利权的终止(①未缴年费专利权终止)", PatentStatus.LAPSED),
        ("未缴年费终止，等恢复补正", PatentStatus.LAPSED),
        ("专利权的终止专利权有效期届满", PatentStatus.EXPIRED),
        ("届满终止失效", PatentStatus.EXPIRED),
        ("专利权的主动放弃", PatentStatus.ABANDONED),
        ("避免重复授权放弃专利权", PatentStatus.ABANDONED),
        ("放弃专利权（同样发明创造）", PatentStatus.ABANDONED),
        ("专利权的无效宣告(专利权全部无效)", PatentStatus.INVALIDATED),
        ("专利权的无效、部分无效宣告专利权全部无效", PatentStatus.INVALIDATED),
        ("发明专利申请公布后的驳回", PatentStatus.REFUSED),
        ("专利申请的视为撤回", PatentStatus.WITHDRAWN),
        ("逾期视撤失效", PatentStatus.WITHDRAWN),
        ("被视为撤回的申请视为放弃取得专利权的权利", PatentStatus.WITHDRAWN),
        ("公开", PatentStatus.PENDING),
        ("实质审查的生效", PatentStatus.PENDING),
        ("驳回理由通知", PatentStatus.PENDING),
        ("Expired - Fee Related", PatentStatus.LAPSED),
        ("Expired - Lifetime", PatentStatus.EXPIRED),
        ("Active", PatentStatus.IN_FORCE),
    ],
)
def test_the_words_of_the_office_and_of_resellers_are_understood(
    text: str, status: PatentStatus
) -> None:
    assert read_status(text) is status


@pytest.mark.parametrize(
    "text",
    [
        "专利实施许可合同备案的生效",
        "专利权质押合同登记的生效",
        "专利权的保全",
        "专利权的转移",
        "专利权部分无效",
        "权利的恢复",
        "失效",
    ],
)
def test_an_event_that_settles_nothing_leaves_the_status_unknown(text: str) -> None:
    assert read_status(text) is PatentStatus.UNKNOWN


@pytest.mark.parametrize("text", ["", "？", "示例", "alive and kicking", "终身"])
def test_words_that_are_not_understood_are_no_status(text: str) -> None:
    assert read_status(text) is None


@given(st.text())
def test_any_text_has_a_status_or_none(text: str) -> None:
    assert read_status(text) in {None, *PatentStatus}


def test_no_status_both_ended_and_was_never_granted() -> None:
    assert not ENDED & NEVER_GRANTED
