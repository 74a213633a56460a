"""Twenty papers of varied content as pictures in var/papers, to be looked at by people.

What a program can see is checked too: every text of the payload can be read on the paper.
"""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from paper_reading import text_of
from random_papers import AT, design_of

from certificates.design import load_design
from certificates.payload import Notice, Paper, Payload, PayloadPatent, from_json
from certificates.render import render
from certificates.sign import development_signer, sign

FOLDER = Path(__file__).resolve().parent.parent.parent / "var" / "papers"
DOTS_PER_INCH = 96
KINDS = ("invention", "utility_model", "design")
TITLE = "示例蒸镀掩模、带框架的蒸镀掩模、蒸镀图案形成方法及有机半导体元件的制造方法与有机EL显示装置的制造方法和所用高精度对位设备的组件（二）"
SHORT = "一种示例减速器"
LATIN = "用作IL-12、IL-23和/或IFNα响应调节剂的X-Ray示例组合物及其PCR-MK1320检测方法"
ENTERPRISE = "示例·海岱（山东）知识产权运营与先进制造装备股份有限公司（中外合资）鲁西南分公司第一智能装备制造事业部示例一二三四五六"
PRODUCT = "示例IL-12、IL-23和/或IFN-α响应调节剂（第二代）·口服缓释制剂及其专用高精度给药装置"
RARE = "示例𠳐𡐓䶮㛃犇骉鱻齉龘精密仪器"
LATIN_ONLY = "EXAMPLE Precision Reducers (Shandong) Co., Ltd. — Advanced Manufacturing Division"


def patents(count: int, *titles: str) -> tuple[PayloadPatent, ...]:
    """So many patents, the titles in turn."""
    return tuple(
        PayloadPatent(
            f"ZL20{18 + i % 7}{1 + i % 3}0{i * 7919 % 10**6:06d}.{i * 7 % 10}",
            titles[i % len(titles)],
            KINDS[i % 3],
            i % 4 == 0,
        )
        for i in range(count)
    )


def certificate(**changes: Any) -> Payload:
    return replace(from_json(load_design("patent_intensive_product", 2).sample), **changes)


def as_notice(paper: Payload) -> Notice:
    """A notice that says what it shares with the certificate."""
    shared = set(Notice.__dataclass_fields__)
    said = {name: value for name, value in asdict(paper).items() if name in shared}
    return Notice(**said | {"patents": paper.patents})


CASES: dict[str, dict[str, Any]] = {
    "one-patent": {"patents": patents(1, SHORT)},
    "8-patents": {"patents": patents(8, SHORT, LATIN)},
    "8-longest-titles": {"patents": patents(8, TITLE[:72])},
    "30-patents-example": {"patents": patents(30, SHORT, LATIN, TITLE[:72]), "examples": True},
    "60-patents": {"patents": patents(60, SHORT, LATIN)},
    "60-longest-titles": {
        "patents": patents(60, TITLE[:72]),
        "enterprise_name": ENTERPRISE[:60],
        "product_name": PRODUCT[:60],
        "model": "",
    },
    "longest-names": {
        "enterprise_name": ENTERPRISE[:60],
        "product_name": PRODUCT[:60],
        "model": "SL-MK1320 / ABC-12（Ⅱ型）·2025款",
        "examples": True,
    },
    "rare-characters": {
        "enterprise_name": RARE + "有限公司",
        "product_name": RARE,
        "patents": patents(3, RARE, LATIN),
    },
    "latin-names-example": {
        "enterprise_name": LATIN_ONLY,
        "product_name": "EXAMPLE Harmonic Drive SL-100 / 示例谐波减速器",
        "examples": True,
        "patents": patents(2, LATIN),
    },
    "withheld-widest-code": {
        "output_value_fen": None,
        "credit_code": "91MWQGMW0WMQGWMQWM",
        "class_name": "示例新型计算机及信息终端设备制造与相关服务业",
        "class_name_en": "Example manufacture of new computers and terminals and related services",
        "patents": patents(12, SHORT),
    },
}


def cases() -> Iterator[tuple[str, Paper]]:
    """Every case as a certificate and as a notice."""
    for name, changes in CASES.items():
        paper = certificate(**{"examples": False} | changes)
        yield f"certificate-{name}", paper
        yield f"notice-{name}", as_notice(paper)


def unread(paper: Paper, pdf: bytes) -> list[str]:
    """The texts of the payload that do not stand on the paper."""
    text = text_of(pdf)
    said = (
        paper.number,
        paper.enterprise_name,
        paper.credit_code,
        paper.product_name,
        paper.model,
        paper.class_name,
        *(patent.title for patent in paper.patents),
        *(patent.number for patent in paper.patents),
    )
    return [each for each in said if "".join(each.split()) not in text]


def test_twenty_papers_are_drawn_to_be_looked_at(campaign: Any, tmp_path: Path) -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    signer, missing = development_signer(tmp_path), list[str]()
    for name, paper in cases():
        pdf = sign(render(paper, design_of(paper, turn=-1)), signer, at=AT)
        (FOLDER / f"{name}.pdf").write_bytes(pdf)
        command = ["pdftoppm", "-r", str(DOTS_PER_INCH), "-png", "-", str(FOLDER / name)]
        subprocess.run(command, input=pdf, capture_output=True, check=True)
        missing += [f"{name}: {text}" for text in unread(paper, pdf)]
    campaign.record(
        what="papers drawn into var/papers of which a text cannot be read back",
        how_many=2 * len(CASES),
        failures=missing,
        pictures=len(list(FOLDER.glob("*.png"))),
    )
