"""Signed certificates of eight patents from the compiled design, against the naive way."""

import tempfile
from pathlib import Path
from statistics import median

from bench.cases.signed_paper import FACES
from bench.measure import UNIT, Result, rates
from bench.papers import SIGNED_AT, papers
from bench.peers import has_debian_fonts, key_file, naive
from certificates.compiled import warm
from certificates.compiled.papers import compiled
from certificates.design import load_design
from certificates.payload import Payload, from_json
from certificates.render import render
from certificates.sign import load_pkcs12, sign

OURS, PEERS = 60, 2


def run(patents: int = 8, name: str = "compiled_paper") -> Result:
    """Papers a second of one core's time, P-256, new words for each; the naive peer signs with RSA."""
    design = load_design("patent_intensive_product", 2)
    warm(design, [patents])
    sizes: list[int] = []
    with tempfile.TemporaryDirectory() as folder:
        rsa, file = key_file(Path(folder), "rsa"), key_file(Path(folder), "ec")
        signer = load_pkcs12(file, "bench")

        def ours(paper: Payload) -> None:
            sizes.append(len(compiled(design).write(paper, signer, SIGNED_AT)))

        found = rates(
            {
                "ours": (OURS, ours),
                "naive": (PEERS, naive(design, rsa)),
                "naive P-256": (PEERS, naive(design, file)),
                "full": (PEERS, lambda paper: sign(render(paper, design), signer, at=SIGNED_AT)),
            },
            papers(from_json(design.sample), patents),
        )
    note = (
        f"{patents} patents, {median(sizes) / 1000:.0f} KB (greatest {max(sizes) / 1000:.0f}); "
        f"peer: naive, RSA-3072, {FACES[has_debian_fonts()]}; "
        f"naive with P-256 {found['naive P-256']:.2f}/s, full path {found['full']:.1f}/s"
    )
    return Result(name, found["ours"], found["naive"], UNIT, note)
