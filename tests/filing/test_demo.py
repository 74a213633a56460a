"""The demonstration, run once on the shipped example: everything that the main job promises."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
import pytest
from click.testing import CliRunner, Result
from filing_packages import Draft

from registry import clock
from registry.accounts.passwords import verify_password
from registry.accounts.service import find_user
from registry.app import create_app
from registry.commands import main
from registry.eligibility.catalogue import all_rules
from registry.filing import demo_folder
from registry.filing.demo import example, package_files
from registry.filing.demo_people import PASSWORD

# What the reader of the package refuses before a rule could find it, and what the dates of the
# demonstration exclude.
CANNOT_FAIL = {
    "class_known",
    "credit_code_valid",
    "data_year_of_round",
    "filed_by_deadline",
    "region_known",
}


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], env={"REGISTRY_LOCALE": "en"})


@dataclass(frozen=True)
class Demo:
    """A finished demonstration."""

    out: Path
    told: str

    @cache
    def findings(self) -> list[dict[str, object]]:
        read: list[dict[str, object]] = json.loads((self.out / "findings.json").read_text("utf-8"))
        return read

    def query(self, statement: str) -> list[tuple[object, ...]]:
        with sqlite.connect(self.out / "registry.db") as connection:
            rows: list[tuple[object, ...]] = connection.execute(statement).fetchall()
            return rows

    def environment(self) -> dict[str, str]:
        return {f"REGISTRY_{k}": v for k, v in demo_folder.settings(self.out).items()}

    def run(self, *arguments: object) -> Result:
        environment = self.environment() | {"REGISTRY_LOCALE": "en"}
        return CliRunner().invoke(main, [str(a) for a in arguments], env=environment)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    out = tmp_path_factory.mktemp("demo") / "out"
    with clock.at(date(2025, 12, 1)):
        result = run("demo", "--out", out)
    assert result.exit_code == 0, result.output
    return Demo(out, result.output)


@pytest.fixture(autouse=True)
def after_the_demo() -> Iterator[None]:
    with clock.at(date(2025, 12, 1)):
        yield


def outcomes(demo: Demo) -> set[tuple[str, str]]:
    return {
        (str(a["status"]), decision["action"])
        for a in demo.findings()
        for decision in a["decisions"]  # type: ignore[attr-defined]  # plain JSON
    }


def test_the_example_shows_every_outcome(demo: Demo) -> None:
    assert outcomes(demo) == {
        ("certified", "register"),
        ("certified", "announce"),
        ("certified", "certify"),
        ("registered", "register"),
        ("registered", "refuse"),
        ("returned", "return"),
        ("rejected", "reject"),
    }
    assert "waiting, no benchmark being set" in demo.told


def test_the_example_shows_every_kind_of_finding(demo: Demo) -> None:
    answers = {
        (finding["rule"], finding["answer"])
        for a in demo.findings()
        for finding in a["findings"]  # type: ignore[attr-defined]  # plain JSON
    }
    rules = {rule.id for rule in all_rules()}
    assert {rule for rule, answer in answers if answer == "met"} == rules
    open_ones = {rule for rule, answer in answers if answer != "met"}
    assert open_ones == rules - CANNOT_FAIL
    assert {rule for rule, answer in answers if answer == "not_met"} >= {
        "applicant_is_entitled",
        "at_least_one_core_patent",
        "benchmark_economic_benefit",
        "contributions_sum_to_at_most_100",
        "declaration_coherent",
        "declaration_complete",
        "granted_by_filing_deadline",
        "in_force_in_data_year",
        "number_well_formed",
        "product_not_filed_twice",
    }


def test_every_finding_gives_its_reason_and_citation(demo: Demo) -> None:
    for application in demo.findings():
        assert application["findings"]
        for finding in application["findings"]:  # type: ignore[attr-defined]  # plain JSON
            assert finding["reason"] and finding["citation"] and finding["title"]


def test_what_was_returned_or_refused_gives_the_findings_as_its_reason(demo: Demo) -> None:
    for application in demo.findings():
        for decision in application["decisions"]:  # type: ignore[attr-defined]  # plain JSON
            wants_reason = decision["action"] in ("return", "reject", "refuse")
            assert bool(decision["reason"]) is wants_reason
            assert bool(decision["reason_code"]) is wants_reason


def test_nobody_certified_what_they_examined(demo: Demo) -> None:
    certified = demo.query(
        "SELECT count(*), sum(examiner_id <> certifier_id) FROM application"
        " WHERE status = 'certified'"
    )
    assert certified[0][0] == certified[0][1] == 20


def test_every_move_of_every_application_is_in_the_trail(demo: Demo) -> None:
    moves = demo.query(
        "SELECT (SELECT sum(version - 1) FROM application),"
        " (SELECT count(*) FROM audit_entry WHERE subject_type = 'application'"
        "  AND verb NOT IN ('begin', 'save'))"
    )
    assert moves[0][0] == moves[0][1] != 0


def test_rejected_rows_are_told_for_every_file_and_open_in_a_spreadsheet(demo: Demo) -> None:
    content = (demo.out / "rejected.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    assert list(rows[0]) == ["file", "line", "field", "value", "reason"]
    assert {row["file"] for row in rows} == {
        "enterprises.csv",
        "patents.csv",
        "applications.csv",
        "patent_links.csv",
    }
    assert not any(value.startswith(("=", "+", "-", "@")) for row in rows for value in row.values())
    assert {row["field"] for row in rows} >= {
        "credit_code",
        "region_code",
        "size",
        "number",
        "granted_on",
        "ended_on",
        "class_code",
        "output_value",
        "round",
        "certification",
        "contribution",
    }


def test_every_row_of_the_example_is_stored_or_told(demo: Demo) -> None:
    rejected = csv.DictReader((demo.out / "rejected.csv").read_text("utf-8-sig").splitlines())
    told = {(row["file"], row["line"]) for row in rejected}
    lines = sum(
        len((example() / name).read_text("utf-8").splitlines()) - 1
        for name in ("enterprises.csv", "patents.csv", "applications.csv", "patent_links.csv")
    )
    counts = ("enterprise", "status_statement", "application", "patent_link")
    stored = sum(int(str(demo.query(f"SELECT count(*) FROM {t}")[0][0])) for t in counts)
    assert stored + len(told) == lines


@pytest.mark.parametrize(
    ("stage", "statuses"),
    [
        ("registered", "('registered', 'public_notice')"),
        ("certified", "('certified')"),
        ("together", "('registered', 'public_notice', 'certified')"),
    ],
)
def test_the_totals_are_a_plain_sum_over_the_applications(
    demo: Demo, stage: str, statuses: str
) -> None:
    totals = json.loads((demo.out / "totals.json").read_text("utf-8"))
    assert [each["data_year"] for each in totals] == [2023, 2024]
    for each in totals:
        by_hand = demo.query(
            "SELECT coalesce(sum(output_value), 0), count(*), count(DISTINCT enterprise_id)"
            f" FROM application WHERE status IN {statuses} AND round_year = {each['data_year'] + 1}"
        )
        cell = each["total"][stage]
        found = (cell["output_value"]["fen"], cell["products"], cell["enterprises"])
        assert found == by_hand[0]
        assert sum(r["cell"][stage]["output_value"]["fen"] for r in each["rows"]) == found[0]


def test_the_command_gives_the_totals_of_the_file(demo: Demo) -> None:
    told = demo.run(
        "totals", "--data-year", 2024, "--as-of", "2025-12-01", "--by", "region,class", "--json"
    )
    in_file = json.loads((demo.out / "totals.json").read_text("utf-8"))[1]
    assert json.loads(told.output) == in_file


def papers(demo: Demo) -> list[Path]:
    return sorted((demo.out / "certificates").iterdir())


def test_every_certificate_has_its_paper_under_its_number(demo: Demo) -> None:
    numbers = demo.query("SELECT number FROM certificate ORDER BY number")
    assert [path.stem for path in papers(demo)] == [number for (number,) in numbers]


def test_a_paper_as_issued_is_valid(demo: Demo) -> None:
    answer = demo.run("verify", papers(demo)[-1], "--json")
    assert (answer.exit_code, json.loads(answer.output)["verdict"]) == (0, "valid")


def test_a_paper_of_a_demonstration_is_asked_about_in_its_folder(demo: Demo) -> None:
    answer = run("verify", papers(demo)[-1], "--demo", demo.out, "--json")
    assert (answer.exit_code, json.loads(answer.output)["verdict"]) == (0, "valid")


@pytest.mark.parametrize("asked", [("verify", "PIP20250000078"), ("serve",)])
def test_a_folder_of_no_demonstration_is_named_and_not_made(
    tmp_path: Path, asked: tuple[str, ...]
) -> None:
    answer = run(*asked, "--demo", tmp_path / "nowhere")
    assert (answer.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert "nowhere" in answer.output


def test_a_paper_of_the_year_before_is_superseded_by_the_new_one(demo: Demo) -> None:
    answer = demo.run("verify", papers(demo)[0])
    assert (answer.exit_code, answer.output.startswith("Superseded:")) == (1, True)


def test_a_paper_with_one_bit_flipped_is_altered(demo: Demo, tmp_path: Path) -> None:
    content = bytearray(papers(demo)[-1].read_bytes())
    content[len(content) // 2] ^= 1
    altered = tmp_path / "altered.pdf"
    altered.write_bytes(content)
    answer = demo.run("verify", altered, "--json")
    assert (answer.exit_code, json.loads(answer.output)["verdict"]) == (1, "altered")


def test_a_paper_of_another_authority_is_not_ours(demo: Demo, tmp_path: Path) -> None:
    environment = demo.environment() | {"REGISTRY_DEVELOPMENT_AUTHORITY": str(tmp_path / "other")}
    answer = CliRunner().invoke(main, ["verify", str(papers(demo)[-1]), "--json"], env=environment)
    assert (answer.exit_code, json.loads(answer.output)["verdict"]) == (1, "not_ours")


def test_the_accounts_that_are_told_can_sign_in(demo: Demo) -> None:
    lines = (demo.out / "accounts.txt").read_text("utf-8").splitlines()
    assert len(lines) == 4 + 13 + 1
    with create_app(demo_folder.settings(demo.out)).app_context():
        for line in lines[:5]:
            email, password = line.split("\t")[:2]
            account = find_user(email)
            assert account is not None
            assert verify_password(account.password, password)


def test_the_story_ends_with_where_everything_lies_and_how_to_sign_in(demo: Demo) -> None:
    end = demo.told[demo.told.index("Everything lies in") :]
    for word in ("certificates/", "findings.json", "totals.json", "rejected.csv", PASSWORD):
        assert word in end


def test_run_twice_it_begins_anew_and_says_the_same(tmp_path: Path) -> None:
    source, out = tmp_path / "source", tmp_path / "out"
    source.mkdir()
    Draft().write(source)
    first = run("demo", source, "--out", out, "--json")
    second = run("demo", source, "--out", out, "--json")
    assert first.exit_code == second.exit_code == 0
    assert json.loads(first.stdout) == json.loads(second.stdout)


def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "certificates").mkdir()
    (tmp_path / "letter.txt").write_text("mine")
    answer = run("demo", "--out", tmp_path)
    assert answer.exit_code == 1
    assert "letter.txt" in answer.output
    assert (tmp_path / "letter.txt").read_text() == "mine"


def test_a_folder_that_only_looks_like_a_demonstration_is_refused(tmp_path: Path) -> None:
    (tmp_path / "certificates").mkdir()
    (tmp_path / "certificates" / "mine.pdf").write_text("mine")
    assert run("demo", "--out", tmp_path).exit_code == 1
    assert (tmp_path / "certificates" / "mine.pdf").read_text() == "mine"


def test_a_package_may_be_of_workbooks_and_csv_files_mixed(tmp_path: Path) -> None:
    files = Draft().write(tmp_path)
    workbook = files.patents.with_suffix(".xlsx")
    files.patents.rename(workbook)
    assert package_files(tmp_path) == replace(files, patents=workbook)


def test_a_folder_without_a_package_is_refused_naming_what_is_missing(tmp_path: Path) -> None:
    Draft().write(tmp_path)
    (tmp_path / "patents.csv").unlink()
    answer = run("demo", tmp_path, "--out", tmp_path / "out")
    assert answer.exit_code == 1
    assert "lacks patents.csv (CSV or XLSX)" in answer.output
    assert not (tmp_path / "out").exists()
