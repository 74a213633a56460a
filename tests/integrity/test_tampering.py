"""Whatever is changed behind the registry's back is found, and named."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cast import rows_in
from disarming import disarmed
from sqlalchemy import Connection, text

from registry.extensions import db
from registry.integrity.reading import canonical, json_of, sha256
from registry.integrity.report import Report
from registry.integrity.verify import examine
from registry.numbering import format_number


@dataclass(frozen=True)
class Tampering:
    """What somebody does, where it must be found, and the row that must be named (of ROWS)."""

    does: str
    sql: str
    invariant: str
    table: str
    row: str


def t(does: str, sql: str, invariant: str, table: str, row: str) -> Tampering:
    return Tampering(does, sql, invariant, table, row)


COPY_OF_CERTIFICATE = """
    INSERT INTO certificate (id, number, year, serial, application_id, status, version, issued_at,
        valid_from, valid_until)
    SELECT 9999, 'PIP20250000991', year, 99, :draft, status, version, issued_at, valid_from,
        valid_until
    FROM certificate WHERE id = :valid
"""
COPY_OF_ENTRY = """
    INSERT INTO audit_entry (id, at, actor_id, actor_name, verb, subject_type, subject_id, details)
    SELECT 9999, at, actor_id, actor_name, verb, subject_type, subject_id, details
    FROM audit_entry WHERE id = {}
"""
COPY_OF_LEDGER = """
    INSERT INTO ledger_entry (id, application_id, enterprise_id, data_year, effective_on, known_on,
        on_day, stage, sign, region_code, class_code, size, output_value, sales_revenue,
        export_value, profit, reason)
    SELECT 9999, application_id, enterprise_id, data_year, effective_on, known_on, on_day, stage,
        sign, region_code, class_code, size, output_value, sales_revenue, export_value, profit,
        reason
    FROM ledger_entry WHERE id = :entry
"""
COPY_OF_PAPER = """
    INSERT INTO paper (id, kind, number, application_id, certificate_id, print_no, design,
        design_version, payload, payload_sha256, requested_at, requested_by_id, reason)
    SELECT 9999, kind, number, application_id, certificate_id, print_no + 1, design, design_version,
        payload, payload_sha256, requested_at, requested_by_id, 'x'
    FROM paper WHERE id = :last_paper
