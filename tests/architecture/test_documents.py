"""The documents say what the code says."""

import importlib.util
import re
import sys
from types import ModuleType

import pytest
from source_tree import ROOT

from registry.applications.workflow import TRANSITIONS, Action, Status
from registry.certification.workflow import CERTIFICATE_TRANSITIONS
from registry.config import SETTINGS

GENERATED = ("workflow.md", "settings.md", "access.md", "rules.md", "indicators.md")
REPAIR = "run .venv/bin/python tools/make_docs.py"


@pytest.fixture(scope="module")
def make_docs() -> ModuleType:
    """tools/make_docs.py, which is a script and no module of a package."""
    spec = importlib.util.spec_from_file_location("make_docs", ROOT / "tools/make_docs.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_docs"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", GENERATED)
def test_the_committed_page_is_the_one_that_follows_from_the_code(
    make_docs: ModuleType, name: str
) -> None:
    committed = (ROOT / "docs" / name).read_text("utf-8")
    assert committed == make_docs.PAGES[name]() + "\n", REPAIR


def test_every_generated_page_is_tested(make_docs: ModuleType) -> None:
    assert set(make_docs.PAGES) == set(GENERATED)


def test_a_page_that_was_edited_by_hand_is_noticed(
    make_docs: ModuleType, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(make_docs, "DOCS", tmp_path)
    assert make_docs.outdated() == list(GENERATED)
    assert make_docs.main([]) == 0
    assert make_docs.main(["--check"]) == 0
    page = make_docs.DOCS / "workflow.md"
    page.write_text(page.read_text("utf-8").replace("four_eyes", "two_eyes"), "utf-8")
    assert make_docs.outdated() == ["workflow.md"]
    assert make_docs.main(["--check"]) == 1


def test_the_drawn_workflow_has_an_arrow_for_each_move_and_no_other() -> None:
    drawing = (ROOT / "docs/workflow.md").read_text("utf-8").split("```")[1]
    drawn = set(re.findall(r"(\w+) --> (\w+): (\w+)", drawing))
    assert drawn == {
        (source.value, TRANSITIONS[action].target.value, action.value)
        for action in Action
        for source in Status
        if source in TRANSITIONS[action].sources
    }


def test_the_drawn_life_of_a_certificate_has_an_arrow_for_each_move_and_no_other() -> None:
    drawing = (ROOT / "docs/workflow.md").read_text("utf-8").split("```")[3]
    drawn = set(re.findall(r"(\w+) --> (\w+): (\w+)", drawing))
    assert drawn == {
        (source.value, row.target.value, row.action.value)
        for row in CERTIFICATE_TRANSITIONS.values()
        for source in row.sources
    }


def test_every_setting_is_in_the_one_table() -> None:
    page = (ROOT / "docs/settings.md").read_text("utf-8")
    assert re.findall(r"^\| `REGISTRY_(\w+)`", page, re.M) == [s.name for s in SETTINGS]


def test_every_decision_is_in_the_index() -> None:
    index = (ROOT / "docs/README.md").read_text("utf-8")
    pages = sorted((ROOT / "docs").rglob("*.md"))
    missing = [
        page.name
        for page in pages
        if page.name != "README.md" and page.relative_to(ROOT / "docs").as_posix() not in index
    ]
    assert missing == []


def test_every_link_of_the_documents_leads_to_something_that_is_there() -> None:
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8")):
            if "://" not in target and not target.startswith("mailto:"):
                assert (page.parent / target).exists(), f"{page.name} leads to {target}"


def test_every_path_of_the_code_that_a_document_names_is_there() -> None:
    named = re.compile(r"`((?:registry|certificates|tests|tools|docs)/[\w./-]*\w)`")
    for page in sorted((ROOT / "docs").rglob("*.md")):
        for path in named.findall(page.read_text("utf-8")):
            assert (ROOT / path).exists(), f"{page.name} names {path}"
