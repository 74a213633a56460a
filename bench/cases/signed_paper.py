"""Certificates of eight patents by the full path, against the same paper made naively.

Naively: fonts, styles, drawings and an RSA key afresh for each, pyHanko's own signer.
"""

import tempfile
from pathlib import Path

from bench.measure import UNIT, Result, rates
from bench.papers import SIGNED_AT, papers
from bench.peers import has_debian_fonts, key_file, naive
from certificates.design import load_design
from certificates.payload import from_json
from certificates.render import render
from certificates.sign import load_pkcs12, sign

OURS, PEERS = 4, 2
FACES = {True: "fonts-noto-cjk", False: "our faces, as fonts-noto-cjk is not installed"}


def run() -> Result:
    """Papers a second of one core's time, RSA-3072 on both sides, every paper with other words."""
    design = load_design("patent_intensive_product", 2)
    with tempfile.TemporaryDirectory() as folder:
        file = key_file(Path(folder), "rsa")
        signer = load_pkcs12(file, "bench")
        found = rates(
            {
                "ours": (OURS, lambda paper: sign(render(paper, design), signer, at=SIGNED_AT)),
                "naive": (PEERS, naive(design, file)),
            },
            papers(from_json(design.sample), 8),
        )
    note = f"full path; peer: everything afresh, RSA-3072, {FACES[has_debian_fonts()]}"
    return Result("signed_paper", found["ours"], found["naive"], UNIT, note)
