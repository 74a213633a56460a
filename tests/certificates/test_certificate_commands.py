"""The command line of the package, without a registry."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from loopback_authority import NOW, loopback

from certificates.__main__ import main
from certificates.attestation import Trust

AT = "2026-01-12T09:30:00+08:00"


def test_a_payload_becomes_a_signed_paper_that_is_genuine(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper, signed, keys = tmp_path / "paper.pdf", tmp_path / "signed.pdf", tmp_path / "keys"
    assert main(["render", "--out", str(paper)]) == 0
    arguments = ["--development", str(keys), "--at", AT, "--out", str(signed)]
    assert main(["sign", str(paper), *arguments]) == 0
    assert "this proves nothing" in capsys.readouterr().err
    trust = ["--trust", str(keys / "trust-anchor.pem")]
    assert main(["examine", str(signed), *trust]) == 0
    assert capsys.readouterr().out.startswith("genuine PIP-2025-000001-7:")
    assert main(["examine", str(paper), *trust, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["outcome"] == "altered"


def test_a_stamped_paper_is_made_and_examined_with_and_without_its_authority(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper, signed, keys = tmp_path / "paper.pdf", tmp_path / "signed.pdf", tmp_path / "keys"
    (tmp_path / "tsa").mkdir()
    assert main(["render", "--out", str(paper)]) == 0
    sign = ["sign", str(paper), "--development", str(keys), "--at", NOW.isoformat()]
    sign += ["--out", str(signed)]
    with loopback(tmp_path / "tsa") as served:
        assert main([*sign, "--timestamp-url", f"{served.url}/tsa"]) == 2
        assert "needs both --timestamp-url and --stampers" in capsys.readouterr().err
        assert not signed.exists()
        (tmp_path / "stampers.pem").write_text(Trust((served.root.der,)).to_pem())
        stampers = ["--stampers", str(tmp_path / "stampers.pem")]
        assert main([*sign, "--timestamp-url", f"{served.url}/tsa", *stampers]) == 0
    examine = ["examine", str(signed), "--trust", str(keys / "trust-anchor.pem"), "--json"]
    assert main(examine) == 0
    assert json.loads(capsys.readouterr().out)["stamped_at"] is None
    assert main([*examine, *stampers, "--at", "2079-01-01T00:00:00Z"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["stamped_at"] is not None
    assert "The signing certificate has expired since" in found["reason"]


def test_a_payload_that_is_not_valid_ends_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    payload = tmp_path / "payload.json"
    payload.write_text("{}", encoding="utf-8")
    assert main(["render", str(payload), "--out", str(tmp_path / "x.pdf")]) == 2
    assert "payload is not valid" in capsys.readouterr().err
    assert not (tmp_path / "x.pdf").exists()


def test_a_file_that_is_not_there_ends_in_one_sentence(
    trust_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["examine", str(tmp_path / "none.pdf"), "--trust", str(trust_file)]) == 2
    assert "none.pdf" in capsys.readouterr().err


def test_what_a_certificate_says_is_read_without_the_renderer_or_the_signer() -> None:
    """The parts that load Pango and pyHanko are imported only where they are used."""
    script = (
        "import sys, certificates; "
        "print([m for m in ('weasyprint', 'pyhanko', 'flask', 'sqlalchemy') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