"""
APP, CERT = "UPDATE application SET ", "UPDATE certificate SET "
PAPER, PROPOSAL = "UPDATE paper SET ", "UPDATE proposal SET "

# fmt: off
TAMPERINGS = (
    # Releases.
    t(
        "what a published release hides is exchanged for what it shows",
        "UPDATE release_cell SET reason = CASE WHEN reason IS NULL THEN 'few' ELSE NULL END"
        " WHERE release_id = :release",
        "releases", "release", "release",
    ),
    t(
        "a figure of a published release is changed",
        "UPDATE release_cell SET figures = '{}' WHERE id = :release_cell",
        "releases", "release", "release",
    ),
    t(
        "a cell is taken out of a published release",
        "DELETE FROM release_cell WHERE id = :release_cell",
        "releases", "release", "release",
    ),
    t(
        "who prepared a release is said to have published it",
        "UPDATE release_publication SET published_by_id ="
        " (SELECT prepared_by_id FROM release WHERE id = :release) WHERE id = :publication",
        "releases", "release", "release",
    ),
    t(
        "a publication is taken back",
        "DELETE FROM release_publication WHERE id = :publication",
        "releases", "release", "release",
    ),
    t(
        "a release is said to know less of the ledger",
        "UPDATE release SET last_entry_id = last_entry_id - 1 WHERE id = :release",
        "releases", "release", "release",
    ),
    # Status and trail of applications.
    t(
        "a rejected application is registered by hand",
        APP + "status = 'registered' WHERE id = :rejected",
        "trail", "application", "rejected",
    ),
    t(
        "an application under notice is certified by hand",
        APP + "status = 'certified' WHERE id = :noticed",
        "certificates", "application", "noticed",
    ),
    t(
        "a status that the table does not know",
        APP + "status = 'glorified' WHERE id = :draft",
        "trail", "application", "draft",
    ),
    t(
        "a draft's beginning is taken out of the trail",
        "DELETE FROM audit_entry WHERE subject_id = :draft AND subject_type = 'application'",
        "trail", "application", "draft",
    ),
    t(
        "a submission is taken out of the trail",
        "DELETE FROM audit_entry WHERE id = :handed_in",
        "trail", "application", "submitted",
    ),
    t(
        "a saving is taken out of the trail",
        "DELETE FROM audit_entry WHERE id = :saved",
        "trail", "application", "corrected",
    ),
    t(
        "a submission is written into the trail twice",
        COPY_OF_ENTRY.format(":handed_in"),
        "trail", "audit_entry", "9999",
    ),
    t(
        "the trail says that a submission came from nowhere",
        "UPDATE audit_entry SET details = :nowhere WHERE id = :handed_in",
        "trail", "audit_entry", "handed_in",
    ),
    t(
        "an act that there is not is written into the trail",
        "UPDATE audit_entry SET verb = 'bless' WHERE id = :handed_in",
        "trail", "audit_entry", "handed_in",
    ),
    t(
        "an entry of the trail is turned to another application",
        "UPDATE audit_entry SET subject_id = :draft WHERE id = :handed_in",
        "trail", "application", "submitted",
    ),
    t(
        "the trail speaks of an application that there is not",
        "UPDATE audit_entry SET subject_id = 99999 WHERE id = :begun",
        "references", "audit_entry", "begun",
    ),
    t(
        "an application is removed with nothing but its row",
        "DELETE FROM application WHERE id = :submitted",
        "references", "audit_entry", "handed_in",
    ),
    t(
        "the day of registration is moved",
        APP + "registered_on = '2025-08-01' WHERE id = :registered",
        "trail", "application", "registered",
    ),
    t(
        "a submission is made to look as if it had not been",
        APP + "submitted_at = NULL WHERE id = :submitted",
        "trail", "application", "submitted",
    ),
    t(
        "the counted changes of an application are fewer than its trail's",
        APP + "version = 1 WHERE id = :registered",
        "trail", "application", "registered",
    ),
    # Decisions and people.
    t(
        "a decision is removed",
        "DELETE FROM decision WHERE id = :registration",
        "trail", "application", "registered",
    ),
    t(
        "a decision is laid at another person's door",
        "UPDATE decision SET decided_by_id = :certifier WHERE id = :registration",
        "people", "decision", "registration",
    ),
    t(
        "the reason that the applicant reads is rewritten",
        "UPDATE decision SET reason = '另一个原因' WHERE id = :return",
        "trail", "application", "returned",
    ),
    t(
        "one person examined and certified",
        APP + "certifier_id = examiner_id WHERE id = :certified",
        "people", "application", "certified",
    ),
    t(
        "the certifier turns out to be of the enterprise",
        'UPDATE "user" SET enterprise_id = (SELECT enterprise_id FROM application'
        " WHERE id = :certified) WHERE id = :certifier",
        "people", "decision", "certification",
    ),
    t(
        "an examiner is named who did not examine",
        APP + "examiner_id = :owner WHERE id = :registered",
        "people", "decision", "registration",
    ),
    t(
        "a decision rests on another application's evaluation",
        "UPDATE decision SET evaluation_id = :evaluation WHERE id = :registration",
        "decisions", "decision", "registration",
    ),
    # What was declared, and what the rules found in it.
    t(
        "the declared output is raised after the certification",
        APP + "output_value = output_value * 10 WHERE id = :certified",
        "declarations", "application", "certified",
    ),
    t(
        "the declared profit is lowered after the registration",
        APP + "profit = 1 WHERE id = :registered",
        "ledger", "ledger_entry", "entry",
    ),
    t(
        "a registered product is renamed",
        "UPDATE product SET name = '另一个产品' WHERE id = :product",
        "declarations", "application", "certified",
    ),
    t(
        "a certified product is given to another enterprise",
        "UPDATE product SET enterprise_id = :moved WHERE id = :product",
        "references", "application", "certified",
    ),
    t(
        "a patent link is removed after the decision",
        "DELETE FROM patent_link WHERE id = :link",
        "declarations", "application", "certified",
    ),
    t(
        "a patent is made a core patent after the decision",
        "UPDATE patent_link SET core = NOT core WHERE id = :link",
        "payloads", "paper", "paper",
    ),
    t(
        "stored facts are changed",
        "UPDATE evaluation SET facts = :facts WHERE id = :evaluation",
        "evaluations", "evaluation", "evaluation",
    ),
    t(
        "stored facts are changed and hashed anew",
        "UPDATE evaluation SET facts = :facts, facts_sha256 = :facts_sha256 WHERE id = :evaluation",
        "declarations", "application", "evaluated",
    ),
    t(
        "a finding is turned from met to not met",
        "UPDATE evaluation SET result = :not_met WHERE id = :evaluation",
        "evaluations", "evaluation", "evaluation",
    ),
    t(
        "a finding is turned to undetermined, which nobody wrote a note on",
        "UPDATE evaluation SET result = :doubtful WHERE id = :evaluation",
        "decisions", "decision", "announced",
    ),
    t(
        "an evaluation that cannot be read",
        "UPDATE evaluation SET result = '{}' WHERE id = :evaluation",
        "evaluations", "evaluation", "evaluation",
    ),
    # The ledger.
    t(
        "an amount of the ledger is raised",
        "UPDATE ledger_entry SET output_value = output_value + 1 WHERE id = :entry",
        "ledger", "ledger_entry", "entry",
    ),
    t(
        "an entry of the ledger is removed",
        "DELETE FROM ledger_entry WHERE id = :revocation",
        "ledger", "application", "uncertified",
    ),
    t(
        "an entry of the ledger is written twice",
        COPY_OF_LEDGER,
        "ledger", "application", "registered",
    ),
    t(
        "an entry of the ledger is dated back",
        "UPDATE ledger_entry SET on_day = '2025-01-01' WHERE id = :entry",
        "ledger", "ledger_entry", "entry",
    ),
    t(
        "an entry of the ledger is known before the decision",
        "UPDATE ledger_entry SET known_on = '2025-01-01', effective_on = '2025-01-01',"
        " on_day = '2025-01-01' WHERE id = :entry",
        "ledger", "application", "registered",
    ),
    t(
        "the output of an application is counted as certified",
        "UPDATE ledger_entry SET stage = 'certified' WHERE id = :entry",
        "ledger", "application", "registered",
    ),
    t(
        "the output is taken back in another region than it was counted in",
        "UPDATE ledger_entry SET region_code = '370200' WHERE id = :revocation",
        "ledger", "ledger_entry", "revocation",
    ),
    t(
        "the output is counted in another year",
        "UPDATE ledger_entry SET data_year = 2023 WHERE id = :entry",
        "ledger", "ledger_entry", "entry",
    ),
    # Certificates.
    t(
        "a certificate without a certified application",
        COPY_OF_CERTIFICATE,
        "certificates", "certificate", "9999",
    ),
    t(
        "a certificate is removed",
        "DELETE FROM certificate WHERE id = :valid",
        "certificates", "application", "certified",
    ),
    t(
        "the last certificate is removed without a trace, but for the counter",
        "DELETE FROM certificate WHERE id = :last",
        "numbers", "counter", "certificate 2025",
    ),
    t(
        "a certificate is made to last longer",
        CERT + "valid_until = '2099-12-31' WHERE id = :valid",
        "payloads", "paper", "paper",
    ),
    t(
        "a revoked certificate is made valid again",
        CERT + "status = 'valid' WHERE id = :revoked",
        "events", "certificate", "revoked",
    ),
    t(
        "a suspension is removed",
        "DELETE FROM certificate_event WHERE id = :event",
        "events", "certificate", "suspended",
    ),
    t(
        "a suspension is taken out of the trail",
        "DELETE FROM audit_entry WHERE id = :stopped",
        "events", "certificate", "suspended",
    ),
    t(
        "the reason of a suspension is rewritten",
        "UPDATE certificate_event SET reason = '另一个原因' WHERE id = :event",
        "events", "certificate", "suspended",
    ),
    t(
        "a certificate's issue is taken out of the trail",
        "DELETE FROM audit_entry WHERE id = :issued",
        "events", "certificate", "valid",
    ),
    t(
        "a payload is changed",
        PAPER + "payload = :payload WHERE id = :paper",
        "payloads", "paper", "paper",
    ),
    t(
        "a payload is changed and hashed anew",
        PAPER + "payload = :payload, payload_sha256 = :payload_sha256 WHERE id = :paper",
        "papers", "paper", "paper",
    ),
    t(
        "a payload says a thing twice",
        PAPER + "payload = :twice, payload_sha256 = :twice_sha256 WHERE id = :paper",
        "payloads", "paper", "paper",
    ),
    t(
        "a withheld output value is shown after all",
        APP + "shows_output_value = (1 = 1) WHERE id = :discreet",
        "payloads", "paper", "withheld",
    ),
    t(
        "a patent of the paper gets another number",
        "UPDATE patent SET number = '201810000001.0' WHERE id = :patent",
        "payloads", "paper", "paper",
    ),
    # Numbers and papers.
    t(
        "a number with a wrong check character",
        CERT + "number = 'PIP20250000010' WHERE id = :valid",
        "numbers", "certificate", "valid",
    ),
    t(
        "a well-formed number of another serial",
        CERT + "number = :other_number WHERE id = :valid",
        "numbers", "certificate", "valid",
    ),
    t(
        "a serial that was not given out",
        CERT + "serial = 99 WHERE id = :valid",
        "numbers", "certificate", "valid",
    ),
    t(
        "a counter that is set back",
        "UPDATE counter SET last = last - 1 WHERE series = 'certificate'",
        "numbers", "certificate", "last",
    ),
    t(
        "a counter that runs ahead",
        "UPDATE counter SET last = last + 1 WHERE series = 'registration'",
        "numbers", "counter", "registration 2025",
    ),
    t(
        "a registration number is taken away",
        APP + "registration_number = NULL WHERE id = :registered",
        "numbers", "counter", "registration 2025",
    ),
    t(
        "a certificate is given the file of another",
        PAPER + "pdf_sha256 = NULL WHERE id = :last_paper;"
        + PAPER + "pdf_sha256 = :last_file WHERE id = :paper",
        "papers", "paper", "paper",
    ),
    t(
        "a certificate refers to a paper that there is not",
        PAPER + "pdf_sha256 = 'abcd' WHERE id = :paper",
        "papers", "paper", "paper",
    ),
    t(
        "the only paper of a certificate is removed",
        "DELETE FROM paper WHERE id = :paper",
        "prints", "certificate", "valid",
    ),
    t(
        "the notice of a registration is removed",
        "DELETE FROM paper WHERE id = :notice",
        "prints", "application", "registered",
    ),
    t(
        "the first of two prints is removed",
        "DELETE FROM paper WHERE certificate_id = :reprinted AND print_no = 1",
        "prints", "certificate", "reprinted",
    ),
    t(
        "a print that nobody asked for",
        COPY_OF_PAPER,
        "prints", "paper", "9999",
    ),
    t(
        "the reason of a reprint is rewritten",
        PAPER + "reason = '另一个原因' WHERE id = :reprint",
        "prints", "paper", "reprint",
    ),
    t(
        "a paper is said to be another person's",
        PAPER + "requested_by_id = :owner WHERE id = :paper",
        "prints", "paper", "paper",
    ),
    t(
        "the request of a paper is taken out of the trail",
        "DELETE FROM audit_entry WHERE id = :requested",
        "prints", "paper", "paper",
    ),
    t(
        "a paper is said not to be made",
        PAPER + "pdf_sha256 = NULL, made_at = NULL WHERE id = :paper",
        "prints", "paper", "paper",
    ),
    # Proposals.
    t(
        "one person proposed and confirmed a revocation",
        PROPOSAL + "proposed_by_id = decided_by_id WHERE id = :proposal",
        "proposals", "proposal", "proposal",
    ),
    t(
        "a revocation loses its proposal",
        "DELETE FROM audit_entry WHERE subject_type = 'proposal' AND subject_id = :proposal;"
        "UPDATE certificate_event SET proposal_id = NULL WHERE proposal_id = :proposal;"
        "DELETE FROM proposal WHERE id = :proposal",
        "proposals", "certificate_event", "ended",
    ),
    t(
        "a declined revocation is made a confirmed one",
        PROPOSAL + "outcome = 'confirmed' WHERE id = :declined",
        "proposals", "proposal", "declined",
    ),
    t(
        "an open proposal is ended by hand",
        PROPOSAL + "outcome = 'declined', decided_at = proposed_at, decided_by_id = :certifier"
        " WHERE id = :open",
        "proposals", "proposal", "open",
    ),
    t(
        "a confirmation is taken out of the trail",
        "DELETE FROM audit_entry WHERE id = :confirmed",
        "proposals", "proposal", "proposal",
    ),
    t(
        "the reason of a revocation is rewritten in the proposal",
        PROPOSAL + "reason = '另一个原因' WHERE id = :proposal",
        "proposals", "certificate_event", "ended",
    ),
    t(
        "somebody else is said to have taken a proposal back",
        PROPOSAL + "decided_by_id = :certifier WHERE id = :taken_back",
        "proposals", "proposal", "taken_back",
    ),
    t(
        "the proposer turns out to be of the enterprise",
        'UPDATE "user" SET enterprise_id = (SELECT a.enterprise_id FROM application a'
        " JOIN certificate c ON c.application_id = a.id JOIN proposal p ON p.certificate_id = c.id"
        " WHERE p.id = :open) WHERE id = (SELECT proposed_by_id FROM proposal WHERE id = :open)",
        "people", "proposal", "open",
    ),
    # Enterprises and patents.
    t(
        "an enterprise is renamed behind the trail",
        "UPDATE enterprise SET name = '示例丙有限公司' WHERE id = :moved",
        "records", "enterprise", "moved",
    ),
    t(
        "a patent is granted earlier behind the trail",
        "UPDATE patent SET granted_on = '2019-01-01' WHERE id = :named",
        "records", "patent", "named",
    ),
    t(
        "what a patent was before is rewritten in the trail",
        "UPDATE audit_entry SET details = :no_before WHERE id = :renamed",
        "records", "audit_entry", "renamed",
    ),
    t(
        "a credit code is changed",
        "UPDATE enterprise SET credit_code = '91370100MAEX999999' WHERE id ="
        " (SELECT enterprise_id FROM application WHERE id = :certified)",
        "payloads", "paper", "paper",
    ),
    t(
        "an enterprise is removed",
        "DELETE FROM enterprise WHERE id = (SELECT enterprise_id FROM application"
        " WHERE id = :certified)",
        "references", "application", "",
    ),
)
# fmt: on


def rows_of(connection: Connection) -> dict[str, Any]:
    """What the statements name: the keys of ROWS, and contents to put in."""
    rows = rows_in(connection)
    return rows | _evaluation(connection, rows) | _certificate(connection, rows) | _trail()


def _evaluation(connection: Connection, rows: dict[str, Any]) -> dict[str, Any]:
    stored = text("SELECT facts, result FROM evaluation WHERE id = :evaluation")
    found = connection.execute(stored, {"evaluation": rows["evaluation"]}).one()
    facts, result = json_of(found.facts), json_of(found.result)
    facts["declaration"]["output_value"] += 1
    worse, doubtful = ({**result["findings"][0], "answer": a} for a in ("not_met", "undetermined"))
    others = result["findings"][1:]
    return {
        "facts": json.dumps(facts),
        "facts_sha256": sha256(canonical(facts, ascii_only=True)),
        "not_met": json.dumps({**result, "findings": [worse, *others]}),
        "doubtful": json.dumps({**result, "findings": [doubtful, *others]}),
    }


def _certificate(connection: Connection, rows: dict[str, Any]) -> dict[str, Any]:
    stored = text("SELECT payload, pdf_sha256 FROM paper WHERE id = :id")
    payload = connection.execute(stored, {"id": rows["paper"]}).one().payload
    changed = payload.replace("示例企业".encode(), "示例大企业".encode())
    assert changed != payload
    twice = payload.replace(b"{", b'{"number":"PIP1",', 1)
    return {
        "payload": changed,
        "payload_sha256": sha256(changed),
        "twice": twice,
        "twice_sha256": sha256(twice),
        "last_file": connection.execute(stored, {"id": rows["last_paper"]}).one().pdf_sha256,
        "other_number": format_number("PIP{year}{serial:06d}{check}", 2025, 77),
    }


def _trail() -> dict[str, str]:
    nowhere = {"before": "returned", "after": "submitted", "reason": ""}
    no_before: dict[str, dict[str, str]] = {"before": {}, "after": {}}
    return {"nowhere": json.dumps(nowhere), "no_before": json.dumps(no_before)}


def tamper(connection: Connection, sql: str, rows: dict[str, Any]) -> None:
    for statement in sql.split(";"):
        named = {name: rows[name] for name in re.findall(r":(\w+)", statement)}
        connection.execute(text(statement), named)


def named_in(report: Report) -> set[tuple[str, str, str]]:
    return {(invariant, fault.table, fault.row) for invariant, fault in report.faults()}


@pytest.mark.usefixtures("played")
@pytest.mark.parametrize("tampering", TAMPERINGS, ids=lambda each: each.does)
def test_tampering_is_found_and_the_row_named(tampering: Tampering) -> None:
    with disarmed() as connection:
        rows = rows_of(connection)
        tamper(connection, tampering.sql, rows)
        report = examine(connection)
    row = str(rows.get(tampering.row, tampering.row))
    assert (tampering.invariant, tampering.table, row) in named_in(report)


def test_disarming_alone_is_found_too_and_nothing_else_is(played: Path) -> None:
    with disarmed() as connection:
        report = examine(connection)
    assert {invariant for invariant, _, _ in named_in(report)} == {"database"}


def test_what_was_tampered_with_in_these_tests_is_taken_back(played: Path) -> None:
    with db.engine.connect() as connection:
        assert examine(connection).faults() == []
