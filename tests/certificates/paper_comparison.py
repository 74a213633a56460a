"""The comparison of compiled papers with those of the full path: pixels, text, and all the rest.

As a program it compares as many as it is told, for longer campaigns than the suite has time for:
`python tests/certificates/paper_comparison.py 300 [SEED]`.
"""

import io
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2 as pdfium
from random_papers import AT, design_of, random_paper

from certificates.attestation import Outcome
from certificates.compiled.errors import Unfit
from certificates.compiled.papers import compiled
from certificates.design import Design
from certificates.examine import examine
from certificates.payload import Paper
from certificates.render import render
from certificates.sign import Signer, development_signer, sign

TEXT = re.compile(rb"BT\n.*?ET", re.DOTALL)
AREA = re.compile(rb"(\d+) (\d+) (\d+) 1 re\b")
# Drawings of more bytes than this are ornament.
LARGE = 20_000


def pixels(pdf: bytes) -> list[bytes]:
    """All pages at 150 dots per inch, in colour, as Poppler draws them."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["pdftoppm", "-r", "150", "-", f"{folder}/page"]
        subprocess.run(command, input=pdf, capture_output=True, check=True)
        pages = [path.read_bytes() for path in sorted(Path(folder).iterdir())]
    assert pages, "nothing was drawn"
    return pages


def drawn_by_pdfium(pdf: bytes, *, text: bool = False) -> list[tuple[bytes, str]]:
    """The same as PDFium draws each page, in a seventh of the time, and its text if wanted."""
    with pdfium.PdfDocument(pdf) as document:
        return [
            (
                bytes(page.render(scale=150 / 72).buffer),
                page.get_textpage().get_text_range() if text else "",
            )
            for page in document
        ]


def without_ornament(pdf: bytes) -> tuple[bytes, list[bytes]]:
    """A paper whose large drawings are left empty; those drawings, and all that is no text.

    Two papers of which these are equal byte for byte differ in their text only, and that is then
    seen as well without the ornament, which takes most of the time.
    """
    taken: list[bytes] = []
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for page in opened.pages:
            taken.append(TEXT.sub(b"", outlined(page.Contents.read_bytes())))
            for form in forms(page.Resources):
                data = [form.read_bytes(), *(f.read_bytes() for f in forms(form.Resources))]
                taken += data
                if sum(map(len, data)) > LARGE and not any(TEXT.search(part) for part in data):
                    form.write(b"")
        opened.save(out)
    return out.getvalue(), taken


def forms(resources: Any) -> Iterator[Any]:
    """The drawings within drawings, each before those that it is made of."""
    for _, form in sorted(resources.get("/XObject", {}).items()):
        yield form
        if "/Resources" in form:
            yield from forms(form.Resources)


def outlined(content: bytes) -> bytes:
    """Rectangles one unit high as the lines that they stand for (ISO 32000-1, 8.5.2.1).

    Compiled papers write the modules of a QR code in the short form.
    """

    def lines(found: re.Match[bytes]) -> bytes:
        x, y, width = (int(number) for number in found.groups())
        right, below = x + width, y + 1
        corners = f"{x} {y} m\n{right} {y} l\n{right} {below} l\n{x} {below} l\nh"
        return corners.encode("ascii")

    return AREA.sub(lines, content)


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


def compare(paper: Paper, design: Design, signer: Signer) -> Comparison:
    """Make a paper both ways; look at its pixels, its text, and all else that it says."""
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


def compare_soon(paper: Paper, design: Design, signer: Signer) -> Comparison:
    """As `compare`, in a third of its time: by PDFium, and the ornament by its bytes."""
    try:
        quick = compiled(design).write(paper, signer, AT)
    except Unfit:
        return Comparison(False)
    full = render(paper, design)
    pages = [without_ornament(pdf) for pdf in (quick, full)]
    drawn = [drawn_by_pdfium(pdf, text=True) for pdf, _ in pages]
    (quick_pixels, quick_text), (full_pixels, full_text) = (zip(*d, strict=True) for d in drawn)
    found = {
        "ornament": pages[0][1] != pages[1][1],
        "pixels": quick_pixels != full_pixels,
        "text": quick_text != full_text,
        "structure": structure(quick) != structure(full),
    }
    return Comparison(True, tuple(name for name, differs in found.items() if differs))


def main() -> None:
    count, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    with tempfile.TemporaryDirectory() as folder:
        signer = development_signer(Path(folder))
        papers = {n: random_paper(n) for n in range(seed, seed + count)}
        results = {n: compare(p, design_of(p, n), signer) for n, p in papers.items()}
    wrong = {n: result.differences for n, result in results.items() if result.differences}
    fitting = sum(result.fits for result in results.values())
    print(f"{count} papers, {fitting} compiled, {len(wrong)} different: {wrong}")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
