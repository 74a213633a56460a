"""Writes docs/sbom.cdx.json: every library of requirements.lock with version and licence, CycloneDX 1.6.

The licence is what the installed library says of itself, as an SPDX expression; one that says it in no
way we know ends this with its name. The file has neither date nor serial number: the same lock gives
the same bytes.
"""

import json
import re
import sys
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK, SBOM = ROOT / "requirements.lock", ROOT / "docs" / "sbom.cdx.json"
# The same licence as people wrote it before there were expressions.
SPDX = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
}
# What a library says in prose, or not at all; looked up in its own files.
SAID_ELSEWHERE = {
    "pyphen": "GPL-2.0-or-later OR LGPL-2.1-or-later OR MPL-1.1",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    "pypdfium2": "Apache-2.0 AND BSD-3-Clause",
    "pyrage": "MIT",
    "pysqlite3": "Zlib",
}


class UnknownLicence(Exception):
    """A library whose licence cannot be told; the message names it."""


def locked(text: str) -> dict[str, str]:
    """Name → version of a lock, names in the one form of the index."""
    found = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", text, re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in found}


def licence_of(name: str) -> str:
    """The SPDX expression of an installed library; UnknownLicence."""
    if name in SAID_ELSEWHERE:
        return SAID_ELSEWHERE[name]
    try:
        said = metadata(name)
    except PackageNotFoundError as error:
        raise UnknownLicence(f"{name} is not installed: run make setup") from error
    expression = said["License-Expression"] if "License-Expression" in said else ""
    return expression or _classified(name, said)


def _classified(name: str, said: PackageMetadata) -> str:
    classes = [
        each.rpartition(" :: ")[2]
        for each in said.get_all("Classifier", [])
        if each.startswith("License :: ")
    ]
    text = (said["License"] if "License" in said else "").strip()
    if len(classes) == 1 and classes[0] in SPDX:
        return SPDX[classes[0]]
    if not classes and re.fullmatch(r"[A-Za-z0-9.+-]+", text):
        return text
    raise UnknownLicence(f"{name} says {classes or text or 'nothing'} of its licence")


def component(name: str, version: str) -> dict[str, object]:
    """One library, as CycloneDX has it."""
    purl = f"pkg:pypi/{name}@{version}"
    expression = licence_of(name)
    simple = re.fullmatch(r"[A-Za-z0-9.+-]+", expression)
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "licenses": [{"license": {"id": expression}} if simple else {"expression": expression}],
        "purl": purl,
    }


def bill(lock: str) -> str:
    """The whole bill of a lock, as text."""
    said = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "patent-intensive-products",
                "name": "patent-intensive-products",
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            }
        },
        "components": [component(name, version) for name, version in sorted(locked(lock).items())],
    }
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Write the file, or say what cannot be told."""
    try:
        SBOM.write_text(bill(LOCK.read_text("utf-8")), "utf-8")
    except UnknownLicence as error:
        sys.exit(str(error))
    print(f"written: {SBOM.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
