"""docs/filing-package.md says what the program reads."""

from pathlib import Path

import pytest

from registry.filing.columns import COLUMNS, File

PAGE = Path(__file__).parents[2] / "docs" / "filing-package.md"


@pytest.mark.parametrize("file", File)
def test_every_column_and_heading_of_the_package_is_documented(file: File) -> None:
    page = PAGE.read_text("utf-8")
    words = [word for name, headings in COLUMNS[file].items() for word in (name, *headings)]
    assert [word for word in words if word not in page] == []
