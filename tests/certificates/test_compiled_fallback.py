"""What the compiled design does not know is left to the full path, and never drawn wrongly."""

from dataclasses import replace

import pytest
from paper_comparison import pixels
from paper_reading import text_of
from random_papers import AT, patents, with_css

from certificates.compiled import render_signed
from certificates.compiled.errors import Unfit
from certificates.compiled.papers import compiled
from certificates.attestation import Outcome
from certificates.design import Design
from certificates.errors import MissingGlyph
from certificates.examine import examine
from certificates.payload import Payload
from certificates.render import render
from certificates.sign import Signer


def test_a_title_of_two_lines_is_left_to_the_full_path(
    payload: Payload, design: Design, signer: Signer
) -> None:
    paper = replace(payload, patents=patents(2, "示例一种数控磨床主轴热误差补偿方法及系统" * 3))
    with pytest.raises(Unfit, match="too long"):
        compiled(design).write(paper, signer, AT)
    found = render_signed(paper, design, signer, at=AT)
    assert pixels(found) == pixels(render(paper, design))
    assert examine(found, signer.trust).outcome is Outcome.GENUINE


@pytest.mark.parametrize("name", ["示例 产品　甲", "示例  产品", " 示例产品"])
def test_a_name_whose_spaces_html_would_change_is_left_to_the_full_path(
    name: str, payload: Payload, design: Design, signer: Signer
) -> None:
    paper = replace(payload, product_name=name)
    with pytest.raises(Unfit):
        compiled(design).write(paper, signer, AT)
    assert text_of(render_signed(paper, design, signer, at=AT)) == text_of(render(paper, design))


def test_a_character_that_no_face_has_stops_the_paper(
    payload: Payload, design: Design, signer: Signer
) -> None:
    with pytest.raises(MissingGlyph, match="U\\+1F600"):
        render_signed(replace(payload, product_name="示例\N{GRINNING FACE}"), design, signer, at=AT)


@pytest.mark.parametrize(
    "css",
    [
        ".enterprise { display: inline-block }",
        ".facts .fact { width: auto }",
        ".product::after { content: '　'; border-bottom: 2mm solid red }",
        ".enterprise { background: #eee; display: table; margin: 0 auto }",
    ],
)
def test_a_layout_that_depends_on_the_words_is_never_drawn_wrongly(
    css: str, payload: Payload, design: Design, signer: Signer
) -> None:
    other = with_css(design, css)
    paper = replace(payload, enterprise_name="示例公司", credit_code="91370100MA0EXAMPL2")
    for one in (payload, paper):
        assert pixels(render_signed(one, other, signer, at=AT)) == pixels(render(one, other))


def test_a_template_that_decides_by_a_word_is_left_to_the_full_path(
    payload: Payload, design: Design, signer: Signer
) -> None:
    asking = "{% if payload.product_name | length > 3 %}长{% endif %}</body>"
    other = replace(design, template=design.template.replace("</body>", asking))
    with pytest.raises(Unfit, match="decides by a word"):
        compiled(other).write(payload, signer, AT)


@pytest.mark.parametrize("name", ["示例磨床", "示例高精度数控磨床"])
def test_a_template_that_asks_whether_a_word_is_text_is_never_drawn_wrongly(
    name: str, payload: Payload, design: Design, signer: Signer
) -> None:
    """To a token it says no, to a word yes: the first name is as short as it wants, not the other."""
    said = "payload.product_name"
    asking = f'{{{{ {said} }}}}{{{{ "长" if {said} is string and {said} | length > 6 }}}}'
    other = replace(design, template=design.template.replace(f"{{{{ {said} }}}}", asking))
    compiled(other).write(replace(payload, product_name="示例产品"), signer, AT)
    paper = replace(payload, product_name=name)
    assert pixels(render_signed(paper, other, signer, at=AT)) == pixels(render(paper, other))
    if len(name) > 6:
        with pytest.raises(Unfit, match="decides by a word"):
            compiled(other).write(paper, signer, AT)
