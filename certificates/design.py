"""Designs: the look of a certificate, versioned; an issued version never changes.

A design is a folder `designs/<name>/v<n>/` with `template.html` (Jinja2), `theme.css`,
`metadata.yaml` and `sample.json`, and any SVG drawings that the style sheet names. The file
`designs/LOCK` holds the SHA-256 of every file of every issued version, in the format of
`sha256sum`, so that `sha256sum --check LOCK` in that folder says the same as the tests.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from certificates.errors import DesignError

DESIGNS = Path(__file__).parent / "designs"
LOCK = DESIGNS / "LOCK"
_PARTS = ("template.html", "theme.css", "metadata.yaml", "sample.json")
# A name is a folder of ours, never a path that leads elsewhere.
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """One version of one design, read whole into memory.

    `drawings` maps the file name of each SVG to its text; `metadata` is metadata.yaml as read.
    Two loads of the same version give the same object, so a design may be the key of a cache.
    """

    name: str
    version: int
    template: str
    css: str
    drawings: dict[str, str]
    metadata: dict[str, Any]
    sample: bytes


@cache
def load_design(name: str, version: int) -> Design:
    """Load `designs/<name>/v<version>/`; raise DesignError where it is not there or not whole."""
    if not _NAME.fullmatch(name):
        raise DesignError(f"{name!r} is no name of a design.")
    folder = DESIGNS / name / f"v{version}"
    missing = [part for part in _PARTS if not (folder / part).is_file()]
    if missing:
        raise DesignError(f"The design {name} v{version} lacks {', '.join(missing)}.")
    return Design(
        name=name,
        version=version,
        template=(folder / "template.html").read_text(encoding="utf-8"),
        css=(folder / "theme.css").read_text(encoding="utf-8"),
        drawings={p.name: p.read_text(encoding="utf-8") for p in sorted(folder.glob("*.svg"))},
        metadata=yaml.safe_load((folder / "metadata.yaml").read_text(encoding="utf-8")),
        sample=(folder / "sample.json").read_bytes(),
    )


def file_hashes() -> dict[str, str]:
    """Give the SHA-256 of each file of each design, by its path below `designs/`."""
    files = (path for path in DESIGNS.glob("*/v*/*") if path.is_file())
    return {
        path.relative_to(DESIGNS).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(files)
    }


def locked_hashes() -> dict[str, str]:
    """Give what LOCK promises, in the form of `file_hashes`."""
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("  ", 1) for line in lines)
    return {path: digest for digest, path in pairs}
