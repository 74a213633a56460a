"""A sample payload, a development signer, an unsigned and a signed paper, each made once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from verapdf import Validator, running

from certificates.design import Design, load_design
from certificates.payload import Payload, PayloadPatent, from_json
from certificates.render import render
from certificates.sign import Signer, development_signer, sign

SIGNED_AT = datetime(2026, 1, 12, 9, 30, tzinfo=UTC)
KINDS = ("invention", "utility_model", "design")


@pytest.fixture(scope="session")
def design() -> Design:
    return load_design("patent_intensive_product", 2)


@pytest.fixture(scope="session")
def payload(design: Design) -> Payload:
    return from_json(design.sample)


@pytest.fixture(scope="session")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    return development_signer(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def paper(payload: Payload, design: Design) -> bytes:
    return render(payload, design)


@pytest.fixture(scope="session")
def signed(paper: bytes, signer: Signer) -> bytes:
    return sign(paper, signer, at=SIGNED_AT)


@pytest.fixture(scope="session")
def trust_file(signer: Signer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("trust") / "trust-anchor.pem"
    file.write_text(signer.trust.to_pem(), encoding="ascii")
    return file


@pytest.fixture(scope="session")
def long_payload(payload: Payload) -> Payload:
    """Sixty patents with titles of 72 characters, long names, a withheld value, no model."""
    title = "示例蒸镀掩模、带框架的蒸镀掩模、有机EL显示装置的制造方法" * 3
    patents = tuple(
        PayloadPatent(f"ZL20201{i:07d}.{i % 10}", title[:72], KINDS[i % 3], i % 4 == 0)
        for i in range(60)
    )
    return replace(
        payload,
        patents=patents,
        enterprise_name="示例·海岱（山东）知识产权运营与先进制造装备股份有限公司（中外合资）鲁西南分公司第一智能装备制造事业部示例一二三四五六",
        product_name="示例IL-12、IL-23和/或IFNα响应调节剂（第二代）·口服缓释制剂及其专用高精度给药装置ABC-12型",
        model="",
        output_value_fen=None,
        examples=False,
    )


@pytest.fixture(scope="session")
def validator() -> Iterator[Validator]:
    """Says how far a file conforms to PDF/A and PDF/UA; see verapdf.py."""
    with running() as found:
        yield found
