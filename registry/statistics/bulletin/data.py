"""The figures of a bulletin for programs, attached to it: what is public of the release as JSON-LD."""

import json

from registry.statistics.bulletin.blocks import Bulletin
from registry.statistics.bulletin.findings import Findings
from registry.statistics.releases.schemas import to_json

NAME = "bulletin.jsonld"
_WORDS = {"@vocab": "https://schema.org/", "release": "@nest"}


def attached(found: Findings, bulletin: Bulletin) -> bytes:
    """UTF-8; the same bytes for the same release, targets and language."""
    goal = found.goal
    plain = {
        "@context": _WORDS,
        "@type": "Dataset",
        "name": bulletin.title,
        "inLanguage": bulletin.language.tag,
        "publisher": bulletin.authority,
        "release": to_json(found.content),
        "compared_with": found.before.content.number if found.before else None,
        "target": {"year": goal.year, "value": goal.value, "reference": goal.reference}
        if goal
        else None,
        "releases": [each.number for each in found.vintages],
    }
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
