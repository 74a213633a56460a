"""What a certificate says, as data: the one thing that is drawn, attached and signed.

`to_json` writes the canonical form of RFC 8785 (JCS): keys sorted, no spaces, UTF-8. All our keys
are ASCII and all our numbers are integers below 2**53, for which Python's own `json` agrees with
JCS byte for byte. The form is also JSON-LD: `@vocab` gives every field a name of its own.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from marshmallow import ValidationError

from certificates.errors import PayloadError
from certificates.schema import PayloadSchema

CONTEXT = {"@vocab": "urn:patent-intensive-product:certificate:v1#"}
TYPE = "PatentIntensiveProductCertificate"
# How the metadata of every paper name its type, in plain text: an examiner finds it even in a file
# that is damaged beyond reading.
PAPER_MARK = f"<rdf:li>{TYPE}</rdf:li>".encode()
# Sixty patents with the longest titles need some 100 KB; anything larger is no payload of ours.
MAX_JSON_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class PayloadPatent:
    """One patent of the certified product, as it is printed.

    `kind` is one of `invention`, `utility_model`, `design`; `core` marks a core patent (核心专利).
    """

    number: str
    title: str
    kind: str
    core: bool


@dataclass(frozen=True, slots=True)
class Payload:
    """All that one certificate says.

    `output_value_fen` is the declared output value of the data year in fen (1/100 yuan); None
    means that the enterprise chose to withhold it. `model` may be empty. `examples` is true when
    the benchmarks behind the decision were EXAMPLE data, which the paper then says plainly.
    `valid_from` and `valid_until` are both days on which the certificate is valid.
    """

    number: str
    registration_number: str
    round_year: int
    data_year: int
    enterprise_name: str
    credit_code: str
    region_name: str
    product_name: str
    model: str
    class_code: str
    class_name: str
    class_name_en: str
    patents: tuple[PayloadPatent, ...]
    output_value_fen: int | None
    standard: str
    issued_on: date
    valid_from: date
    valid_until: date
    authority_name: str
    authority_name_en: str
    verification_url: str
    examples: bool


def to_json(payload: Payload) -> bytes:
    """Give the canonical JSON of a payload; raise PayloadError where it breaks the schema."""
    data = _as_data(payload)
    _load(data)
    document = {"@context": CONTEXT, "@type": TYPE, **data}
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def from_json(data: bytes) -> Payload:
    """Read a payload; raise PayloadError for anything that is not exactly one.

    Strict on what may hide a second meaning: repeated keys, NaN and unknown fields are refused.
    """
    document = _parse(data)
    if document.pop("@context", None) != CONTEXT or document.pop("@type", None) != TYPE:
        raise PayloadError({"@type": [f"Expected the type {TYPE} in the context {CONTEXT}."]})
    return _load(document)


def payload_sha256(payload: Payload) -> str:
    """Give the SHA-256 of the canonical JSON, 64 lower-case hexadecimal digits."""
    return hashlib.sha256(to_json(payload)).hexdigest()


def _as_data(payload: Payload) -> dict[str, Any]:
    data = asdict(payload)
    data["patents"] = list(data["patents"])
    for field in ("issued_on", "valid_from", "valid_until"):
        data[field] = data[field].isoformat()
    return data


def _load(data: dict[str, Any]) -> Payload:
    try:
        fields = PayloadSchema().load(data)
    except ValidationError as error:
        raise PayloadError(_flatten(error.messages_dict)) from error
    patents = tuple(PayloadPatent(**patent) for patent in fields.pop("patents"))
    return Payload(**fields, patents=patents)


def _flatten(messages: dict[Any, Any], prefix: str = "") -> dict[str, list[str]]:
    """Turn marshmallow's nested messages into `patents.0.title: [...]`."""
    flat: dict[str, list[str]] = {}
    for key, value in messages.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            flat |= _flatten(value, f"{name}.")
        else:
            flat[name] = [str(message) for message in value]
    return flat


def _parse(data: bytes) -> dict[str, Any]:
    if len(data) > MAX_JSON_BYTES:
        raise PayloadError({"payload": [f"Longer than {MAX_JSON_BYTES} bytes."]})
    try:
        document = json.loads(
            data.decode(), object_pairs_hook=_without_repeats, parse_constant=_refuse_constant
        )
    except (ValueError, RecursionError) as error:
        raise PayloadError({"payload": [f"Not readable as JSON: {error}"]}) from error
    if not isinstance(document, dict):
        raise PayloadError({"payload": ["Expected one JSON object."]})
    return document


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is repeated")
    return found


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")
