"""Every template that is asked for is there, and every one that is there is asked for."""

import ast
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from source_tree import ROOT, Source, dotted, sources

TEMPLATES = ROOT / "templates"
_REFERENCE = re.compile(r"{%-?\s*(?:extends|include|import|from)\s+[\"']([^\"']+)[\"']")
# Templates of the libraries, which bring them themselves.
_OF_LIBRARIES = ("bootstrap5/",)


def present() -> set[str]:
    """The templates, from the folder of templates on."""
    return {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html")}


def asked_for(source: Source) -> Iterator[tuple[str, str]]:
    """Where, and which: every text of a file that names a template."""
    for node in source.nodes():
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if re.fullmatch(r"[\w/-]+\.html", node.value):
                yield source.at(node), node.value


def computed(source: Source) -> Iterator[str]:
    """Where a template is asked for by a name that is put together: no test can follow it."""
    for node in source.nodes():
        if isinstance(node, ast.Call) and dotted(node.func).endswith("render_template"):
            if node.args and isinstance(node.args[0], ast.JoinedStr | ast.BinOp | ast.Call):
                yield source.at(node)


def referred_to() -> set[str]:
    """The templates that other templates extend, include or import."""
    return {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in _REFERENCE.findall(path.read_text("utf-8"))
        if not name.startswith(_OF_LIBRARIES)
    }


def of_registry() -> list[Source]:
    return [source for source in sources() if source.path.startswith("registry/")]


def test_every_template_that_the_code_asks_for_is_there() -> None:
    asked = [pair for source in of_registry() for pair in asked_for(source)]
    assert [pair for pair in asked if pair[1] not in present()] == []
    assert asked


def test_every_template_that_another_builds_on_is_there() -> None:
    assert referred_to() - present() == set()


def test_every_template_that_is_there_is_used() -> None:
    asked = {name for source in of_registry() for _, name in asked_for(source)}
    assert present() - asked - referred_to() == set()


def test_no_template_is_asked_for_by_a_name_that_is_put_together() -> None:
    assert [where for source in of_registry() for where in computed(source)] == []
    planted = Source("registry/planted.py", "render_template(f'reviews/{word}.html')")
    assert list(computed(planted))


@pytest.mark.parametrize("name", sorted(present()))
def test_the_template_can_be_read(app: Flask, name: str) -> None:
    app.jinja_env.get_template(name)


@pytest.mark.parametrize("name", sorted(present()))
def test_every_form_that_posts_carries_the_token_against_forgery(name: str) -> None:
    text = (TEMPLATES / name).read_text("utf-8")
    for form in re.findall(r"<form\b.*?</form>", text, re.S | re.I):
        if re.search(r"method=[\"']post", form.split(">")[0], re.I):
            assert re.search(r"{{ token\(\) }}|csrf_token|hidden_tag", form), form[:200]


def test_the_macro_that_writes_the_token_writes_it(app: Flask) -> None:
    named = [path for path in TEMPLATES.rglob("*.html") if "macro token()" in path.read_text()]
    assert len(named) == 1
    macro = app.jinja_env.get_template(named[0].relative_to(TEMPLATES).as_posix()).module
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        with app.test_request_context():
            assert 'name="csrf_token"' in str(macro.token())  # type: ignore[attr-defined]
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


@pytest.mark.parametrize("name", sorted(present()))
def test_no_template_loads_anything_from_elsewhere(name: str) -> None:
    text = (TEMPLATES / name).read_text("utf-8")
    loaded = re.findall(r"<(?:script|link|img|iframe)\b[^>]*?(?:src|href)=[\"']([^\"']+)", text)
    assert [each for each in loaded if "://" in each or each.startswith("//")] == []


@pytest.mark.parametrize("name", sorted(present()))
def test_no_template_switches_escaping_off(name: str) -> None:
    text = (TEMPLATES / name).read_text("utf-8")
    assert not re.search(r"\|\s*safe\b|autoescape false", text)
