"""The canonical JSON of a paper whose every field is plainly right, in a third of the time.

`to_json` has marshmallow load each paper. What is asked here is read from the same schema, and is
stricter than it: whatever is not plainly right goes to `to_json`, which judges it and says what is
wrong. A kind of field that is not known here sends every paper there.
"""

import json
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from certificates.compiled.tokens import field_names
from certificates.payload import CONTEXT, Paper, Payload, to_json
from certificates.schema import MAX_URL, Flag, PaperSchema, PatentSchema, PayloadSchema, Text, Whole

Check = Callable[[Any], bool]
_PATENTS, _ADDRESS = "patents", "verification_url"
_ENCODE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical(paper: Paper) -> bytes:
    """Give what `to_json` gives, or raise what it raises."""
    data = _plain_data(paper)
    if data is None:
        return to_json(paper)
    return _ENCODE({"@context": CONTEXT, "@type": paper.type, **data}).encode()


def _plain_data(paper: Paper) -> dict[str, Any] | None:
    """Give the fields of a paper as JSON has them; None where one is not plainly right."""
    schema, checks = _checks(PayloadSchema if isinstance(paper, Payload) else PaperSchema)
    data = {name: getattr(paper, name) for name in field_names(type(paper))}
    patents = [{name: getattr(p, name) for name in field_names(type(p))} for p in paper.patents]
    data[_PATENTS] = patents
    _, each = _checks(PatentSchema)
    if data.keys() != checks.keys() or not 1 <= len(patents) <= _most(schema):
        return None
    if not all(is_right(data[name]) for name, is_right in checks.items()):
        return None
    for patent in patents:
        if patent.keys() != each.keys():
            return None
        for name, is_right in each.items():
            if not is_right(patent[name]):
                return None
    return _as_json(schema, data)


def _as_json(schema: Schema, data: dict[str, Any]) -> dict[str, Any] | None:
    try:
        for name in ("check_url", "check_validity"):
            if hasattr(schema, name):
                getattr(schema, name)(data)
    except ValidationError:
        return None
    return {name: v.isoformat() if type(v) is date else v for name, v in data.items()}


@cache
def _checks(kind: type[Schema]) -> tuple[Schema, dict[str, Check]]:
    schema = kind()
    return schema, {name: _check_of(name, field) for name, field in schema.fields.items()}


def _most(schema: Schema) -> int:
    """Read from a schema how many patents a paper may have; 0 where it does not say it plainly."""
    field = schema.fields[_PATENTS]
    found = [v for v in field.validators if isinstance(v, validate.Length)]
    return found[0].max or 0 if len(found) == len(field.validators) == 1 else 0


def _check_of(name: str, field: Any) -> Check:
    """Give the check of a field that is not a list of others; no check knows an unknown one."""
    if type(field) is Text:
        return _text(field.longest, blank=field.blank)
    if type(field) is Flag:
        return lambda value: value is True or value is False
    if type(field) is fields.Date and not field.validators:
        return lambda value: type(value) is date
    if type(field) is Whole:
        return _whole(field)
    if type(field) is fields.String:
        return _choice(name, field)
    return _always if name == _PATENTS and type(field) is fields.List else _never


def _always(value: object) -> bool:
    return True


def _never(value: object) -> bool:
    return False


def _text(longest: int, *, blank: bool) -> Check:
    def is_right(value: Any) -> bool:
        # Printable characters are none of those that the schema forbids.
        plain = type(value) is str and len(value) <= longest and value.isprintable()
        return plain and (blank or value.strip() != "")

    return is_right


def _whole(field: Whole) -> Check:
    ranges = [v for v in field.validators if isinstance(v, validate.Range)]
    if len(ranges) != len(field.validators):
        return _never
    least, most = max(r.min for r in ranges), min(r.max for r in ranges)
    optional = field.allow_none
    return lambda value: (
        least <= value <= most if type(value) is int else optional and value is None
    )


def _choice(name: str, field: Any) -> Check:
    """One of some words; what an address is is asked by the schema itself, but for its length."""
    if len(field.validators) == 1 and isinstance(field.validators[0], validate.OneOf):
        choices = frozenset(field.validators[0].choices)
        return lambda value: type(value) is str and value in choices
    if name == _ADDRESS and not field.validators:
        return lambda value: type(value) is str and len(value) <= MAX_URL
    return _never
