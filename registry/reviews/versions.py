"""What is different in an application since it was handed in the time before.

Each time the rules were run the facts were kept, so both versions can be read, whatever has become
of the rows since.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from registry.applications.ledger import AMOUNTS
from registry.applications.models import Application, Basis, EvaluationRecord
from registry.extensions import db
from registry.reviews.comparison import TEXTS, patent_key

Said = Mapping[tuple[str, str], object]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field before and now, None where it was or is not there: an amount in fen, the text of a
    field; of a patent (``field`` is ``typed``) what was typed, core, basis and contribution; of a
    document (``document``) its hash. ``subject`` names the patent or the document."""

    field: str
    subject: str
    before: Any
    now: Any


@dataclass(frozen=True, slots=True)
class Since:
    """All differences, and when the rules were last run on the version before."""

    at: datetime
    differences: tuple[Difference, ...]


def since_version_before(application: Application) -> Since | None:
    """None for what was handed in once, or again without a change."""
    records = db.session.execute(
        select(EvaluationRecord.at, EvaluationRecord.facts)
        .where(EvaluationRecord.application_id == application.id)
        .order_by(EvaluationRecord.id.desc())
    ).all()
    if not records:
        return None
    now = said(records[0].facts)
    for record in records[1:]:
        before = said(record.facts)
        if before != now:
            return Since(record.at, tuple(_differences(before, now)))
    return None


def said(facts: Mapping[str, Any]) -> Said:
    """What the enterprise itself said, of all that the rules were given: (field, subject) → value."""
    product, declared = facts["product"], facts["declaration"]
    found: dict[tuple[str, str], object] = {("product_name", ""): product["name"]}
    found |= {(name, ""): product.get(name) for name in TEXTS}
    found |= {(name, ""): declared[name] for name in AMOUNTS}
    for link in facts["patents"]:
        basis = Basis(link["basis"]) if link["basis"] else None
        stated = (link["core"], basis, link["contribution"])
        found["typed", patent_key(link["typed"])] = (link["typed"], *stated)
    for document in facts.get("documents", ()):
        found["document", document["name"]] = document["sha256"]
    return found


def _differences(before: Said, now: Said) -> Iterator[Difference]:
    for key in (*now, *(each for each in before if each not in now)):
        then, value = before.get(key), now.get(key)
        if (then or None) != (value or None) or (then == 0) != (value == 0):
            field, subject = key
            yield Difference(field, subject, then, value)
