"""One signed certificate, against the same with everything made afresh for each paper."""

import tempfile
from datetime import UTC, datetime, time
from pathlib import Path

from bench.measure import Result, against
from certificates.design import load_design
from certificates.engine import Engine
from certificates.payload import from_json, to_json
from certificates.render import ATTACHMENT, fill, render
from certificates.sign import development_signer, sign

COUNT = 3


def run() -> Result:
    """Papers a second on one core, the sample payload of the design; both are the same bytes
    before the signature."""
    design = load_design("patent_intensive_product", 1)
    payload = from_json(design.sample)
    moment = datetime.combine(payload.issued_on, time(8), UTC)
    with tempfile.TemporaryDirectory() as folder:
        signer = development_signer(Path(folder))

        def ours() -> None:
            for _ in range(COUNT):
                sign(render(payload, design), signer, at=moment)

        def peer() -> None:
            for _ in range(COUNT):
                engine = Engine(design.css, design.drawings)
                paper = engine.write(fill(payload, design), to_json(payload), ATTACHMENT, moment)
                sign(paper, development_signer(Path(folder)), at=moment)

        rates = against(ours, peer, count=COUNT)
    return Result("signed_paper", *rates, "papers/s", "peer: fonts, styles, drawings, key afresh")
