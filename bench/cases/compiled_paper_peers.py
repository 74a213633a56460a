"""Signed certificates from the compiled design, against other programs.

The peer of the ratio is typst, the only other one here that writes tagged PDF/A-3a with the data
attached. pyHanko signs what the others make, P-256, its signer loaded once.
"""

import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path

from bench.measure import UNIT, Result, rates
from bench.papers import SIGNED_AT, papers
from bench.peers import CHROMIUM, Maker, chromium, key_file, reportlab, typst
from certificates.compiled import warm
from certificates.compiled.papers import compiled
from certificates.design import Design, load_design
from certificates.payload import Payload, from_json
from certificates.sign import load_pkcs12

OURS, PEERS = 60, 5
NAMES = ("typst", "ReportLab", "Chromium")


def run(patents: int = 8, name: str = "compiled_paper_peers") -> Result:
    """Papers a second of one core's time, new words for each."""
    design = load_design("patent_intensive_product", 2)
    warm(design, [patents])
    with tempfile.TemporaryDirectory() as folder:
        file = key_file(Path(folder), "ec")
        signer = load_pkcs12(file, "bench")

        def ours(paper: Payload) -> bytes:
            return compiled(design).write(paper, signer, SIGNED_AT)

        fresh = papers(from_json(design.sample), patents)
        found = rates({"ours": (OURS, ours), **_peers(design, file)}, fresh)
    said = (f"{each} {found[each]:.1f}/s" if each in found else f"{each} absent" for each in NAMES)
    note = f"{patents} patents; peer: typst and pyHanko P-256; {', '.join(said)}"
    return Result(name, found["ours"], found["typst"], UNIT, note)


def _peers(design: Design, file: Path) -> dict[str, tuple[int, Maker]]:
    """Give the other programs that are installed; typst must be, it is of the extra `dev`."""
    makers: dict[str, tuple[int, Maker]] = {"typst": (PEERS, typst(file))}
    if find_spec("reportlab"):
        makers["ReportLab"] = (PEERS, reportlab(file))
    if shutil.which(CHROMIUM):
        makers["Chromium"] = (1, chromium(design, file))
    return makers
