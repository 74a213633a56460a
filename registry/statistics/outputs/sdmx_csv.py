"""SDMX-CSV 2.0: one line for each observation, component ids as column names."""

import csv
import io
from collections.abc import Iterator

from registry.statistics.breakdowns import Key
from registry.statistics.outputs.code_lists import (
    ALL,
    CONFIDENTIAL,
    FREE,
    OBS_STATUS,
    SUPPRESSED,
)
from registry.statistics.outputs.observations import Observation, observations
from registry.statistics.outputs.structure import ATTRIBUTES, DIMENSIONS, FLOW, TIME, VALUE, VERSION
from registry.statistics.releases.content import CellStatus, ReleaseContent

MEDIA_TYPE = "application/vnd.sdmx.data+csv;version=2.0.0"
_FIRST = ("STRUCTURE", "STRUCTURE_ID", "ACTION")
INFORMATION = "I"


def components(content: ReleaseContent, seen: Observation) -> dict[str, str]:
    """Component id → code or text, for every dimension, attribute and the value."""
    hidden = seen.status is CellStatus.SUPPRESSED
    return {
        "FREQ": "A",
        "BREAKDOWN": seen.table,
        "REF_AREA": _code(seen.place),
        "PRODUCT_CLASS": _code(seen.industry),
        "ENTERPRISE_SIZE": _code(seen.size),
        "STAGE": seen.side.value.upper(),
        "INDICATOR": seen.indicator.id.upper(),
        TIME: str(content.data_year),
        # Of staff a hidden value may be in the content; a message for exchange never has one.
        VALUE: "" if hidden else seen.text,
        "UNIT_MEASURE": seen.unit,
        "OBS_STATUS": SUPPRESSED if hidden else OBS_STATUS[content.status],
        "CONF_STATUS": CONFIDENTIAL if hidden else FREE,
        "RELEASE": content.number or "",
        "AS_OF": content.as_of.isoformat(),
        "EXAMPLE": "true" if content.example else "false",
    }


def release_sdmx_csv(content: ReleaseContent, agency: str) -> bytes:
    """The whole message, UTF-8 without a mark, as the format wants it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    names = (*DIMENSIONS, TIME, VALUE, *(each.id for each in ATTRIBUTES))
    writer.writerow([*_FIRST, *names])
    start = ["dataflow", f"{agency}:{FLOW}({VERSION})", INFORMATION]
    writer.writerows(_lines(content, start, names))
    return out.getvalue().encode()


def _lines(
    content: ReleaseContent, start: list[str], names: tuple[str, ...]
) -> Iterator[list[str]]:
    for each in observations(content):
        found = components(content, each)
        yield [*start, *(found[name] for name in names)]


def _code(key: Key | None) -> str:
    return ALL if key is None else key.code.upper()
