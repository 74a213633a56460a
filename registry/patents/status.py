"""The status of a patent, and the words by which offices and resellers state it.

``read_status`` reads words only. What an event means for the time before it, and how events fold
into a standing, needs their dates (see ``terms``).
"""

import re
import unicodedata
from enum import StrEnum


class PatentStatus(StrEnum):
    """What a source says of an application or right, as of a day."""

    PENDING = "pending"
    """Applied for and not yet decided."""
    IN_FORCE = "in_force"
    LAPSED = "lapsed"
    """Ended before its term, as a rule for an unpaid fee: from the end of the last paid year."""
    EXPIRED = "expired"
    """Ended with its term."""
    ABANDONED = "abandoned"
    """Given up by its holder, or deemed so."""
    INVALIDATED = "invalidated"
    """Declared invalid as a whole: deemed never to have existed."""
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    """The application was withdrawn, or deemed so; never granted."""
    UNKNOWN = "unknown"
    """The source has nothing to say on it, or only an event that does not settle it."""


NEVER_GRANTED = frozenset({PatentStatus.REFUSED, PatentStatus.WITHDRAWN})
ENDED = frozenset({PatentStatus.LAPSED, PatentStatus.EXPIRED, PatentStatus.ABANDONED})

_ENGLISH = {
    PatentStatus.PENDING: ("application", "published", "under examination", "examination"),
    PatentStatus.IN_FORCE: ("in force", "active", "granted", "valid", "maintained"),
    PatentStatus.LAPSED: ("ceased", "expired fee related", "not in force fee", "terminated"),
    PatentStatus.EXPIRED: ("expired lifetime", "term expired", "expiry of term"),
    PatentStatus.ABANDONED: ("surrendered", "renounced"),
    PatentStatus.INVALIDATED: ("invalid", "revoked", "annulled"),
    PatentStatus.REFUSED: ("rejected", "refusal"),
    PatentStatus.WITHDRAWN: ("deemed withdrawn", "withdrawal"),
    PatentStatus.UNKNOWN: ("not known", "undetermined"),
}
_STATUS_OF_ENGLISH = {
    word: status
    for status, words in _ENGLISH.items()
    for word in (status.replace("_", " "), *words)
}

# The first that occurs decides, so each narrower wording stands before the wider one it contains:
# 部分无效 leaves the right standing, 全部无效 does not; 驳回理由通知 refuses nothing yet.
_CHINESE: tuple[tuple[str, PatentStatus], ...] = (
    ("全部无效", PatentStatus.INVALIDATED),
    ("部分无效", PatentStatus.UNKNOWN),
    ("宣告无效", PatentStatus.INVALIDATED),
    ("无效宣告失效", PatentStatus.INVALIDATED),
    ("专利权无效", PatentStatus.INVALIDATED),
    ("无效宣告请求", PatentStatus.UNKNOWN),
    ("未缴年费", PatentStatus.LAPSED),
    ("欠费终止", PatentStatus.LAPSED),
    ("未缴费终止", PatentStatus.LAPSED),
    ("届满", PatentStatus.EXPIRED),
    ("重复授权", PatentStatus.ABANDONED),
    ("同样发明创造", PatentStatus.ABANDONED),
    ("放弃取得专利权", PatentStatus.WITHDRAWN),
    ("部分放弃", PatentStatus.UNKNOWN),
    ("放弃", PatentStatus.ABANDONED),
    ("驳回理由", PatentStatus.PENDING),
    ("驳回等复审", PatentStatus.PENDING),
    ("驳回", PatentStatus.REFUSED),
    ("视撤等恢复", PatentStatus.WITHDRAWN),
    ("视撤", PatentStatus.WITHDRAWN),
    ("撤回", PatentStatus.WITHDRAWN),
    ("恢复", PatentStatus.UNKNOWN),
    ("许可", PatentStatus.UNKNOWN),
    ("质押", PatentStatus.UNKNOWN),
    ("保全", PatentStatus.UNKNOWN),
    ("转移", PatentStatus.UNKNOWN),
    ("转让", PatentStatus.UNKNOWN),
    ("变更", PatentStatus.UNKNOWN),
    ("更正", PatentStatus.UNKNOWN),
    ("公告送达", PatentStatus.UNKNOWN),
    ("无效公告", PatentStatus.UNKNOWN),
    ("专利权的终止", PatentStatus.LAPSED),
    ("专利权终止", PatentStatus.LAPSED),
    ("专利权维持", PatentStatus.IN_FORCE),
    ("维持有效", PatentStatus.IN_FORCE),
    ("年费滞纳金", PatentStatus.IN_FORCE),
    ("未授权", PatentStatus.PENDING),
    ("待授权", PatentStatus.PENDING),
    ("授权", PatentStatus.IN_FORCE),
    ("专利权授予", PatentStatus.IN_FORCE),
    ("专利权有效", PatentStatus.IN_FORCE),
    ("实审", PatentStatus.PENDING),
    ("实质审查", PatentStatus.PENDING),
    ("复审", PatentStatus.PENDING),
    ("答复", PatentStatus.PENDING),
    ("等年登印费", PatentStatus.PENDING),
    ("颁证公告", PatentStatus.PENDING),
    ("受理", PatentStatus.PENDING),
)
# Short words that would be found inside others: they count only when they stand alone.
_CHINESE_ALONE = {
    "有效": PatentStatus.IN_FORCE,
    "有权": PatentStatus.IN_FORCE,
    "维持": PatentStatus.IN_FORCE,
    "公开": PatentStatus.PENDING,
    "公布": PatentStatus.PENDING,
    "审中": PatentStatus.PENDING,
    "在审": PatentStatus.PENDING,
    "审查中": PatentStatus.PENDING,
    "申请中": PatentStatus.PENDING,
    "终止": PatentStatus.LAPSED,
    "全部撤销": PatentStatus.INVALIDATED,
    # Dead, but not of what, nor since when, nor whether it was ever granted.
    "失效": PatentStatus.UNKNOWN,
    "无权": PatentStatus.UNKNOWN,
    "无效": PatentStatus.UNKNOWN,
    "未知": PatentStatus.UNKNOWN,
    "不详": PatentStatus.UNKNOWN,
}


def read_status(text: str) -> PatentStatus | None:
    """The status that ``text`` states in our words, in English or in Chinese; None if unreadable.

    Words that are understood but settle nothing (a licence, a pledge, a partial invalidation, a
    bare 失效) are UNKNOWN: no status is guessed from them.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    words = " ".join(re.findall("[a-z]+", plain))
    chinese = "".join(re.findall("[\u4e00-\u9fff]", plain))
    if not chinese:
        return _STATUS_OF_ENGLISH.get(words)
    if chinese in _CHINESE_ALONE:
        return _CHINESE_ALONE[chinese]
    return next((status for wording, status in _CHINESE if wording in chinese), None)
