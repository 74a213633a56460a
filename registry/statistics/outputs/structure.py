"""The SDMX structure of the releases: concepts, code lists, data structure, dataflow.

One structure for all releases. ``BREAKDOWN`` is a dimension because a release is several tables: a
code of a province may stand for the whole province in one and for those without a prefecture in
another.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from registry.statistics.outputs.code_lists import CodeList
from registry.statistics.outputs.languages import best, in_all
from registry.statistics.outputs.publisher import Publisher

VERSION = "1.0.0"
FLOW, SCHEME = "PIP_RELEASES", "PIP_CONCEPTS"
SCHEMA = "https://json.sdmx.org/2.0.0/sdmx-json-structure-schema.json"
_MODEL = "urn:sdmx:org.sdmx.infomodel"

DIMENSIONS = (
    "FREQ",
    "BREAKDOWN",
    "REF_AREA",
    "PRODUCT_CLASS",
    "ENTERPRISE_SIZE",
    "STAGE",
    "INDICATOR",
)
TIME, VALUE = "TIME_PERIOD", "OBS_VALUE"


@dataclass(frozen=True, slots=True)
class Attribute:
    """``coded``: its values are of the code list of its name. ``over`` are the dimensions that it
    goes with; () is the whole data set, None the observation."""

    id: str
    name: LazyString
    coded: bool
    over: tuple[str, ...] | None


ATTRIBUTES = (
    Attribute("UNIT_MEASURE", _l("Unit"), True, ("INDICATOR",)),
    Attribute("OBS_STATUS", _l("Status of the figures"), True, None),
    Attribute("CONF_STATUS", _l("Confidentiality"), True, None),
    Attribute("RELEASE", _l("Release"), False, None),
    Attribute("AS_OF", _l("As of"), False, None),
    Attribute("EXAMPLE", _l("Example data took part"), False, None),
)
_OTHERS = {TIME: _l("Data year"), VALUE: _l("Value")}


def urn(kind: str, agency: str, id_: str, item: str = "") -> str:
    """The name of an artefact of ours, such as ``codelist.Codelist``."""
    return f"{_MODEL}.{kind}={agency}:{id_}({VERSION})" + (f".{item}" if item else "")


def structure_json(by: Publisher, lists: Sequence[CodeList]) -> bytes:
    """The structure message, SDMX-JSON 2.0; the same bytes for the same code lists."""
    named = {each.id: each.names for each in lists}
    message = {
        "meta": {
            "schema": SCHEMA,
            "id": FLOW,
            "test": False,
            # The structure has no moment of its own: the day of its version.
            "prepared": "2026-01-01T00:00:00Z",
            "contentLanguages": ["en", "zh"],
            "sender": {"id": by.agency, "name": by.name_en},
        },
        "data": {
            "conceptSchemes": [_concepts(by.agency, named)],
            "codelists": [_code_list(by.agency, each) for each in lists],
            "dataStructures": [_data_structure(by.agency)],
            "dataflows": [_dataflow(by.agency)],
        },
    }
    return json.dumps(message, ensure_ascii=False, indent=1).encode() + b"\n"


def concept_names(lists: Sequence[CodeList]) -> dict[str, dict[str, str]]:
    """Component id → its names."""
    found = {each.id: each.names for each in lists}
    found |= {each.id: in_all(each.name) for each in ATTRIBUTES}
    return found | {id_: in_all(name) for id_, name in _OTHERS.items()}


def _artefact(agency: str, id_: str, names: dict[str, str]) -> dict[str, Any]:
    return {
        "id": id_,
        "version": VERSION,
        "agencyID": agency,
        "isExternalReference": False,
        "name": best(names),
        "names": names,
    }


def _concepts(agency: str, named: dict[str, dict[str, str]]) -> dict[str, Any]:
    names = {**named, **{each.id: in_all(each.name) for each in ATTRIBUTES}}
    names |= {id_: in_all(name) for id_, name in _OTHERS.items()}
    items = [{"id": id_, "name": best(each), "names": each} for id_, each in names.items()]
    scheme = _artefact(agency, SCHEME, in_all(_l("Concepts of the releases")))
    return scheme | {"isPartial": False, "concepts": items}


def _code_list(agency: str, given: CodeList) -> dict[str, Any]:
    codes = []
    for code in given.codes:
        plain: dict[str, Any] = {"id": code.id, "name": best(code.names), "names": code.names}
        if code.parent:
            plain["parent"] = code.parent
        codes.append(plain)
    return _artefact(agency, f"CL_{given.id}", given.names) | {"isPartial": False, "codes": codes}


def _data_structure(agency: str) -> dict[str, Any]:
    components = {
        "dimensionList": {
            "id": "DimensionDescriptor",
            "dimensions": [
                {"id": id_, "position": at, **_coded(agency, id_)}
                for at, id_ in enumerate(DIMENSIONS)
            ],
            "timeDimension": {
                "id": TIME,
                "conceptIdentity": _concept(agency, TIME),
                "localRepresentation": {"format": {"dataType": "GregorianYear"}},
            },
        },
        "measureList": {
            "id": "MeasureDescriptor",
            "measures": [
                {
                    "id": VALUE,
                    "usage": "optional",
                    "conceptIdentity": _concept(agency, VALUE),
                    "localRepresentation": {"format": {"dataType": "Decimal"}},
                }
            ],
        },
        "attributeList": {
            "id": "AttributeDescriptor",
            "attributes": [_attribute(agency, each) for each in ATTRIBUTES],
        },
    }
    names = in_all(_l("Releases of patent-intensive products"))
    return _artefact(agency, FLOW, names) | {"dataStructureComponents": components}


def relationship(given: Attribute) -> dict[str, Any]:
    """What an attribute goes with, in the words of SDMX-JSON."""
    return {"observation": {}} if given.over is None else {"dimensions": list(given.over)}


def _attribute(agency: str, given: Attribute) -> dict[str, Any]:
    plain = {"format": {"dataType": "String"}}
    shape = (
        _coded(agency, given.id)
        if given.coded
        else {
            "conceptIdentity": _concept(agency, given.id),
            "localRepresentation": plain,
        }
    )
    return {
        "id": given.id,
        "usage": "mandatory",
        "attributeRelationship": relationship(given),
        **shape,
    }


def _coded(agency: str, id_: str) -> dict[str, Any]:
    enumeration = urn("codelist.Codelist", agency, f"CL_{id_}")
    return {
        "conceptIdentity": _concept(agency, id_),
        "localRepresentation": {"enumeration": enumeration},
    }


def _concept(agency: str, id_: str) -> str:
    return urn("conceptscheme.Concept", agency, SCHEME, id_)


def _dataflow(agency: str) -> dict[str, Any]:
    names = in_all(_l("Releases of patent-intensive products"))
    structure = urn("datastructure.DataStructure", agency, FLOW)
    return _artefact(agency, FLOW, names) | {"structure": structure}
