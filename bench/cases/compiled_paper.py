"""Signed papers of eight patents from the compiled design, against the full path and typst.

Every paper has other words. typst, where it is installed, sets the same words in a plain design of
its own, PDF/A-3a as well, and pyHanko signs what it made.
"""

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from statistics import median

from bench.measure import Result
from certificates.compiled.papers import compiled
from certificates.design import load_design
from certificates.fonts import FONTS
from certificates.payload import Payload, PayloadPatent, from_json, to_json
from certificates.render import render
from certificates.sign import development_signer, sign
from certificates.view import view

OURS, PEERS, RUNS = 50, 2, 5
_WORDS = "示例高精度数控磨床主轴热误差补偿方法及其系统装置与结构工艺"
_TYPST = """
#let paper = json(bytes(sys.inputs.paper))
#set document(title: paper.number)
#set page(width: 297mm, height: 210mm, margin: 25mm)
#set text(font: ("Liberation Serif", "LXGW WenKai"), size: 9pt, lang: "zh")
#pdf.attach("certificate.jsonld", bytes(sys.inputs.paper), relationship: "data",
  mime-type: "application/ld+json", description: "The certificate as data")
#align(center)[
  = 专利密集型产品认定证书
  #paper.number \\ #text(size: 19pt, weight: "bold", paper.enterprise_name) \\
  #text(size: 24pt, weight: "bold", paper.product_name) \\ #paper.model
  #paper.credit_code #paper.region_name #paper.class_name #paper.standard
]
#table(columns: (1cm, 4cm, 1fr, 3cm, 2cm),
  ..paper.patents.enumerate().map(((i, p)) =>
    ([#(i + 1)], p.number, p.title, p.kind, if p.core [是] else [否])).flatten())
#paper.authority_name #paper.issued_on #paper.verification_url
#image(bytes(sys.inputs.qr), format: "svg", width: 30mm, alt: "QR")
"""


def run() -> Result:
    """Papers a second on one core, new words for each; the peer is the full path."""
    design = load_design("patent_intensive_product", 1)
    base = from_json(design.sample)
    moment = datetime(2026, 1, 12, 9, 30, tzinfo=UTC)
    fresh = (_paper(base, number) for number in count())
    with tempfile.TemporaryDirectory() as folder:
        signer = development_signer(Path(folder))
        makers: dict[str, tuple[int, Callable[[Payload], object]]] = {
            "ours": (OURS, lambda paper: compiled(design).write(paper, signer, moment)),
            "full": (PEERS, lambda paper: sign(render(paper, design), signer, at=moment)),
        }
        if find_spec("typst"):
            makers["typst"] = (PEERS, lambda paper: sign(_by_typst(paper), signer, at=moment))
        rates = _rates(makers, fresh)
    typst = f"{rates['typst']:.1f}/s" if "typst" in rates else "not installed"
    note = f"peer: the full path; typst and pyHanko: {typst}"
    return Result("compiled_paper", rates["ours"], rates["full"], "papers/s", note)


def _rates(
    makers: dict[str, tuple[int, Callable[[Payload], object]]], fresh: Iterator[Payload]
) -> dict[str, float]:
    """Give papers a second: medians of runs that alternate."""
    times: dict[str, list[float]] = {name: [] for name in makers}
    for turn in range(RUNS + 1):
        for name, (number, make) in makers.items():
            papers = [next(fresh) for _ in range(number)]
            start = time.perf_counter()
            for paper in papers:
                make(paper)
            # The first turn compiles shapes and loads faces.
            times[name] += [(time.perf_counter() - start) / number] if turn else []
    return {name: 1 / median(spent) for name, spent in times.items()}


def _paper(base: Payload, number: int) -> Payload:
    def words(place: int, length: int) -> str:
        return "".join(
            _WORDS[(number * 7 + place * 5 + i * i) % len(_WORDS)] for i in range(length)
        )

    patents = tuple(
        PayloadPatent(f"2019{i % 3 + 1}0{number * 8 + i:06d}.{i}", words(i, 12 + i), kind, i == 0)
        for i, kind in enumerate(("invention", "utility_model", "design", "invention") * 2)
    )
    own = f"PIP-2025-{number:06d}-{number % 10}"
    return replace(
        base,
        number=own,
        enterprise_name=f"示例{words(1, 8)}有限公司",
        product_name=f"示例{words(2, 8)}",
        patents=patents,
        verification_url=f"https://registry.example/verify/{own}",
    )


def _by_typst(paper: Payload) -> bytes:
    qr = view(paper).qr
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {qr.size} {qr.size}">'
        f'<path d="{qr.path}"/></svg>'
    )
    made: bytes = import_module("typst").compile(
        _TYPST.encode(),
        format="pdf",
        font_paths=[str(FONTS / "lxgw-wenkai"), str(FONTS / "liberation")],
        ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps(json.loads(to_json(paper))), "qr": drawing},
        pdf_standards=["a-3a"],
    )
    return made
