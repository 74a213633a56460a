"""The lock and the bill of materials: nothing unpinned, nothing of unknown licence, no address in them."""

import configparser
import json
import re

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.requirements import Requirement

from tools.make_sbom import LOCK, ROOT, SBOM, SPDX, UnknownLicence, bill, licence_of, locked

# What a library of ours may be under. One that is not here is for people to decide, and then to be
# added: copyleft of files or libraries does not reach us, who link to them and change none.
ACCEPTED = {
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "LGPL-2.1-or-later",
    "LGPL-3.0-only",
    "MIT",
    "MIT-0",
    "MIT-CMU",
    "MPL-1.1",
    "MPL-2.0",
    "PSF-2.0",
    "Zlib",
}


def asked() -> list[Requirement]:
    """What setup.cfg asks for to run, extras of servers included."""
    read = configparser.ConfigParser()
    read.read(ROOT / "setup.cfg", "utf-8")
    extras = read["options.extras_require"]
    lines = read["options"]["install_requires"].splitlines()
    for name in ("postgres", "ops", "pkcs11", "celery", "redis", "bulk"):
        lines += extras[name].splitlines()
    return [Requirement(line) for line in lines if line.strip()]


def accepted(expression: str) -> bool:
    """Whether each licence of an AND, and one of an OR, is one of ours."""
    return all(
        any(each.strip("() ") in ACCEPTED for each in part.split(" OR "))
        for part in expression.split(" AND ")
    )


def test_the_lock_has_everything_that_is_asked_for_in_a_version_that_may_be() -> None:
    versions = locked(LOCK.read_text("utf-8"))
    wanting = [
        str(each)
        for each in asked()
        if not each.specifier.contains(versions.get(each.name.lower().replace("_", "-"), "0"))
    ]
    assert wanting == [], "run make lock"


def test_every_line_of_the_lock_has_a_version_and_hashes_and_no_address() -> None:
    text = LOCK.read_text("utf-8")
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
    assert len(blocks) == len(locked(text)) > 80
    entry = re.compile(r"[A-Za-z0-9._-]+==\S+( ; [^\\\n]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+")
    assert [block[:60] for block in blocks if not entry.fullmatch(block)] == []
    assert "://" not in text and "index" not in text


def test_the_bill_is_that_of_the_lock() -> None:
    told = json.loads(SBOM.read_text("utf-8"))
    versions = {each["name"]: each["version"] for each in told["components"]}
    assert versions == locked(LOCK.read_text("utf-8")), "run make sbom"


def test_the_bill_keeps_the_schema_of_cyclonedx() -> None:
    validator = JsonStrictValidator(SchemaVersion.V1_6)
    assert validator.validate_str(SBOM.read_text("utf-8")) is None
    assert validator.validate_str('{"bomFormat": "CycloneDX", "specVersion": "1.6", "x": 1}')


def test_every_library_has_a_licence_that_was_accepted() -> None:
    told = json.loads(SBOM.read_text("utf-8"))
    licences = {
        each["name"]: each["licenses"][0].get("expression") or each["licenses"][0]["license"]["id"]
        for each in told["components"]
    }
    assert {name: each for name, each in licences.items() if not accepted(each)} == {}


@pytest.mark.parametrize("expression", ["GPL-3.0-only", "MIT AND SSPL-1.0", "AGPL-3.0-only OR X"])
def test_a_licence_that_nobody_accepted_is_noticed(expression: str) -> None:
    assert not accepted(expression)


def test_a_library_that_says_nothing_of_its_licence_or_is_not_there_is_named() -> None:
    with pytest.raises(UnknownLicence, match="no-such-library is not installed"):
        licence_of("no-such-library")
    with pytest.raises(UnknownLicence, match="no-such-library"):
        bill("no-such-library==1.0 \\\n    --hash=sha256:00\n")
    assert set(SPDX.values()) <= ACCEPTED
