"""Both QR readers read the printed page at 100 dots an inch, whatever the address on it."""

import io
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
import zxingcpp
from PIL import Image
from random_papers import design_of, random_paper

from certificates.payload import Paper
from certificates.render import render
from certificates.schema import MAX_URL

try:
    from pyzbar import pyzbar
except ImportError as absent:
    pytest.skip(f"apt-get install -y libzbar0: {absent}", allow_module_level=True)

# The seed of a certificate and that of a notice; the campaign takes a hundred.
SEEDS = (1, 5)


def by_zxing(page: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(page)]


def by_zbar(page: Image.Image) -> list[str]:
    return [found.data.decode("utf-8") for found in pyzbar.decode(page)]


READERS = {"zxing": by_zxing, "zbar": by_zbar}


def with_address(paper: Paper, random: Random, length: int) -> Paper:
    """The paper with an address of this length, made of all that an address may hold."""
    start = "https://registry.example/certificates/"
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~%/?="
    rest = "".join(random.choices(letters, k=length - len(start)))
    return replace(paper, verification_url=start + rest)


def printed(pdf: bytes, dots_per_inch: int) -> list[Image.Image]:
    """The pages in grey; a certificate has the code on its first one, a notice on its last."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["pdftoppm", "-r", str(dots_per_inch), "-gray", "-", f"{folder}/page"]
        subprocess.run(command, input=pdf, capture_output=True, check=True)
        return [
            Image.open(io.BytesIO(path.read_bytes())) for path in sorted(Path(folder).iterdir())
        ]


def read(paper: Paper, dots_per_inch: int, version: int = 2) -> dict[str, list[str]]:
    pages = printed(render(paper, design_of(paper, version - 1)), dots_per_inch)
    return {name: [t for page in pages for t in reader(page)] for name, reader in READERS.items()}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("length", [48, 84, MAX_URL])
def test_both_readers_read_the_address_off_the_printed_page(seed: int, length: int) -> None:
    paper = with_address(random_paper(seed), Random(seed * 1000 + length), length)
    expected = [paper.verification_url]
    assert read(paper, 100) == {"zxing": expected, "zbar": expected}


def test_the_papers_of_the_first_version_are_read_as_well() -> None:
    for seed in SEEDS:
        paper = with_address(random_paper(seed), Random(seed), MAX_URL)
        expected = [paper.verification_url]
        assert read(paper, 100, version=1) == {"zxing": expected, "zbar": expected}


def test_a_page_without_its_code_is_read_by_neither() -> None:
    blank = Image.new("L", (1170, 827), 255)
    assert [reader(blank) for reader in READERS.values()] == [[], []]
