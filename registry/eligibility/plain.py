"""Frozen dataclasses to plain JSON data and back, strictly, and their SHA-256.

Dates are ISO text, tuples are lists, enumerations their value. Reading is strict (a float is no
integer, `true` is no number, `20250101` is no date): facts that a decision rests on must come
back exactly as they were stored, or not at all. A field that is missing takes its default, if it
has one, so that facts stored before a field existed stay readable.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
Reader = Callable[[object, str], Any]


class PlainError(ValueError):
    """Stored data does not have the form of the dataclass; the message names the field."""


def to_plain(value: object) -> Any:
    """What `json.dumps` can write; raises `PlainError` for a type that is not expected here."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return _composite_to_plain(value)


def _composite_to_plain(value: object) -> Any:
    if isinstance(value, (tuple, list)):
        return [to_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if is_dataclass(value):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    raise PlainError(f"cannot be stored as JSON: {type(value).__name__}")


def from_plain(kind: type[T], data: object) -> T:
    """An instance of the dataclass `kind` from what `to_plain` gave; raises `PlainError`."""
    form: Any = kind  # a class is hashable, which its type does not say
    result: T = _reader(form)(data, "")
    return result


def canonical_json(value: object) -> str:
    """The one text of a value: keys sorted, no spaces, ASCII only."""
    return json.dumps(to_plain(value), sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256_of(value: object) -> str:
    """SHA-256 of the canonical JSON, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(value).encode("ascii")).hexdigest()


def _refuse(path: str, expected: str, given: object) -> PlainError:
    return PlainError(f"{path or 'data'}: expected {expected}, got {given!r}")


@cache
def _reader(kind: Any) -> Reader:
    """The reader of one type; built once for each type."""
    origin = get_origin(kind)
    if origin is not None:
        return _reader_of_generic(origin, get_args(kind))
    if kind is date:
        return _read_date
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _reader_of_enum(kind)
    if is_dataclass(kind):
        return _reader_of_dataclass(kind)
    return _reader_of_scalar(kind)


def _reader_of_generic(origin: Any, arguments: tuple[Any, ...]) -> Reader:
    if origin is tuple:
        return _reader_of_tuple(_reader(arguments[0]))
    if origin is dict:
        return _reader_of_dict(_reader(arguments[1]))
    if origin is Literal:
        return _reader_of_literal(arguments)
    if origin in (Union, UnionType):
        return _reader_of_optional(arguments)
    raise TypeError(f"no reader for {origin}")


def _read_date(data: object, path: str) -> date:
    try:
        value = date.fromisoformat(data) if isinstance(data, str) else None
    except ValueError:
        value = None
    if value is None or value.isoformat() != data:
        raise _refuse(path, "a date as YYYY-MM-DD", data)
    return value


def _reader_of_scalar(kind: type[object]) -> Reader:
    def read(data: object, path: str) -> object:
        if type(data) is not kind:
            raise _refuse(path, kind.__name__, data)
        return data

    return read


def _reader_of_enum(kind: type[Enum]) -> Reader:
    def read(data: object, path: str) -> Enum:
        try:
            return kind(data)
        except ValueError:
            raise _refuse(path, f"a {kind.__name__}", data) from None

    return read


def _reader_of_literal(allowed: tuple[Any, ...]) -> Reader:
    def read(data: object, path: str) -> object:
        if not isinstance(data, str) or data not in allowed:
            raise _refuse(path, f"one of {', '.join(allowed)}", data)
        return data

    return read


def _reader_of_optional(arguments: tuple[Any, ...]) -> Reader:
    (inner,) = (argument for argument in arguments if argument is not NoneType)
    read_inner = _reader(inner)
    return lambda data, path: None if data is None else read_inner(data, path)


def _reader_of_tuple(read_item: Reader) -> Reader:
    def read(data: object, path: str) -> tuple[Any, ...]:
        if not isinstance(data, list):
            raise _refuse(path, "a list", data)
        return tuple(read_item(item, f"{path}.{place}") for place, item in enumerate(data))

    return read


def _reader_of_dict(read_value: Reader) -> Reader:
    def read(data: object, path: str) -> dict[str, Any]:
        if not isinstance(data, dict):
            raise _refuse(path, "an object", data)
        return {str(key): read_value(item, f"{path}.{key}") for key, item in data.items()}

    return read


def _reader_of_dataclass(kind: Any) -> Reader:
    hints = get_type_hints(kind)
    readers = {field.name: (field, _reader(hints[field.name])) for field in fields(kind)}

    def read(data: object, path: str) -> Any:
        if not isinstance(data, dict) or not data.keys() <= readers.keys():
            raise _refuse(path, f"the fields of {kind.__name__}", data)
        return kind(**_read_fields(readers, data, path))

    return read


def _read_fields(
    readers: Mapping[str, tuple[Field[Any], Reader]], data: Mapping[str, object], path: str
) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for name, (field, reader) in readers.items():
        place = f"{path}.{name}".lstrip(".")
        if name in data:
            read[name] = reader(data[name], place)
        elif field.default is MISSING and field.default_factory is MISSING:
            raise _refuse(place, "a value", None)
    return read
