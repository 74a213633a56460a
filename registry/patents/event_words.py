"""Legal events in the words of the Chinese gazette, and what stands beside them.

A line of the gazette reads 专利权的转移, and then 登记生效日…变更前…变更后…; files and web pages of
resellers put both into one text.
"""

import re
import unicodedata
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from registry.patents.event_codes import Effect


class Action(StrEnum):
    """What an event does to a licence, a pledge or a preservation."""

    BEGUN = "begun"
    CHANGED = "changed"
    ENDED = "ended"
    UNCLEAR = "unclear"
    """One code or wording for several of these."""


class EventWords(NamedTuple):
    """What was understood; ``effect`` is None where no event was named."""

    effect: Effect | None
    action: Action
    effective_on: date | None
    holder: str
    reference: str
    days: int = 0


# The first that occurs decides: each narrower wording stands before the wider one it contains.
_EFFECTS: tuple[tuple[str, Effect], ...] = (
    ("许可", Effect.LICENSED),
    ("质押", Effect.PLEDGED),
    ("保全", Effect.PRESERVED),
    ("全部无效", Effect.INVALIDATED),
    ("部分无效", Effect.REDUCED),
    ("全部撤销", Effect.INVALIDATED),
    ("部分撤销", Effect.REDUCED),
    ("无效公告", Effect.INVALIDATED_OR_REDUCED),
    ("无效宣告请求", Effect.OTHER),
    ("宣告无效", Effect.INVALIDATED_OR_REDUCED),
    ("无效宣告", Effect.INVALIDATED_OR_REDUCED),
    ("未缴年费", Effect.LAPSED),
    ("届满", Effect.EXPIRED),
    ("重复授权", Effect.ABANDONED),
    ("放弃取得专利权", Effect.WITHDRAWN),
    ("部分放弃", Effect.REDUCED),
    ("放弃", Effect.ABANDONED),
    ("权利的恢复", Effect.RESTORED),
    ("专利权的恢复", Effect.RIGHT_RESTORED),
    ("专利权恢复", Effect.RIGHT_RESTORED),
    ("申请的恢复", Effect.RESTORED),
    ("驳回理由", Effect.EXAMINED),
    ("驳回", Effect.REFUSED),
    ("撤回", Effect.WITHDRAWN),
    ("视撤", Effect.WITHDRAWN),
    ("终止", Effect.ENDED),
    ("期限补偿", Effect.TERM_EXTENDED),
    ("转移", Effect.TRANSFERRED),
    ("转让", Effect.TRANSFERRED),
    ("变更", Effect.PARTY_CHANGED),
    ("更正", Effect.CORRECTED),
    ("公告送达", Effect.OTHER),
    ("实质审查", Effect.EXAMINED),
    ("专利权授予", Effect.GRANTED),
    ("授权", Effect.GRANTED),
    ("公开", Effect.PUBLISHED),
    ("公布", Effect.PUBLISHED),
)
_ACTIONS = (
    ("注销", Action.ENDED),
    ("解除", Action.ENDED),
    ("撤回", Action.ENDED),
    ("变更", Action.CHANGED),
    ("生效", Action.BEGUN),
    ("声明", Action.BEGUN),
    ("保全", Action.BEGUN),
)
_DAY_LABEL = (
    "终止日期?|失效日期?|(?:登记|备案|合同)?(?:生效|解除|注销|变更)日期?|放弃生效日期?"
    "|termination date|effective date(?: of [a-z]+(?: [a-z]+)*)?"
)
_DAY = re.compile(
    rf"(?:{_DAY_LABEL})[: ]*([0-9]{{4}})[-./年]?([0-9]{{1,2}})[-./月]?([0-9]{{1,2}})(?![0-9])",
    re.IGNORECASE,
)
_HOLDER = re.compile(
    r"(?:变更后的?(?:权利人|专利权人|申请人)?[: ]*(?:专利权人|申请人)?"
    r"|(?:patentee|applicant) after)[: ]*([^;。\n]+)",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"(?:合同备案号|登记号|备案号|(?:record|registration) number)[: ]*([A-Z0-9]+)", re.IGNORECASE
)
# By how long a term is extended. Only this unit: 日 stands behind dates.
_DAYS = re.compile(r"(?<![0-9])([0-9]{1,4}) *(?:天|days?(?![a-z]))", re.IGNORECASE)
# What follows a name in one line with it: the next label of the gazette.
_NEXT_LABEL = re.compile(
    r"[\s,](?:地址|国家或地区|邮政编码|变更前|变更事项|登记生效日|patentee before|applicant before"
    r"|address (?:after|before))",
    re.IGNORECASE,
)


def read_event_words(text: str) -> EventWords:
    """What the words of the gazette, or of those who copy it, name; nothing is guessed."""
    plain = unicodedata.normalize("NFKC", text)
    # What stands behind the event are names and labels (授权公告日), which name no event.
    named = re.split("变更前|变更后|授权公告日", plain)[0].replace(" ", "")
    effect = next((each for words, each in _EFFECTS if words in named), None)
    action = Action.UNCLEAR
    if effect in (Effect.LICENSED, Effect.PLEDGED, Effect.PRESERVED):
        action = next((each for words, each in _ACTIONS if words in named), Action.UNCLEAR)
    reference, days = _REFERENCE.search(plain), _DAYS.search(plain)
    return EventWords(
        effect,
        action,
        _stated_day(plain),
        _holder_after(plain),
        reference[1] if reference else "",
        int(days[1]) if days else 0,
    )


def _stated_day(plain: str) -> date | None:
    """The day since which it holds; None where it is not stated, or is no day of the calendar."""
    match = _DAY.search(plain)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _holder_after(plain: str) -> str:
    match = _HOLDER.search(plain)
    return _NEXT_LABEL.split(match[1])[0].strip() if match else ""
