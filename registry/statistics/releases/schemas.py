"""A release as JSON: amounts in whole fen, hidden ones null."""

from typing import Any

from registry.statistics.releases.content import Figure, ReleaseContent


def to_json(content: ReleaseContent) -> dict[str, Any]:
    """Plain data for ``json.dumps``; of a content for the public, nothing hidden is in it."""
    return {
        "number": content.number,
        "name": content.name,
        "data_year": content.data_year,
        "as_of": content.as_of.isoformat(),
        "published_on": content.published_on.isoformat() if content.published_on else None,
        "status": content.status.value,
        "example": content.example,
        "rule": content.rule,
        "content_sha256": content.content_sha256,
        "facts_sha256": content.facts_sha256,
        "last_entry_id": content.last_entry_id,
        "tables": [
            {
                "by": [level.value for level in table.by],
                "figures": [_figure(each, content.for_staff) for each in table.figures],
            }
            for table in content.tables
        ],
    }


def _figure(figure: Figure, for_staff: bool) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "codes": [key.code for key in figure.keys],
        "stage": figure.side.value,
        "indicator": figure.indicator,
        "value": figure.value,
        "status": figure.status.value,
    }
    if for_staff:
        plain["reason"] = figure.reason.value if figure.reason else None
        plain["enterprises"] = figure.contributors
    return plain
