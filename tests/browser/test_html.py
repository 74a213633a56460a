"""The HTML of every page, held against the standard by the W3C's validator."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from served import Served

from registry.permissions import Role

# `make test` puts it there, where npm and Java are.
VALIDATOR = Path(".venv/node/node_modules/vnu-jar/build/dist/vnu.jar")


def problems(folder: Path) -> list[str]:
    """What the validator finds in the folder's pages: page, line, sentence."""
    if not VALIDATOR.exists() or shutil.which("java") is None:
        pytest.skip("npm install --prefix .venv/node vnu-jar; and a Java runtime")
    command = ["java", "-jar", str(VALIDATOR), "--format", "json", "--stdout", str(folder)]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return [
        f"{Path(each['url']).name}:{each.get('lastLine')}: {each['message']}"
        for each in json.loads(said)["messages"]
    ]


def test_every_page_is_valid_html(site: Served, tmp_path: Path) -> None:
    count = 0
    for role in (None, *Role):
        for path, html in site.pages(role).items():
            name = f"{role.value if role else 'anybody'}{path}".translate(
                {ord(c): "_" for c in "/?&="}
            )
            (tmp_path / f"{name[:150]}.html").write_text(html, encoding="utf-8")
            count += 1
    assert count > 60
    assert problems(tmp_path) == []


def test_the_validator_notices_what_is_not_valid(tmp_path: Path) -> None:
    (tmp_path / "wrong.html").write_text("<!doctype html><title>x</title><ul><p>y</ul>")
    assert "Element “p” not allowed" in " ".join(problems(tmp_path))
