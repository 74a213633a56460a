"""What the command line tells programs of patents, as JSON; words as they are stored."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click
from flask_babel import gettext

from registry.patents.events import LegalEvent
from registry.patents.models import Patent
from registry.patents.numbers import NumberProblem, Reading
from registry.patents.queries import publications_of
from registry.patents.reading import Asked, Outcome, sentences
from registry.patents.sources import Unreadable
from registry.patents.standing import Told
from registry.patents.telling import as_announced, reason_of
from registry.patents.terms import in_force
from registry.patents.timeline import Look, status_on


def print_line(data: dict[str, Any]) -> None:
    """One JSON object on a line of its own."""
    click.echo(json.dumps(data, ensure_ascii=False))


def reading_json(typed: str, reading: Reading) -> dict[str, str | bool | None]:
    """A number as it was read, or why it could not be; of both the same keys."""
    if isinstance(reading, NumberProblem):
        return _number(typed, reason=reading.text(gettext), suggestion=reading.suggestion)
    return _number(
        typed,
        valid=True,
        kind_of_number=reading.form.value,
        canonical=reading.canonical,
        written=reading.text,
        office=reading.office,
        kind=reading.kind.value if reading.kind else None,
        st16=reading.st16,
    )


def _number(typed: str, **known: str | bool | None) -> dict[str, str | bool | None]:
    asked = ("kind_of_number", "canonical", "reason", "suggestion", "written", "office", "kind")
    empty: dict[str, str | bool | None] = {"input": typed, "valid": False}
    return empty | dict.fromkeys((*asked, "st16")) | known


def outcome_json(file: Path, outcome: Outcome, problems: Sequence[Unreadable]) -> dict[str, Any]:
    """What reading a file came to."""
    finished = outcome.finished_at
    return {
        "file": file.name,
        "begun_at": outcome.begun_at,
        "recorded": outcome.recorded,
        "unreadable": [line for each in problems for line in sentences(each, gettext)],
        "read_before": finished.isoformat() if finished else None,
    }


def asked_json(asked: Asked) -> dict[str, Any]:
    """What asking a service came to."""
    return {
        "found": [each.text for each in asked.found],
        "unknown": [each.text for each in asked.unknown],
        "stopped_by": asked.stopped_by.text(gettext) if asked.stopped_by else None,
    }


def timeline_json(patent: Patent, told: Told, day: date) -> dict[str, Any]:
    """All that was known of a patent on a day."""
    known = told.as_known_on(day)
    standing = known.standing
    verdict = in_force(standing, day)
    return {
        "office": patent.office,
        "number": patent.number,
        "kind": patent.kind,
        "title": patent.title,
        "patentee": patent.patentee,
        "publications": list(publications_of(patent.id)),
        "as_known_on": day.isoformat(),
        "status": status_on(standing, day).value,
        "filed_on": iso(standing.filed_on),
        "granted_on": iso(standing.granted_on),
        "ended_on": iso(standing.ended_on),
        "expires_on": iso(standing.expires_on),
        "as_of": iso(standing.as_of),
        "source": standing.source,
        "end_is_inferred": known.end_is_inferred,
        "is_contested": known.is_contested,
        "reduced_on": iso(known.reduced_on),
        "in_force": verdict.answer.value,
        "reason": reason_of(verdict, gettext),
        "events": [_event_json(each) for each in known_events(told, day)],
        "looks": [_look_json(each) for each in told.looks if each.known_on <= day],
    }


def known_events(told: Told, day: date) -> list[LegalEvent]:
    """What was known at the end of a day, as it was announced."""
    known = [each for each in told.events if each.known_on <= day]
    return sorted(known, key=as_announced)


def _event_json(event: LegalEvent) -> dict[str, Any]:
    return {
        "effect": event.effect.value,
        "code": event.code,
        "announced_on": iso(event.announced_on),
        "effective_on": iso(event.effective_on),
        "known_on": iso(event.known_on),
        "holder": event.holder,
        "reference": event.reference,
        "source": event.source,
    }


def _look_json(look: Look) -> dict[str, Any]:
    return {
        "status": look.status.value if look.status else None,
        "as_of": iso(look.as_of),
        "known_on": iso(look.known_on),
        "ended_on": iso(look.ended_on),
        "source": look.source,
    }


def iso(day: date | None) -> str | None:
    """A day as it is written everywhere; None stays None."""
    return day.isoformat() if day else None
