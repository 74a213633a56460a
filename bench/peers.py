"""The same certificates by other means: what an engineer would write first, and other programs.

Each maker takes a payload and gives a signed PDF. None draws our ornament but the naive one, which
draws the very same paper.
"""

import io
import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration

from bench.papers import SIGNED_AT
from certificates.conformance import finish
from certificates.design import Design
from certificates.engine import MEDIA_TYPE
from certificates.fetcher import DesignFetcher
from certificates.fonts import FONTS
from certificates.payload import Payload, to_json
from certificates.render import ATTACHMENT, fill
from certificates.view import view

Maker = Callable[[Payload], bytes]
PASSPHRASE = b"bench"
OWN_CHINESE, DEBIAN_CHINESE = "LXGW WenKai", "Noto Serif CJK SC"
CHROMIUM = "chromium"


def key_file(folder: Path, kind: str) -> Path:
    """Write a PKCS#12 file with a new `rsa` (3072 bits) or `ec` (P-256) key; give its path."""
    key = (
        rsa.generate_private_key(65537, 3072)
        if kind == "rsa"
        else ec.generate_private_key(ec.SECP256R1())
    )
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Bench")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(SIGNED_AT - timedelta(days=1))
    certificate = builder.not_valid_after(SIGNED_AT + timedelta(days=3650)).sign(key, SHA256())
    file = folder / f"{kind}.p12"
    locked = BestAvailableEncryption(PASSPHRASE)
    file.write_bytes(pkcs12.serialize_key_and_certificates(None, key, certificate, None, locked))
    return file


def by_pyhanko(pdf: bytes, signer: Any) -> bytes:
    """Sign as pyHanko's own documentation shows, PAdES baseline B."""
    meta = signers.PdfSignatureMetadata(
        field_name="Signature", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    return signers.sign_pdf(writer, meta, signer=signer).getvalue()


def loaded(file: Path) -> Any:
    """Load pyHanko's own signer from a key file."""
    return signers.SimpleSigner.load_pkcs12(file, passphrase=PASSPHRASE)


def has_debian_fonts() -> bool:
    """Tell whether fontconfig knows the faces of Debian's fonts-noto-cjk."""
    if not shutil.which("fc-list"):
        return False
    query = ["fc-list", f":family={DEBIAN_CHINESE}"]
    return bool(subprocess.run(query, capture_output=True, check=True).stdout)


def naive(design: Design, file: Path) -> Maker:
    """The same paper by WeasyPrint and pyHanko, with everything made afresh for each.

    Set in Debian's CJK faces where they are installed, in our own where not, which is kinder to it.
    """
    chinese = DEBIAN_CHINESE if has_debian_fonts() else OWN_CHINESE

    def make(paper: Payload) -> bytes:
        """A signed paper, its fonts, styles and drawings made afresh."""
        html, css = (
            text.replace(OWN_CHINESE, chinese) for text in (fill(paper, design), design.css)
        )
        fetcher = DesignFetcher(design.drawings)
        fonts = FontConfiguration()
        sheet = CSS(string=css, font_config=fonts, url_fetcher=fetcher)
        pdf: bytes = HTML(string=html, url_fetcher=fetcher).write_pdf(
            stylesheets=[sheet],
            font_config=fonts,
            attachments=[_attachment(paper)],
            pdf_variant="pdf/a-3a",
            finisher=partial(_finish, paper.type),
        )
        return by_pyhanko(pdf, loaded(file))

    return make


def _finish(paper_type: str, _: object, pdf: Any) -> None:
    finish(pdf, MEDIA_TYPE, paper_type)


def _attachment(paper: Payload) -> Attachment:
    created = datetime.combine(paper.issued_on, time(), UTC)
    return Attachment(
        file_obj=io.BytesIO(to_json(paper)),
        name=ATTACHMENT,
        description="The certificate as data (JSON-LD)",
        created=created,
        modified=created,
        relationship="Data",
    )


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


def typst(file: Path) -> Maker:
    """The same words in a plain design by typst, tagged PDF/A-3a with the data; signer kept."""
    compile_typst, signer = import_module("typst").compile, loaded(file)

    def make(paper: Payload) -> bytes:
        """A signed paper by typst."""
        qr = view(paper).qr
        drawing = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {qr.size} {qr.size}">'
            f'<path d="{qr.path}"/></svg>'
        )
        pdf = compile_typst(
            _TYPST.encode(),
            format="pdf",
            font_paths=[str(FONTS / "lxgw-wenkai"), str(FONTS / "liberation")],
            ignore_system_fonts=True,
            sys_inputs={"paper": json.dumps(json.loads(to_json(paper))), "qr": drawing},
            pdf_standards=["a-3a"],
        )
        return by_pyhanko(pdf, signer)

    return make


def reportlab(file: Path) -> Maker:
    """The same words as plain lines by ReportLab: untagged, no PDF/A, no data; signer kept."""
    canvas = import_module("reportlab.pdfgen.canvas")
    face = import_module("reportlab.pdfbase.ttfonts").TTFont(
        "kai", FONTS / "lxgw-wenkai" / "LXGWWenKai-Regular.ttf"
    )
    import_module("reportlab.pdfbase.pdfmetrics").registerFont(face)
    signer = loaded(file)

    def make(paper: Payload) -> bytes:
        """A signed paper by ReportLab, drawn line by line."""
        out = io.BytesIO()
        page = canvas.Canvas(out, pagesize=(842, 595))
        for place, line in enumerate(_lines(paper)):
            page.setFont("kai", 9)
            page.drawString(70, 540 - 11 * place, line)
        _draw_qr(page, view(paper).qr.path)
        page.save()
        return by_pyhanko(out.getvalue(), signer)

    return make


def _lines(paper: Payload) -> list[str]:
    patents = (f"{i + 1} {p.number} {p.title} {p.kind}" for i, p in enumerate(paper.patents))
    return [
        "专利密集型产品认定证书",
        paper.number,
        paper.enterprise_name,
        paper.product_name,
        f"{paper.model} {paper.credit_code} {paper.region_name} {paper.class_name}",
        paper.standard,
        *patents,
        f"{paper.authority_name} {paper.issued_on} {paper.verification_url}",
    ]


def _draw_qr(page: Any, path: str) -> None:
    for run in path.split("M")[1:]:
        at, width = run.split("h")[:2]
        x, y = map(int, at.split())
        page.rect(70 + 2 * x, 120 - 2 * y, 2 * int(width.split("v")[0]), 2, stroke=0, fill=1)


def chromium(design: Design, file: Path) -> Maker:
    """Our HTML printed by headless Chromium, a process for each paper; signer kept."""
    signer = loaded(file)

    def make(paper: Payload) -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            page, pdf = Path(folder) / "page.html", Path(folder) / "page.pdf"
            page.write_text(f"<style>{design.css}</style>{fill(paper, design)}", "utf-8")
            command = [CHROMIUM, "--headless", "--no-sandbox", f"--print-to-pdf={pdf}"]
            subprocess.run([*command, page.as_uri()], capture_output=True, check=True)
            return by_pyhanko(pdf.read_bytes(), signer)

    return make
