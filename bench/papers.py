"""Invented certificates to measure with: every paper has words of its own, as in a real round."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

from certificates.payload import Payload, PayloadPatent

SIGNED_AT = datetime(2026, 1, 12, 9, 30, tzinfo=UTC)
_WORDS = "示例高精度数控磨床主轴热误差补偿方法及其系统装置与结构工艺"
_KINDS = ("invention", "utility_model", "design", "invention")


def papers(base: Payload, patents: int) -> Iterator[Payload]:
    """Give certificates with so many patents, without end, no two with the same words."""
    return (_paper(base, number, patents) for number in count())


def _paper(base: Payload, number: int, patents: int) -> Payload:
    own = f"PIP-2025-{number:06d}-{number % 10}"
    return replace(
        base,
        number=own,
        enterprise_name=f"示例{_words(number, 1, 8)}有限公司",
        product_name=f"示例{_words(number, 2, 8)}",
        patents=tuple(_patent(number, place) for place in range(patents)),
        verification_url=f"https://registry.example/verify/{own}",
    )


def _patent(number: int, place: int) -> PayloadPatent:
    own = f"2019{place % 3 + 1}0{(number * 8 + place) % 10**6:06d}.{place % 10}"
    return PayloadPatent(own, _words(number, place, 12 + place % 8), _KINDS[place % 4], place == 0)


def _words(number: int, place: int, length: int) -> str:
    return "".join(
        _WORDS[(number * 7 + place * 5 + i * i + number // 29 * i) % len(_WORDS)]
        for i in range(length)
    )
