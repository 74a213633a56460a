"""What each paper says is what its application says, bit for bit as it was hashed."""

from collections.abc import Mapping, Sequence
from typing import Any

from registry.integrity.invariant import N_
from registry.integrity.reading import AnyRow, Snapshot, canonical, iso, json_of, sha256
from registry.integrity.report import Findings

SAYS = N_("Each payload has its hash and says what the application says.")

_PAPERS = """
    SELECT p.id, p.kind, p.number, p.payload, p.payload_sha256, c.valid_from, c.valid_until,
           a.registration_number, a.registered_on, a.round_year, a.model, a.class_code,
           a.output_value, a.shows_output_value, r.name AS product, e.credit_code
    FROM paper p JOIN application a ON a.id = p.application_id
    JOIN product r ON r.id = a.product_id JOIN enterprise e ON e.id = a.enterprise_id
    LEFT JOIN certificate c ON c.id = p.certificate_id ORDER BY p.id
"""
_PATENTS = """
    SELECT p.id, n.number, l.core FROM paper p
    JOIN patent_link l ON l.application_id = p.application_id
    JOIN patent n ON n.id = l.patent_id ORDER BY p.id, l.position
"""
TYPES = {
    "certificate": "PatentIntensiveProductCertificate",
    "notice": "PatentIntensiveProductRegistrationNotice",
}


def check(snapshot: Snapshot, findings: Findings) -> None:
    """Hash each payload, then read it."""
    for row, parts in snapshot.beside(_PAPERS, patents=_PATENTS):
        findings.rows += 1
        if sha256(row.payload) != row.payload_sha256:
            findings.fault("paper", row.id, "Its payload does not have the stated hash.")
        payload = _read(row, findings)
        if payload is not None:
            findings.expect("paper", row.id, _expected(row, parts["patents"], payload))


def _read(row: AnyRow, findings: Findings) -> dict[str, Any] | None:
    try:
        payload = json_of(row.payload)
    except ValueError:
        payload = None
    # Whatever is not in the one form may hide a second meaning, such as a repeated key.
    if not isinstance(payload, dict) or canonical(payload, ascii_only=False) != row.payload:
        findings.fault("paper", row.id, "Its payload is not canonical JSON.")
        return None
    return payload


def _expected(
    row: AnyRow, patents: Sequence[AnyRow], payload: Mapping[str, Any]
) -> dict[str, tuple[object, object]]:
    """Each field of the payload with what it should be. Names of persons and places may have
    changed since; what they were then, the facts of the decision keep."""
    fields = {
        "@type": TYPES.get(row.kind),
        "number": row.number,
        "round_year": row.round_year,
        "data_year": row.round_year - 1,
        "credit_code": row.credit_code,
        "product_name": row.product,
        "model": row.model,
        "class_code": row.class_code,
        **(_certified(row) if row.kind == "certificate" else _registered(row)),
    }
    expected: dict[str, tuple[object, object]] = {
        f"payload.{name}": (payload.get(name), value) for name, value in fields.items()
    }
    said = [(each.get("number"), each.get("core")) for each in payload.get("patents", [])]
    expected["payload.patents"] = (said, [(each.number, bool(each.core)) for each in patents])
    address = str(payload.get("verification_url"))
    expected["payload.verification_url"] = (address.rsplit("/", 1)[-1], row.number)
    return expected


def _certified(row: AnyRow) -> dict[str, object]:
    return {
        "registration_number": row.registration_number,
        "output_value_fen": row.output_value if row.shows_output_value else None,
        "issued_on": iso(row.valid_from),
        "valid_from": iso(row.valid_from),
        "valid_until": iso(row.valid_until),
    }


def _registered(row: AnyRow) -> dict[str, object]:
    return {"issued_on": iso(row.registered_on)}
