"""What other programs read in a paper: its text, its picture, and how far it conforms."""

import io
import subprocess
from pathlib import Path

from PIL import Image
from verapdf import Validator


def text_of(pdf: bytes) -> str:
    """The text in reading order, without the breaks that setting it in lines has made."""
    made = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True)
    return "".join(made.stdout.decode().split())


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page."""
    made = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True)
    return made.stdout.decode().split("\f")[:-1]


def picture_of(pdf: bytes, dots_per_inch: int) -> Image.Image:
    command = ["pdftoppm", "-r", str(dots_per_inch), "-l", "1", "-singlefile", "-png", "-"]
    made = subprocess.run(command, input=pdf, capture_output=True, check=True)
    return Image.open(io.BytesIO(made.stdout))


def conformance(validator: Validator, pdf: bytes, folder: Path) -> list[str]:
    """One line for each profile, as `3a passes`; `validator` is the fixture."""
    file = folder / "paper.pdf"
    file.write_bytes(pdf)
    return validator.check(file)
