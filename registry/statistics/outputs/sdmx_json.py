"""SDMX-JSON 2.0 data message: flat observations, each component's values listed once.

An observation is keyed by the positions of its dimension values; its array is the value, then the
positions of its attribute values. A value is text: exact, which a JSON number need not be.
"""

import json
from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from registry.statistics.outputs.code_lists import CodeList
from registry.statistics.outputs.languages import best, in_all
from registry.statistics.outputs.observations import observations
from registry.statistics.outputs.publisher import Publisher
from registry.statistics.outputs.sdmx_csv import components
from registry.statistics.outputs.structure import (
    ATTRIBUTES,
    DIMENSIONS,
    FLOW,
    TIME,
    VALUE,
    concept_names,
    relationship,
    urn,
)
from registry.statistics.releases.content import ReleaseContent

MEDIA_TYPE = "application/vnd.sdmx.data+json;version=2.0.0"
SCHEMA = "https://json.sdmx.org/2.0.0/sdmx-json-data-schema.json"
_ALL_DIMENSIONS = (*DIMENSIONS, TIME)


class Places:
    """Component id → value → its position, in the order in which values come."""

    def __init__(self, ids: Sequence[str]) -> None:
        self.of = {id_: dict[str, int]() for id_ in ids}

    def place(self, id_: str, value: str) -> int:
        """The position of a value, the next one where it is new."""
        known = self.of[id_]
        return known.setdefault(value, len(known))


def release_sdmx_json(content: ReleaseContent, by: Publisher, lists: Sequence[CodeList]) -> bytes:
    """The whole message, UTF-8."""
    attributes = [each.id for each in ATTRIBUTES]
    places = Places([*_ALL_DIMENSIONS, *attributes])
    found: dict[str, list[str | int | None]] = {}
    for each in observations(content):
        parts = components(content, each)
        key = ":".join(str(places.place(id_, parts[id_])) for id_ in _ALL_DIMENSIONS)
        found[key] = [
            parts[VALUE] or None,
            *(places.place(id_, parts[id_]) for id_ in attributes),
        ]
    message = {
        "meta": _meta(content, by),
        "data": {
            "structures": [_structure(by, lists, places)],
            "dataSets": [{"structure": 0, "action": "Information", "observations": found}],
        },
    }
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _meta(content: ReleaseContent, by: Publisher) -> dict[str, Any]:
    day = content.published_on or content.as_of
    return {
        "schema": SCHEMA,
        "id": f"{FLOW}_{(content.number or str(content.id)).replace('-', '_')}",
        "test": False,
        "prepared": f"{day.isoformat()}T00:00:00Z",
        "contentLanguages": ["en", "zh"],
        "name": content.name,
        "names": {"zh": content.name},
        "sender": {
            "id": by.agency,
            "name": by.name_en,
            "names": {"en": by.name_en, "zh": by.name},
        },
    }


def _structure(by: Publisher, lists: Sequence[CodeList], places: Places) -> dict[str, Any]:
    names, codes = concept_names(lists), _codes(lists)
    called = in_all(_l("Releases of patent-intensive products"))

    def component(id_: str) -> dict[str, Any]:
        values = [_value(id_, value, codes) for value in places.of[id_]]
        return {"id": id_, "name": best(names[id_]), "names": names[id_], "values": values}

    return {
        "name": best(called),
        "names": called,
        "dataSets": [0],
        "links": [
            {
                "rel": "dataflow",
                "href": by.at("/open-data/structure.json"),
                "urn": urn("datastructure.Dataflow", by.agency, FLOW),
            },
            {
                "rel": "datastructure",
                "href": by.at("/open-data/structure.json"),
                "urn": urn("datastructure.DataStructure", by.agency, FLOW),
            },
        ],
        "dimensions": {
            "observation": [
                component(id_) | {"keyPosition": at, "roles": [id_]}
                for at, id_ in enumerate(_ALL_DIMENSIONS)
            ]
        },
        "measures": {
            "observation": [{"id": VALUE, "name": best(names[VALUE]), "names": names[VALUE]}]
        },
        "attributes": {
            "observation": [
                component(each.id) | {"relationship": relationship(each)} for each in ATTRIBUTES
            ]
        },
    }


def _codes(lists: Sequence[CodeList]) -> dict[str, dict[str, dict[str, str]]]:
    return {each.id: {code.id: code.names for code in each.codes} for each in lists}


def _value(id_: str, value: str, codes: dict[str, dict[str, dict[str, str]]]) -> dict[str, Any]:
    """A code with its names; what has no code list stands for itself."""
    if id_ not in codes:
        if id_ == TIME:
            return {
                "id": value,
                "name": value,
                "start": f"{value}-01-01T00:00:00Z",
                "end": f"{value}-12-31T23:59:59Z",
            }
        return {"value": value}
    names = codes[id_].get(value, {"en": value})
    return {"id": value, "name": best(names), "names": names}
