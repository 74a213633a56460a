"""Names of the world outside for papers, from folders that stay outside the project.

`NAMES=folder` (several parted by `:`) names folders of `.txt` and `.csv` files with one name a line;
of a CSV with a heading the column `title` or `name` counts. Without it the names are invented.
"""

import csv
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from random_papers import random_paper

from certificates.payload import Paper, PayloadPatent

LONGEST = 120
COLUMNS = ("title", "name")


@dataclass(frozen=True)
class Names:
    """Where the names come from, in words, and the names."""

    source: str
    all: Sequence[str]


def names() -> Names:
    """Those of the folders; none where no folder is given or found."""
    folders = [Path(part) for part in os.environ.get("NAMES", "").split(os.pathsep) if part]
    found = [name for folder in folders for name in _of_folder(folder)]
    if folders and not found:
        raise FileNotFoundError(f"NAMES: there is no .txt or .csv with names in {folders}")
    return Names(", ".join(folder.name for folder in folders) or "invented", found)


def _of_folder(folder: Path) -> Iterator[str]:
    for path in sorted([*folder.glob("*.txt"), *folder.glob("*.csv")]):
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = [row for row in csv.reader(lines) if row]
        column = next((rows[0].index(name) for name in COLUMNS if name in rows[0]), None)
        for row in rows if column is None else rows[1:]:
            name = row[column or 0].strip()
            if name:
                yield name[:LONGEST]


def paper_with(names: Names, seed: int) -> Paper:
    """An invented paper that carries names of these wherever a paper carries one."""
    paper, random = random_paper(seed), Random(seed)
    if not names.all:
        return paper
    pick = names.all[seed % len(names.all)]
    patents = tuple(_titled(patent, random.choice(names.all)) for patent in paper.patents)
    first = _titled(paper.patents[0], pick)
    return replace(
        paper,
        enterprise_name=random.choice(names.all),
        product_name=pick,
        patents=(first, *patents[1:]),
    )


def _titled(patent: PayloadPatent, title: str) -> PayloadPatent:
    return replace(patent, title=title)
