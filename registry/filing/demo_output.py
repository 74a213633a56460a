"""What a demonstration leaves in its folder besides the database: papers, findings, totals."""

import csv
import json
import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from flask_babel import gettext
from sqlalchemy import select

from registry.applications.models import Application, EvaluationRecord
from registry.applications.queries import evaluation_of, with_parts
from registry.certification import store
from registry.certification.models import Paper
from registry.certification.workflow import PaperKind
from registry.eligibility.catalogue import title_of
from registry.eligibility.rule import Finding
from registry.extensions import db
from registry.filing.demo_people import PASSWORD, Account
from registry.filing.problems import RowProblem
from registry.reviews.models import Decision
from registry.statistics.breakdowns import Breakdown
from registry.statistics.exports import safe
from registry.statistics.queries import Totals, totals
from registry.statistics.schemas import to_json
from registry.words import name_of


def write_papers(folder: Path) -> int:
    """Copy every paper from the store as ``<number>.pdf``; says how many."""
    issued = db.session.execute(
        select(Paper.number, Paper.pdf_sha256)
        .where(Paper.kind == PaperKind.CERTIFICATE, Paper.pdf_sha256.is_not(None))
        .order_by(Paper.number, Paper.print_no)
    ).all()
    for number, digest in issued:
        shutil.copyfile(store.path_of(str(digest)), folder / f"{number}.pdf")
    return len(issued)


def write_rejected(path: Path, problems: Iterable[RowProblem]) -> None:
    """The rows that are not stored; UTF-8 with BOM and without formulas, for spreadsheets."""
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, ("file", "line", "field", "value", "reason"))
        writer.writeheader()
        for problem in problems:
            row = problem.as_dict(gettext)
            writer.writerow({name: safe(value) for name, value in row.items()})


def write_accounts(path: Path, accounts: Iterable[Account]) -> None:
    """Who can sign in, as what, with the one password of the demonstration."""
    lines = [f"{a.email}\t{PASSWORD}\t{gettext(name_of(a.role))}\t{a.name}" for a in accounts]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def totals_of(data_years: Iterable[int], as_of: date) -> list[Totals]:
    """The totals of each data year by prefecture and class."""
    return [totals(year, as_of, (Breakdown.REGION, Breakdown.CLASS)) for year in data_years]


def write_totals(path: Path, found: Iterable[Totals]) -> None:
    """The totals in the form that the API and ``registry totals --json`` give."""
    _write_json(path, [to_json(each) for each in found])


def write_findings(path: Path) -> int:
    """Every application with its latest findings and the decisions on it; says how many."""
    described = [_described(a) for a in db.session.scalars(_every_application())]
    _write_json(path, described)
    return len(described)


def _every_application() -> Any:
    return with_parts().order_by(Application.round_year, Application.id)


def _described(application: Application) -> dict[str, Any]:
    records = db.session.scalars(
        select(EvaluationRecord)
        .where(EvaluationRecord.application_id == application.id)
        .order_by(EvaluationRecord.id)
    ).all()
    decisions = db.session.scalars(
        select(Decision).where(Decision.application_id == application.id).order_by(Decision.id)
    )
    evaluation = evaluation_of(records[-1]) if records else None
    return {
        "round": application.round_year,
        "credit_code": application.enterprise.credit_code,
        "enterprise": application.enterprise.name,
        "product": application.product.name,
        "status": application.status.value,
        "registration_number": application.registration_number,
        "rule_set": evaluation.rule_set if evaluation else None,
        "findings": [_finding(f) for f in evaluation.findings] if evaluation else [],
        "decisions": [_decision(decision) for decision in decisions],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "title": gettext(title_of(finding.rule)),
        "stage": finding.stage.value,
        "answer": finding.answer.value,
        "subject": finding.subject,
        "reason": finding.text(gettext),
        "citation": gettext(finding.citation),
        "decided_by_example_data": finding.example,
    }


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "action": decision.action.value,
        "at": decision.decided_at.isoformat(),
        "by": decision.decided_by.name,
        "reason_code": decision.reason_code,
        "reason": decision.reason,
    }


def _write_json(path: Path, data: Any) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
