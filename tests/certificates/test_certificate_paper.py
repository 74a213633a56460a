"""The paper: the same bytes each time, all of the text, nothing from outside."""

import hashlib
import io
import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
import zxingcpp
from paper_reading import pages_of, picture_of, text_of
from weasyprint import HTML

from certificates.design import Design
from certificates.engine import Engine
from certificates.errors import DesignError, PayloadError
from certificates.fetcher import DesignFetcher, ForbiddenAddress
from certificates.payload import Payload, PayloadPatent, to_json
from certificates.render import fill, render
from certificates.schema import MAX_URL

DATE = datetime(2026, 1, 12, tzinfo=UTC)
IN_ANOTHER_PROCESS = """
import hashlib
from certificates.design import load_design
from certificates.payload import from_json
from certificates.render import render
design = load_design("patent_intensive_product", 2)
print(hashlib.sha256(render(from_json(design.sample), design)).hexdigest())
"""


def test_the_same_payload_gives_the_same_bytes_in_another_process(paper: bytes) -> None:
    other = subprocess.run(
        [sys.executable, "-c", IN_ANOTHER_PROCESS], capture_output=True, text=True, check=True
    )
    assert other.stdout.strip() == hashlib.sha256(paper).hexdigest()


def test_the_papers_drawn_before_leave_no_trace_in_a_paper(
    paper: bytes, payload: Payload, long_payload: Payload, design: Design
) -> None:
    render(long_payload, design)
    assert render(payload, design) == paper


def test_another_payload_has_another_file_identifier(payload: Payload, design: Design) -> None:
    def identifier(pdf: bytes) -> bytes:
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            return bytes(opened.trailer["/ID"][0])

    other = replace(payload, model="SL-2")
    assert identifier(render(payload, design)) != identifier(render(other, design))


def test_all_that_the_payload_says_stands_on_the_paper(paper: bytes, payload: Payload) -> None:
    text = text_of(paper)
    said = [
        payload.number,
        payload.registration_number,
        payload.enterprise_name,
        payload.credit_code,
        payload.region_name,
        payload.product_name,
        payload.model,
        payload.class_name,
        payload.class_name_en,
        payload.standard,
        payload.authority_name,
        payload.verification_url,
        "128,560,000元",
        "2026年1月12日至2029年1月11日",
        "11 January 2029",
        *(part for patent in payload.patents for part in (f"ZL{patent.number}", patent.title)),
    ]
    assert [part for part in said if "".join(part.split()) not in text] == []


def test_sixty_patents_with_long_titles_stand_there_whole_and_once(
    long_payload: Payload, design: Design
) -> None:
    text = text_of(render(long_payload, design))
    assert [text.count(patent.number) for patent in long_payload.patents] == [1] * 60
    assert text.count(long_payload.patents[0].title) == 60
    assert long_payload.enterprise_name in text
    assert long_payload.product_name in text
    assert "企业选择不公开" in text
    assert "型号" not in text
    assert "第1页共5页" in text and "第5页共5页" in text


def test_eight_patents_fit_on_one_page(payload: Payload, design: Design) -> None:
    patents = tuple(
        PayloadPatent(f"ZL20201000000{i}.0", "示例一种数控磨床补偿方法", "invention", i == 0)
        for i in range(8)
    )
    with pikepdf.open(io.BytesIO(render(replace(payload, patents=patents), design))) as pdf:
        assert len(pdf.pages) == 1


@pytest.mark.parametrize("length", [60, MAX_URL])
def test_the_verification_address_stands_on_one_line(
    payload: Payload, design: Design, length: int
) -> None:
    url = "https://registry.example/verify/".ljust(length, "m")
    pdf = render(replace(payload, verification_url=url), design)
    made = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True)
    assert any(url in line for line in made.stdout.decode().splitlines())


def test_the_heading_of_the_patents_never_stands_alone(payload: Payload, design: Design) -> None:
    """Long names fill the first page; the first title is too long for what is left of it."""
    long = replace(
        payload,
        enterprise_name="示例" * 60,
        product_name="示例" * 60,
        model="示例" * 60,
        patents=(replace(payload.patents[0], title="示例长标题" * 80),),
    )
    pages = pages_of(render(long, design))
    assert len(pages) == 2
    assert "所依据专利" not in pages[0] and "所依据专利" in pages[1]


def test_example_benchmarks_are_said_plainly_and_only_then(
    paper: bytes, payload: Payload, design: Design
) -> None:
    notice = "评价基准为示例数据，不构成官方认定"
    assert notice in text_of(paper)
    assert notice not in text_of(render(replace(payload, examples=False), design))


def test_the_qr_code_is_read_back_from_the_printed_page(paper: bytes, payload: Payload) -> None:
    """At 100 dots an inch two readers read every length of address: test_qr_readers.py."""
    codes = zxingcpp.read_barcodes(picture_of(paper, 150))
    assert [code.text for code in codes] == [payload.verification_url]


def test_the_payload_is_attached_as_associated_data(paper: bytes, payload: Payload) -> None:
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        assert len(pdf.Root.AF) == 1
        file = pdf.Root.AF[0]
        assert str(file.AFRelationship) == "/Data"
        assert str(file.EF.F.Subtype) == "/application/ld+json"
        attached = file.EF.F.read_bytes()
    assert attached == to_json(payload)
    assert json.loads(attached)["number"] == payload.number


def test_the_dates_of_the_file_are_those_of_the_certificate(paper: bytes) -> None:
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        assert str(pdf.docinfo.CreationDate) == "D:20260112000000Z"
        assert str(pdf.docinfo.ModDate) == "D:20260112000000Z"


def test_text_from_strangers_is_printed_and_not_obeyed(payload: Payload, design: Design) -> None:
    name = '<img src="file:///etc/passwd"><b>示例</b>&amp;{{ 7 * 7 }}'
    html = fill(replace(payload, product_name=name), design)
    assert "<img" not in html
    assert name.replace(" ", "") in text_of(render(replace(payload, product_name=name), design))


@pytest.mark.parametrize("kind", ["file", "http", "data", "design"])
def test_a_design_that_reaches_outside_itself_is_refused(kind: str, tmp_path: Path) -> None:
    outside = tmp_path / "drawing.svg"
    outside.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    address = {
        "file": outside.as_uri(),
        "http": "http://127.0.0.1:9/drawing.svg",
        "data": "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>",
        "design": "design:other.svg",
    }[kind]
    engine = Engine("", {})
    with pytest.raises(DesignError, match="not part of it"):
        engine.write(f'<img alt="" src="{address}">', b"{}", "x", DATE)


def test_a_style_sheet_that_reaches_outside_the_design_is_refused(tmp_path: Path) -> None:
    outside = tmp_path / "theme.css"
    outside.write_text("p { color: red }", encoding="utf-8")
    with pytest.raises(ForbiddenAddress):
        Engine(f"@import url({outside.as_uri()});", {})


def test_the_library_left_to_itself_does_read_local_files(tmp_path: Path) -> None:
    """Shows that the two refusals above are ours, and that the address could be read."""
    outside = tmp_path / "theme.css"
    outside.write_text("@page { size: 100px 100px; margin: 0 }", encoding="utf-8")
    html = f'<link rel="stylesheet" href="{outside.as_uri()}"><p>x'
    assert HTML(string=html).render().pages[0].width == 100
    with pytest.raises(ForbiddenAddress):
        HTML(string=html, url_fetcher=DesignFetcher({})).render()


def test_a_payload_that_breaks_its_schema_is_not_drawn(payload: Payload, design: Design) -> None:
    with pytest.raises(PayloadError):
        render(replace(payload, patents=()), design)
