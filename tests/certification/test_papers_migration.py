"""Certificates of before there were papers keep number, contents, file and trail."""

from pathlib import Path

from databases import empty_database
from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, make_url, text

from registry.app import create_app
from registry.extensions import db

BEFORE, PAPERS = "0002", "0003"
ROWS = (
    "INSERT INTO region (code, name, level, valid_from)"
    " VALUES ('370000', '山东省', 'province', '2000-01-01')",
    "INSERT INTO industry_class (code, name, name_en, level, valid_from)"
    " VALUES ('0301', '示例', 'example', 'middle', '2000-01-01')",
    "INSERT INTO enterprise (id, credit_code, name, region_code, size)"
    " VALUES (1, '91370100MA0EXAMPL1', '示例企业', '370000', 'large')",
    "INSERT INTO product (id, enterprise_id, name) VALUES (1, 1, '示例产品')",
    "INSERT INTO round (year, opens_on, filing_by, standard, notice_days, validity_months,"
    " is_example, reference) VALUES (2025, '2025-01-01', '2025-09-15', 's', 10, 36, TRUE, 'r')",
    'INSERT INTO "user" (id, email, name, password, active, fs_uniquifier)'
    " VALUES (1, 'a@example.org', '张三', 'x', TRUE, 'u')",
    "INSERT INTO application (id, public_id, product_id, enterprise_id, round_year, class_code,"
    " model, seeks_certification, shows_output_value, status, version, certifier_id)"
    " VALUES (1, 'a', 1, 1, 2025, '0301', '', TRUE, TRUE, 'certified', 1, 1)",
    "INSERT INTO certificate (id, number, year, serial, application_id, status, version, design,"
    " design_version, payload, payload_sha256, pdf_sha256, issued_at, valid_from, valid_until)"
    " VALUES (1, 'PIP1', 2025, 1, 1, 'revoked', 2, 'd', 1, 'said', 'hash of it', 'hash of file',"
    " '2025-09-11 00:00:00', '2025-09-11', '2028-09-10')",
    "INSERT INTO certificate_event (id, certificate_id, action, effective_on, known_at, reason,"
    " decided_by_id) VALUES (1, 1, 'revoke', '2025-10-01', '2025-10-01 00:00:00', 'r', 1)",
)


def rows(connection: Connection, table: str) -> list[dict[str, object]]:
    found = connection.execute(text(f"SELECT * FROM {table} ORDER BY id")).mappings()
    return [dict(each) for each in found]


def test_what_a_certificate_said_becomes_its_first_paper_and_goes_back_again(
    database: str, tmp_path: Path
) -> None:
    kind = make_url(database).get_backend_name()
    with (
        empty_database(kind, tmp_path, "papers") as url,
        create_app({"DATABASE_URL": url}).app_context(),
    ):
        upgrade(revision=BEFORE)
        with db.engine.connect() as connection:
            for sql in ROWS:
                connection.execute(text(sql))
            connection.commit()
            before = rows(connection, "certificate"), rows(connection, "certificate_event")
        upgrade(revision=PAPERS)
        with db.engine.connect() as connection:
            (paper,) = rows(connection, "paper")
            trail = [each["verb"] for each in rows(connection, "audit_entry")]
            (event,) = rows(connection, "certificate_event")
        downgrade(revision=BEFORE)
        with db.engine.connect() as connection:
            assert (
                rows(connection, "certificate"),
                rows(connection, "certificate_event"),
            ) == before
        db.engine.dispose()
    assert (paper["kind"], paper["number"], paper["print_no"]) == ("certificate", "PIP1", 1)
    assert (paper["payload_sha256"], paper["pdf_sha256"]) == ("hash of it", "hash of file")
    assert (paper["requested_by_id"], paper["reason"]) == (1, "")
    assert str(paper["made_at"]) == str(paper["requested_at"]) == str(before[0][0]["issued_at"])
    assert trail == ["adopt", "make"]
    assert (event["reason_code"], event["proposal_id"]) == ("", None)
