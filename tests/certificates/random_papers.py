"""Invented papers of every kind: words, patents, and papers that share a frame."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from certificates.design import DESIGNS, Design, load_design
from certificates.fonts import missing_characters
from certificates.payload import Notice, Paper, Payload, PayloadPatent

AT = datetime(2026, 1, 12, 9, 30, tzinfo=UTC)
COMMON = (
    "山海河川精密机械制造股份有限科技电子半导体新材料生物医药装备系统方法及其高性能复合智能控制"
    "检测一种用于的结构工艺设备组件模块环保节能光学传感网络数据处理"
)
LATIN = ("LED", "OLED", "PCR", "IFN-α", "ABC-12", "5G", "X-Ray", "pH", "3D", "CO2", "MK1320", "Éa")
SIGNS = ("（示例）", "·示例", "(A)", "“甲”", "、", "—", "∕")
KINDS = ("invention", "utility_model", "design")
CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@cache
def rare_characters() -> tuple[str, ...]:
    """Characters beyond daily use that the pinned faces have, some outside the basic plane."""
    codes = (*range(0x3400, 0x4DB5, 37), *range(0x20000, 0x2A6D6, 61))
    return tuple(c for c in map(chr, codes) if not missing_characters(c))


def words(random: Random, length: int) -> str:
    text = "".join(random.choices(COMMON, k=length))
    for share, choices in ((0.2, LATIN), (0.1, rare_characters()), (0.15, SIGNS)):
        if random.random() < share:
            place = random.randrange(1, len(text) + 1)
            text = text[:place] + random.choice(choices) + text[place:]
    return text


def title(random: Random) -> str:
    """A title as long as those of real patents: one in fifty wants a second line."""
    return words(random, random.randint(4, 30) if random.random() < 0.98 else 60)[:72]


def patent(random: Random) -> PayloadPatent:
    number = f"20{random.randrange(10, 25)}{random.choice('123')}0{random.randrange(10**6):06d}"
    check = random.choice("0123456789X")
    core = random.random() < 0.4
    return PayloadPatent(f"{number}.{check}", title(random), random.choice(KINDS), core)


@dataclass(frozen=True)
class Frame:
    """What papers share that are made alike: kind, how many patents, about how long names are.

    `mixed` are the fields with Latin letters in their words; `turn` chooses among the versions of
    the design.
    """

    turn: int
    notice: bool
    patents: int
    enterprise: int
    product: int
    mixed: frozenset[str]
    model: str
    examples: bool
    withheld: bool


def frame(seed: int) -> Frame:
    """Any frame; every fourth is that of a notice."""
    random = Random(f"frame {seed}")
    fields = ("enterprise_name", "product_name", "class_name", "title")
    return Frame(
        turn=seed // 4 + seed,
        notice=seed % 4 == 0,
        patents=random.choice((1, 1, 2, 2, 3, 3, 4, 5, 8, 12)),
        enterprise=random.randint(4, 30),
        product=random.randint(3, 24),
        mixed=frozenset(name for name in fields if random.random() < 0.5),
        model=random.choice(("", "SL-MK1320")),
        examples=random.random() < 0.5,
        withheld=random.random() < 0.5,
    )


def paper_in(frame: Frame, seed: int) -> Paper:
    """A paper with words of its own in a frame, of which it is not asked whether they fit."""
    random = Random(seed)

    def said(field: str, least: int, most: int) -> str:
        text = "".join(random.choices(COMMON, k=random.randint(least, most)))
        text += random.choice(rare_characters()) if random.random() < 0.1 else ""
        return f"{text}{random.choice(LATIN)}器" if field in frame.mixed else text

    def named() -> PayloadPatent:
        longer = random.random() < 0.02
        return replace(
            patent(random), title=said("title", 40 if longer else 4, 60 if longer else 24)
        )

    paper = replace(
        random_paper(5 * seed if frame.notice else 5 * seed + 1),
        enterprise_name=f"示例{said('enterprise_name', frame.enterprise, frame.enterprise + 2)}",
        product_name=said("product_name", frame.product, frame.product + 2),
        class_name=said("class_name", 4, 8),
        credit_code=f"91370{random.randrange(100, 1000)}MA{random.randrange(10**7):07d}X",
        patents=tuple(named() for _ in range(frame.patents)),
        model=frame.model,
        examples=frame.examples,
    )
    if isinstance(paper, Payload):
        value = None if frame.withheld else random.randrange(10**6, 10**13)
        return replace(paper, output_value_fen=value)
    return paper


def random_paper(seed: int) -> Paper:
    """A certificate, or a notice if the seed is a multiple of five."""
    random = Random(seed)
    day = date(2025, 1, 1) + timedelta(days=random.randrange(400))
    number = f"PIP-2025-{random.randrange(10**6):06d}-{random.randrange(10)}"
    both: dict[str, Any] = {
        "number": number,
        "round_year": 2025,
        "data_year": 2024,
        "enterprise_name": f"示例{words(random, random.randint(4, 24))}有限公司",
        "credit_code": "9137" + "".join(random.choices(CODE, k=14)),
        "region_name": random.choice(("山东省济南市", "山东省青岛市", "山东省")),
        "product_name": words(random, random.randint(3, 20)),
        "model": random.choice(("", "SL-MK1320", "A1 系列", "示例型")),
        "class_code": f"{random.randrange(10**4):04d}",
        "class_name": words(random, random.randint(4, 10)),
        "class_name_en": random.choice(("Example class", "Example class of things")),
        "patents": tuple(patent(random) for _ in range(random.choice((1, 2, 3, 5, 8, 8, 12, 20)))),
        "issued_on": day,
        "authority_name": "示例专利密集型产品认定中心",
        "authority_name_en": "Example Certification Centre for Patent-Intensive Products",
        "verification_url": f"https://registry.example/verify/{number}",
        "examples": random.random() < 0.5,
    }
    if seed % 5 == 0:
        return Notice(**both)
    return Payload(
        **both,
        registration_number=f"BA-2025-{random.randrange(10**6):06d}",
        output_value_fen=random.choice((None, random.randrange(10**13))),
        standard="示例评价标准（以实施机构公布的为准）",
        valid_from=day,
        valid_until=day + timedelta(days=1095),
    )


def design_of(paper: Paper, turn: int = 0) -> Design:
    """The first version of the design for a paper, or with a turn another one that there is."""
    notice = isinstance(paper, Notice)
    name = "registration_notice" if notice else "patent_intensive_product"
    versions = len(list((DESIGNS / name).glob("v*")))
    return load_design(name, 1 + turn % versions)


def patents(count: int, title: str = "示例一种数控磨床补偿方法") -> tuple[PayloadPatent, ...]:
    return tuple(
        PayloadPatent(f"20201000000{i:02d}.0", title, "invention", i == 0) for i in range(count)
    )


def with_css(design: Design, css: str) -> Design:
    return replace(design, css=design.css + css)
