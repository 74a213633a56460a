"""The registration notice: a paper of its own kind, signed and examined like a certificate."""

import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from paper_reading import conformance, pages_of, text_of
from verapdf import Validator

from certificates.__main__ import main
from certificates.attestation import Attestation, Outcome
from certificates.design import Design, load_design
from certificates.errors import DesignError, PayloadError
from certificates.examine import examine
from certificates.payload import (
    Notice,
    Payload,
    PayloadPatent,
    from_json,
    paper_from_json,
    to_json,
)
from certificates.render import render
from certificates.sign import Signer, sign

SIGNED_AT = datetime(2025, 10, 20, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def letter() -> Design:
    return load_design("registration_notice", 2)


@pytest.fixture(scope="module")
def notice(letter: Design) -> Notice:
    paper = paper_from_json(letter.sample)
    assert isinstance(paper, Notice)
    return paper


def patents(count: int, title: str) -> tuple[PayloadPatent, ...]:
    return tuple(
        PayloadPatent(f"20201{i:07d}.{i % 10}", title, "utility_model", i == 0)
        for i in range(count)
    )


def test_a_notice_says_what_was_registered_and_that_it_certifies_nothing(
    notice: Notice, letter: Design
) -> None:
    text = text_of(render(notice, letter))
    said = [
        notice.number,
        f"{notice.enterprise_name}：",
        notice.product_name,
        notice.model,
        notice.class_name,
        notice.credit_code,
        notice.region_name,
        "2024年",
        "2025年10月20日",
        "备案仅经形式审查，不等同于认定。",
        "Itisnocertification",
        notice.verification_url,
        *(part for patent in notice.patents for part in (patent.number, patent.title)),
    ]
    assert [part for part in said if "".join(part.split()) not in text] == []
    for foreign in ("证书", "有效期", "产值", "ZL", "认定专用章"):
        assert foreign not in text


def test_a_notice_is_signed_and_examined_and_its_number_is_found(
    notice: Notice, letter: Design, signer: Signer
) -> None:
    paper = render(notice, letter)
    found = examine(sign(paper, signer, at=SIGNED_AT), signer.trust)
    assert found.outcome is Outcome.GENUINE
    assert found.payload == notice
    assert found.number == notice.number
    assert Attestation.from_json(found.to_json()) == found
    assert examine(paper, signer.trust).outcome is Outcome.ALTERED


def test_a_notice_and_a_certificate_are_of_different_types(
    notice: Notice, payload: Payload
) -> None:
    assert paper_from_json(to_json(notice)) == notice
    assert paper_from_json(to_json(payload)) == payload
    assert json.loads(to_json(notice))["@type"] == "PatentIntensiveProductRegistrationNotice"
    with pytest.raises(PayloadError, match="PatentIntensiveProductCertificate"):
        from_json(to_json(notice))


def test_the_words_of_a_notice_under_the_type_of_a_certificate_are_refused(
    notice: Notice,
) -> None:
    data = to_json(notice).replace(Notice.type.encode(), Payload.type.encode())
    with pytest.raises(PayloadError, match="valid_until"):
        paper_from_json(data)


def test_neither_kind_of_paper_is_drawn_in_the_design_of_the_other(
    notice: Notice, payload: Payload, letter: Design, design: Design
) -> None:
    with pytest.raises(DesignError, match="registration_notice v2 draws"):
        render(payload, letter)
    with pytest.raises(DesignError, match="patent_intensive_product v2 draws"):
        render(notice, design)


def test_the_file_of_a_notice_says_its_type_and_carries_its_data(
    notice: Notice, letter: Design
) -> None:
    paper = render(notice, letter)
    assert f"<rdf:li>{Notice.type}</rdf:li>".encode() in paper
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        assert str(pdf.Root.AF[0].UF) == "notice.jsonld"
        assert pdf.Root.AF[0].EF.F.read_bytes() == to_json(notice)


def test_eight_patents_fit_into_a_letter_of_one_page(notice: Notice, letter: Design) -> None:
    eight = replace(notice, patents=patents(8, "示例一种数控磨床补偿方法"))
    assert len(pages_of(render(eight, letter))) == 1


def test_a_signed_notice_passes_all_three_profiles(
    validator: Validator, notice: Notice, letter: Design, signer: Signer, tmp_path: Path
) -> None:
    long = replace(notice, patents=patents(30, "示例" * 20))
    signed = sign(render(long, letter), signer, at=SIGNED_AT)
    assert conformance(validator, signed, tmp_path) == ["3a passes", "3u passes", "ua1 passes"]


def test_the_sample_of_a_notice_is_drawn_by_command(tmp_path: Path) -> None:
    out = tmp_path / "notice.pdf"
    assert main(["render", "--design", "registration_notice", "--out", str(out)]) == 0
    assert out.read_bytes().startswith(b"%PDF-1.7")
