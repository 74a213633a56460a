"""Invented papers of every kind, and the comparison of compiled ones with those of the full path.

As a program it compares as many as it is told, for longer campaigns than the suite has time for:
`python tests/certificates/random_papers.py 300 [SEED]`.
"""

import io
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pikepdf

from certificates.attestation import Outcome
from certificates.compiled.errors import Unfit
from certificates.compiled.papers import compiled
from certificates.design import Design, load_design
from certificates.examine import examine
from certificates.fonts import missing_characters
from certificates.payload import Notice, Paper, Payload, PayloadPatent
from certificates.render import render
from certificates.sign import Signer, development_signer, sign

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


def design_of(paper: Paper) -> Design:
    return load_design(
        "registration_notice" if isinstance(paper, Notice) else "patent_intensive_product", 1
    )


def pixels(pdf: bytes) -> list[bytes]:
    """All pages at 150 dots per inch, in colour."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["pdftoppm", "-r", "150", "-", f"{folder}/page"]
        subprocess.run(command, input=pdf, capture_output=True, check=True)
        pages = [path.read_bytes() for path in sorted(Path(folder).iterdir())]
    assert pages, "nothing was drawn"
    return pages


def raw_text(pdf: bytes) -> bytes:
    return subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True).stdout


def structure(pdf: bytes) -> list[object]:
    """What the file says besides its drawing: tags, metadata, document information, data."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        attached = opened.Root.AF[0].EF.F
        return [
            list(tags(opened.Root.StructTreeRoot.K[0])),
            opened.Root.Metadata.read_bytes(),
            {key: str(value) for key, value in opened.docinfo.items()},
            (attached.read_bytes(), str(attached.Params.CheckSum), str(opened.Root.AF[0].F)),
            str(opened.trailer.ID[0]),
            [str(page.get("/Tabs")) for page in opened.pages],
        ]


def tags(element: Any) -> Iterator[tuple[str, str, str]]:
    """Each element of the structure in reading order, with its alternative text and attributes."""
    if isinstance(element, pikepdf.Dictionary) and "/S" in element:
        kids = element.get("/K", [])
        several = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
        marked = [str(kid) for kid in several if isinstance(kid, int)]
        yield str(element.S), str(element.get("/Alt", "")), " ".join(marked)
        for kid in several:
            yield from tags(kid)


@dataclass(frozen=True)
class Comparison:
    """How a compiled paper differs from its reference; `fits` is false where none was compiled."""

    fits: bool
    differences: tuple[str, ...] = ()


def compare(paper: Paper, signer: Signer) -> Comparison:
    """Make a paper both ways; look at its pixels, its text, and all else that it says."""
    design = design_of(paper)
    try:
        quick = compiled(design).write(paper, signer, AT)
    except Unfit:
        return Comparison(False)
    full = sign(render(paper, design), signer, at=AT)
    with ThreadPoolExecutor(2) as pool:
        pictures = list(pool.map(pixels, (quick, full)))
    found = {
        "pixels": pictures[0] != pictures[1],
        "text": raw_text(quick) != raw_text(full),
        "structure": structure(quick) != structure(full),
        "examination": examine(quick, signer.trust).outcome is not Outcome.GENUINE,
    }
    return Comparison(True, tuple(name for name, differs in found.items() if differs))


def main() -> None:
    count, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    with tempfile.TemporaryDirectory() as folder:
        signer = development_signer(Path(folder))
        results = {n: compare(random_paper(n), signer) for n in range(seed, seed + count)}
    wrong = {n: result.differences for n, result in results.items() if result.differences}
    fitting = sum(result.fits for result in results.values())
    print(f"{count} papers, {fitting} compiled, {len(wrong)} different: {wrong}")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
