"""What was handed in is what the rules were run on, and still stands so."""

from collections.abc import Mapping, Sequence
from typing import Any

from registry.integrity.invariant import N_
from registry.integrity.reading import AnyRow, Snapshot, json_of
from registry.integrity.report import Findings

SAYS = N_("What was handed in stands as it was when it was examined and decided on.")

AMOUNTS = ("output_value", "sales_revenue", "export_value", "profit")
# In these nobody may change what was declared. A withdrawn one may have been withdrawn while it
# was being corrected.
_APPLICATIONS = """
    SELECT a.id, a.model, a.class_code, a.industry_code, a.round_year, a.output_value, a.sales_revenue,
           a.export_value, a.profit, a.seeks_certification, a.notice_until, p.name AS product,
           e.credit_code
    FROM application a JOIN product p ON p.id = a.product_id
    JOIN enterprise e ON e.id = a.enterprise_id
    WHERE a.status IN ('submitted', 'registered', 'public_notice', 'certified', 'rejected')
    ORDER BY a.id
"""
# Those that a lasting decision rests on, and the last one.
_EVALUATIONS = """
    SELECT e.application_id, e.id, e.facts FROM evaluation e
    WHERE e.id IN (SELECT d.evaluation_id FROM decision d
                   WHERE d.action IN ('register', 'announce', 'certify'))
       OR e.id = (SELECT max(l.id) FROM evaluation l WHERE l.application_id = e.application_id)
    ORDER BY e.application_id, e.id
"""
_LINKS = """
    SELECT application_id, typed, core, basis, contribution FROM patent_link
    ORDER BY application_id, position
"""
_DOCUMENTS = """
    SELECT application_id, name, kind, sha256 FROM document d
    WHERE NOT EXISTS (SELECT 1 FROM document_removal r WHERE r.document_id = d.id)
    ORDER BY application_id, id
"""


def check(snapshot: Snapshot, findings: Findings) -> None:
    """Each application against the facts of its evaluations."""
    for row, parts in snapshot.beside(
        _APPLICATIONS, evaluations=_EVALUATIONS, links=_LINKS, documents=_DOCUMENTS
    ):
        for evaluation in parts["evaluations"]:
            findings.rows += 1
            facts = json_of(evaluation.facts)
            findings.expect("application", row.id, _compared(row, parts, facts))
        if row.notice_until is not None and not row.seeks_certification:
            findings.fault("application", row.id, "Certification was announced, not sought.")


def _compared(
    row: AnyRow, parts: Mapping[str, Sequence[AnyRow]], facts: Mapping[str, Any]
) -> dict[str, tuple[object, object]]:
    declared = facts["declaration"]
    amounts = {name: (getattr(row, name), declared[name]) for name in AMOUNTS}
    return amounts | {
        "credit_code": (row.credit_code, facts["enterprise"]["credit_code"]),
        "product": (row.product, facts["product"]["name"]),
        "model": (row.model, facts["product"]["model"]),
        "class_code": (row.class_code, facts["product"]["class_code"]),
        # Facts of before there was such a code do not have it.
        "industry_code": (row.industry_code, facts["product"].get("industry_code")),
        "round_year": (row.round_year, facts["round"]["year"]),
        "patent links": (
            [
                (each.typed, bool(each.core), each.basis, each.contribution)
                for each in parts["links"]
            ],
            [_link(each) for each in facts["patents"]],
        ),
        "documents": (
            [(each.name, each.kind, each.sha256) for each in parts["documents"]],
            [(d["name"], d["kind"], d["sha256"]) for d in facts.get("documents", ())],
        ),
    }


def _link(facts: Mapping[str, Any]) -> tuple[object, ...]:
    return facts["typed"], facts["core"], facts["basis"], facts["contribution"]
