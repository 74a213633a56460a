"""Only the pinned fonts, and no paper with a character that they lack."""

import io
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from certificates import fonts, system
from certificates.design import Design
from certificates.errors import MissingGlyph, MissingSystemPart
from certificates.payload import Payload
from certificates.render import render


def test_the_missing_characters_are_given_once_in_their_order() -> None:
    assert fonts.missing_characters("示例\ue863甲😂乙\ue863 丙") == ["\ue863", "😂"]


@pytest.mark.parametrize(
    "text",
    ["〇㐂龘𠳐𡐓𤧛", "αβγ Ⅳ ① ℃ ± × · • — … “ ” （）【】《》", "IFNα/TGF-β、N,N-二甲基"],
)
def test_rare_and_technical_characters_of_real_names_are_there(text: str) -> None:
    assert fonts.missing_characters(text) == []


def test_a_paper_with_a_missing_character_is_refused_by_name_and_code_point(
    payload: Payload, design: Design
) -> None:
    with pytest.raises(MissingGlyph, match=r"U\+E863") as refusal:
        render(replace(payload, enterprise_name="示例\ue863公司"), design)
    assert refusal.value.characters == ["\ue863"]


def test_a_character_without_shape_is_described_in_words(payload: Payload, design: Design) -> None:
    with pytest.raises(MissingGlyph, match=r"U\+1F602 FACE WITH TEARS OF JOY"):
        render(replace(payload, model="😂"), design)


def test_the_fonts_in_a_paper_are_embedded_subsets_of_the_pinned_families(
    paper: bytes, tmp_path: Path
) -> None:
    file = tmp_path / "paper.pdf"
    file.write_bytes(paper)
    listed = subprocess.run(["pdffonts", file], capture_output=True, text=True, check=True)
    rows = listed.stdout.splitlines()[2:]
    assert rows
    for row in rows:
        assert re.search(r"\+(LXGW-WenKai|Liberation-Serif)", row) and "CID TrueType" in row
        assert row.split()[-5:-2] == ["yes", "yes", "yes"]


def test_letters_are_set_in_the_serif_and_quotation_marks_stay_chinese(
    payload: Payload, design: Design
) -> None:
    """A narrow Latin “ in a Chinese name would look like a mistake."""
    paper = render(replace(payload, model="型号“ABC-12”…—·", examples=False), design)
    characters: dict[str, set[str]] = {"Liberation": set(), "LXGW": set()}
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        for font in pdf.pages[0].Resources.Font.values():
            family = "LXGW" if "LXGW" in str(font.BaseFont) else "Liberation"
            codes = re.findall(rb"<[0-9a-f]{4}> <([0-9a-f]{4})>", font.ToUnicode.read_bytes())
            characters[family] |= {
                bytes.fromhex(code.decode()).decode("utf-16-be") for code in codes
            }
    assert set("ABC-12") <= characters["Liberation"]
    assert set("“”…—·型号") <= characters["LXGW"]
    assert not set("ABC-12") & characters["LXGW"]


@pytest.mark.parametrize("family", [fonts.CHINESE, fonts.LATIN], ids=["Chinese", "Latin"])
def test_a_missing_font_is_named_with_the_package_that_brings_it(
    family: fonts.Family, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for other in {fonts.CHINESE, fonts.LATIN} - {family}:
        (tmp_path / other.folder).symlink_to(fonts.FONTS / other.folder)
    monkeypatch.setattr(fonts, "FONTS", tmp_path)
    with pytest.raises(MissingSystemPart, match=f"apt-get install -y {family.package}$"):
        fonts.require_fonts()


def test_a_missing_library_is_named_with_the_package_that_brings_it() -> None:
    with pytest.raises(MissingSystemPart, match="The library Nowhere .* libnowhere0"):
        system.require_library("libnowhere.so.0", "The library Nowhere", "libnowhere0")


def test_without_pango_the_rest_still_imports_and_a_paper_is_refused_with_the_remedy() -> None:
    script = (
        "from certificates import system\n"
        "system._LIBRARIES = (('libnowhere.so.0', 'The library Pango', 'libpango-1.0-0'),)\n"
        "from certificates.render import render\n"
        "from certificates.design import load_design\n"
        "from certificates.payload import from_json\n"
        "design = load_design('patent_intensive_product', 1)\n"
        "render(from_json(design.sample), design)\n"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert run.returncode == 1
    remedy = "The library Pango is missing. Install it with: apt-get install -y libpango-1.0-0"
    assert run.stderr.splitlines()[-1].endswith(remedy)
