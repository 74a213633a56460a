"""Imports flow down: the contracts of setup.cfg, kept."""

import configparser
import subprocess
import sys

import pytest
from source_tree import ROOT

CONTRACT = "importlinter:contract:"


@pytest.fixture(scope="module")
def contracts() -> dict[str, configparser.SectionProxy]:
    """The contracts by their names."""
    settings = configparser.ConfigParser(interpolation=None)
    settings.read(ROOT / "setup.cfg", "utf-8")
    return {
        name.removeprefix(CONTRACT): settings[name]
        for name in settings.sections()
        if name.startswith(CONTRACT)
    }


def words(section: configparser.SectionProxy, key: str) -> set[str]:
    """The names that a value lists, over lines and bars."""
    return set(section.get(key, "").replace("|", " ").replace("(", " ").replace(")", " ").split())


def test_the_contracts_are_kept() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
    done = subprocess.run(
        [*command, "--config", "setup.cfg", "--no-cache", "--no-logo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


def test_no_part_of_the_registry_stands_outside_the_layers(
    contracts: dict[str, configparser.SectionProxy],
) -> None:
    assert contracts["layers"]["exhaustive"] == "True"
    folder = ROOT / "registry"
    parts = {path.stem for path in folder.glob("*.py") if path.stem != "__init__"}
    parts |= {path.parent.name for path in folder.glob("*/__init__.py")}
    assert words(contracts["layers"], "layers") == parts


def test_the_pure_parts_are_named_in_the_contract_that_keeps_them_pure(
    contracts: dict[str, configparser.SectionProxy],
) -> None:
    pure = words(contracts["pure"], "source_modules")
    assert {"certificates", "registry.eligibility", "registry.money"} <= pure
    assert {"flask", "sqlalchemy"} <= words(contracts["pure"], "forbidden_modules")
    tables = words(contracts["tables"], "source_modules")
    rooms = ("applications", "certification", "contracts")
    assert tables == {f"registry.{room}.workflow" for room in rooms}


def test_certification_alone_imports_the_papers_and_what_is_printed_by_the_same_press(
    contracts: dict[str, configparser.SectionProxy],
) -> None:
    assert words(contracts["papers"], "protected_modules") == {"certificates"}
    assert words(contracts["papers"], "allowed_importers") == {
        "registry.certification",
        "registry.statistics.bulletin",
        "registry.desk.copies",
    }
