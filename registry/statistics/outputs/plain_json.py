"""A release as JSON with what is needed to read it: units, definitions, names, who publishes it."""

import json
from typing import Any

from registry.statistics.catalogue import all_indicators
from registry.statistics.outputs.languages import in_all, named
from registry.statistics.outputs.observations import UNITS
from registry.statistics.outputs.publisher import Publisher
from registry.statistics.releases.content import ReleaseContent
from registry.statistics.releases.schemas import to_json


def release_json(content: ReleaseContent, by: Publisher) -> bytes:
    """UTF-8. Values are whole fen or numbers, null where they are suppressed."""
    whole = {
        "publisher": {"zh": by.name, "en": by.name_en},
        "licence": by.licence or None,
        "address": by.at(f"/open-data/{content.number}"),
        "values": "Whole fen where the indicator's unit is CNY (100 fen are 1 yuan), else numbers.",
        "indicators": {
            each.id: {
                "title": in_all(each.title),
                "unit": UNITS[each.unit],
                "definition": in_all(each.definition),
            }
            for each in all_indicators()
            if each.id in content.indicators
        },
        "names": _names(content),
        **to_json(content),
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode() + b"\n"


def _names(content: ReleaseContent) -> dict[str, dict[str, Any]]:
    """Breakdown → code → language → name."""
    found: dict[str, dict[str, Any]] = {}
    for table in content.tables:
        for figure in table.figures:
            for key in figure.keys:
                found.setdefault(key.breakdown.value, {})[key.code] = named(key.name, key.name_en)
    return found
