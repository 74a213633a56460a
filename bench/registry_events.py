"""What happens around the applications of ``registry_rows``: trail, messages, warnings, contracts."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from bench.registry_rows import DAY, FIRST_ENTRY, Row, Rows
from registry.certification.workflow import CertificateAction
from registry.contracts.workflow import ContractKind, ContractStatus, Side
from registry.applications.workflow import Status
from registry.watching.causes import Cause
from registry.watching.workflow import WarningStatus

_FIRST = datetime(2023, 1, 2, tzinfo=UTC)
_HASH = "0" * 64
_VERBS = ("begin", "submit", "register", "announce")
# Of an application's entries: begun, handed in, decided on, decided on again.
EACH = len(_VERBS)


def audit_entry(rows: Rows) -> Iterator[Row]:
    """Four for each application, by the people who sign in."""
    people = (rows.people.applicant, rows.people.applicant, rows.people.examiner)
    for place in range(rows.products * 3 * EACH):
        who = people[place % 3]
        yield {
            "id": FIRST_ENTRY + place,
            "at": _FIRST + timedelta(minutes=place),
            "actor_id": who,
            "actor_name": "bench",
            "verb": _VERBS[place % EACH],
            "subject_type": "application",
            "subject_id": place // EACH + 1,
            "details": {},
        }


def audit_link(rows: Rows) -> Iterator[Row]:
    """Places in the chain; the hashes are none, which a page says and which costs it as much."""
    for place in range(rows.products * 3 * EACH):
        entry = FIRST_ENTRY + place
        yield {"sequence": entry, "entry_id": entry, "sha256": _HASH}


def message(rows: Rows) -> Iterator[Row]:
    """One in five of as many as there are applications, to the two who read theirs here."""
    people = rows.people
    for key in range(1, rows.count // 5 + 1):
        yield {
            "public_id": f"{key:016x}",
            "user_id": people.applicant if key % 2 else people.reviewer,
            "written_at": _FIRST + timedelta(minutes=key),
            "kind": "application.return",
            "subject": "示例消息",
            "text": "示例消息正文",
            "path": "/home",
            "read_at": None if key % 4 else _FIRST + timedelta(days=900),
        }


def warning_assessment(rows: Rows) -> Iterator[Row]:
    """One that all warnings of the bench rest on."""
    told = {"left_out": [], "rule_set": "bench", "facts": rows.facts, "facts_sha256": _HASH}
    yield {"id": 1, "application_id": 1, "at": _FIRST, "result": rows.result, **told}


def patent_warning(rows: Rows) -> Iterator[Row]:
    """About one in twenty of the records, the oldest product's first."""
    for key in range(1, rows.products * 3 + 1):
        if key % 20 == 1:
            yield {
                "application_id": key,
                "patent_id": key,
                "cause": Cause.EXPIRING,
                "known_on": date(2025, 8, 1),
                "opened_on": date(2025, 8, 1),
                "answer_by": DAY + timedelta(days=key % 40 - 20),
                "threatens": key % 3 == 0,
                "status": WarningStatus.OPEN if key % 5 else WarningStatus.ANSWERED,
                "version": 1,
                "said": {"number": f"2021{key:08d}.1", "day": "2026-01-01", "until": "2026-01-01"},
                "assessment_id": 1,
            }


def proposal(rows: Rows) -> Iterator[Row]:
    """That one certificate in ten be suspended."""
    for key in range(10, rows.products * 3 + 1, 10):
        if rows.status_of(key) is Status.CERTIFIED:
            yield {
                "certificate_id": key,
                "action": CertificateAction.SUSPEND,
                "reason_code": "patent_standing",
                "reason": "示例",
                "effective_on": DAY,
                "proposed_at": _FIRST + timedelta(days=900),
                "note": "",
            }


def technology_contract(rows: Rows) -> Iterator[Row]:
    """One for ten applications; half of them wait."""
    for key in range(1, rows.count // 10 + 1):
        waits = key % 2 == 0
        yield {
            "id": key,
            "public_id": f"{key:016x}",
            "enterprise_id": 1 if key % rows.large == 1 else key % rows.enterprises + 1,
            "kind": ContractKind.PLAIN,
            "amount": 1_000_000_00,
            "signed_on": date(2025, 3, 1),
            "record_number": f"R-{key}",
            "identity": f"{key:064x}",
            "status": ContractStatus.WAITING if waits else ContractStatus.CONFIRMED,
            "version": 1,
            "recorded_at": _FIRST + timedelta(minutes=key),
            "recorded_by_id": rows.people.applicant,
            "decided_at": None if waits else _FIRST + timedelta(days=900),
            "decided_by_id": None if waits else rows.people.examiner,
            "reason": "",
        }


def contract_party(rows: Rows) -> Iterator[Row]:
    """Two for each."""
    for key in range(1, rows.count // 10 + 1):
        for position, side in enumerate((Side.GRANTOR, Side.GRANTEE)):
            yield {
                "contract_id": key,
                "position": position,
                "side": side,
                "name": f"示例当事人{key}-{position}",
                "credit_code": "",
            }


def contract_patent(rows: Rows) -> Iterator[Row]:
    """One for each."""
    for key in range(1, rows.count // 10 + 1):
        told = {"contract_id": key, "position": 0, "office": "CN"}
        yield {**told, "number": f"2021{key:08d}.1"}
