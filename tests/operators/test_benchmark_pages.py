"""A new set of benchmarks: looked at, with who would change sides, and put in force in one act."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from factories import ApplicationFactory
from factories.applications import application_input
from hypothesis import given, settings
from hypothesis import strategies as st
from snapshots import contents
from sqlalchemy import select

from registry.applications.facts import gather
from registry.applications.models import Application
from registry.audit import AuditEntry
from registry.eligibility.evaluate import evaluate
from registry.eligibility.rule import Answer, Stage
from registry.errors import BadInput
from registry.extensions import db
from registry.integrity.verify import verify
from registry.operators.benchmark_table import COLUMNS, read_set, table_of
from registry.operators.effects import _answers, _by_class, effects
from registry.programme.models import Benchmark, Dimension, ProgrammeVersion, Round
from registry.tables.problems import FileProblem

KEPT = ("benchmark", "programme_version", "audit_entry")
Change = Callable[[dict[str, str]], None]


def standing(year: int = 2025) -> list[Benchmark]:
    db.session.rollback()
    asked = select(Benchmark).where(Benchmark.round_year == year)
    return list(db.session.scalars(asked.order_by(Benchmark.class_code, Benchmark.dimension)))


def table(change: Change = lambda row: None, code: str = "0301") -> str:
    """The set in force with one class changed."""
    names = list(COLUMNS)
    lines = list(csv.reader(io.StringIO(table_of(standing()))))
    rows = [dict(zip(names, line, strict=True)) for line in lines[1:]]
    for row in rows:
        if row["class_code"] == code:
            change(row)
    out = io.StringIO()
    writer = csv.DictWriter(out, names)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def economic(threshold: str) -> Change:
    def change(row: dict[str, str]) -> None:
        if row["dimension"] == "economic_benefit":
            row["threshold"] = threshold

    return change


def sent(browser: Any, change: Change, to: str = "prepare", **others: str) -> Any:
    form = {"table": table(change), "reference": "示例标准", "seen": "0", **others}
    return browser.post(f"/programme/benchmarks/2025/{to}", data=form)


@pytest.fixture
def handed_in(app: Any) -> Application:
    """Eligible by the set in force: 11 million yuan of sales."""
    made: Application = ApplicationFactory(reach="submitted")
    return made


def test_the_set_in_force_is_read_back_as_it_is(app):
    found = read_set(table().encode(), db.session.get_one(Round, 2025))
    assert not found.wrong and len(found.rows) == len(standing())
    assert {row.threshold for row in found.rows} == {row.threshold for row in standing()}


def test_a_set_that_asks_for_more_says_who_is_no_longer_eligible_and_keeps_nothing(
    browser, handed_in
):
    before = contents(*KEPT)
    page = sent(browser, economic("20000000"))
    assert page.status_code == 200
    assert f"/reviews/{handed_in.public_id}" in page.text
    (now, last) = effects(2025, read_set(table(economic("20000000")).encode(), round_2025()).rows)
    assert (now.looked_at, now.met_before, now.met_after) == (1, 1, 0)
    assert [each.public_id for each in now.leaving] == [handed_in.public_id]
    assert (now.coming, last.year, last.looked_at) == ([], 2024, 0)
    assert contents(*KEPT) == before


def round_2025() -> Round:
    return db.session.get_one(Round, 2025)


def test_a_set_that_asks_for_less_says_who_becomes_eligible(browser, app):
    small = application_input(sales_revenue=4_000_000_00)
    made = ApplicationFactory(reach="submitted", given=small)
    (now, _) = effects(2025, read_set(table(economic("3000000")).encode(), round_2025()).rows)
    assert (now.met_before, now.met_after, now.coming_count) == (0, 1, 1)
    assert now.coming[0].public_id == made.public_id
    page = sent(browser, economic("3000000"))
    assert made.public_id in page.text


def test_the_round_before_is_measured_by_the_new_set_too(handed_in):
    a_round = db.session.get_one(Round, 2026)
    new = read_set(table(economic("20000000")).encode(), a_round).rows
    (now, last) = effects(2026, new)
    assert (now.year, now.looked_at) == (2026, 0)
    assert (last.year, last.looked_at, last.leaving_count) == (2025, 1, 1)
    assert last.leaving[0].public_id == handed_in.public_id


def test_the_answers_are_those_of_a_whole_evaluation(app):
    """Also where registration is not met, and where the rules are not those of the day."""
    poor = application_input(product_name="示例贫", sales_revenue=None)
    made = [ApplicationFactory(reach="submitted"), ApplicationFactory(reach="draft", given=poor)]
    old, new = (
        _by_class(read_set(table(economic(each)).encode(), round_2025()).rows)
        for each in ("5000000", "20000000")
    )
    for facts in (gather(each) for each in made):
        whole = tuple(
            evaluate(replace(facts, benchmarks=each["0301"])).answer(Stage.CERTIFICATION)
            for each in (old, new)
        )
        result = evaluate(facts).to_json()
        for stored in (result, result | {"rule_set": "2025-other"}):
            found = _answers(facts.to_json(), stored, old, new)
            assert [each is Answer.MET for each in found] == [each is Answer.MET for each in whole]


def test_drafts_and_who_seeks_no_certification_are_not_looked_at(app):
    ApplicationFactory(reach="draft")
    ApplicationFactory(
        reach="submitted", given=application_input(seeks_certification=False, product_name="另一")
    )
    ApplicationFactory(
        reach="submitted", given=application_input(class_code="0101", product_name="别类")
    )
    (now, _) = effects(2025, read_set(table(economic("20000000")).encode(), round_2025()).rows)
    assert now.looked_at == 0


def test_it_is_put_in_force_in_one_act_with_its_entry_and_its_version(browser, operator):
    def official(row: dict[str, str]) -> None:
        economic("20000000")(row)
        row["is_example"], row["reference"] = "否", "示例标准 附录 A"

    answer = sent(browser, official, "put")
    assert answer.status_code == 303 and answer.location == "/programme/benchmarks/2025"
    changed = [row for row in standing() if row.class_code == "0301"]
    economic_row = next(r for r in changed if r.dimension is Dimension.ECONOMIC_BENEFIT)
    assert (economic_row.threshold, economic_row.is_example) == ("20000000", False)
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).all()[0]
    assert (entry.verb, entry.subject_type, entry.subject_id) == ("set", "benchmarks", 2025)
    assert entry.details["replaced"] == 4 and entry.details["reference"] == "示例标准"
    versions = db.session.scalars(select(ProgrammeVersion)).all()
    assert [each.version for each in versions] == [1, 2]
    assert entry.details["sha256"] == versions[1].sha256
    page = browser.get("/programme/benchmarks/2025").text
    assert operator.name in page and versions[1].sha256[:16] in page
    assert [f for f in verify().faults() if f[0] == "programme"] == []


def test_an_earlier_version_can_be_looked_at_and_says_that_it_is_not_in_force(browser):
    before = next(
        row
        for row in standing()
        if (row.class_code, row.dimension) == ("0301", Dimension.ECONOMIC_BENEFIT)
    )
    old = f"{int(before.threshold):,}"
    sent(browser, economic("123456789"), "put")
    now = browser.get("/programme/benchmarks/2025?version=2").text
    then = browser.get("/programme/benchmarks/2025?version=1").text
    assert "123,456,789" in now and "not in force any more" not in now
    assert "123,456,789" not in then and old in then and "not in force any more" in then


@pytest.mark.parametrize("version", ["3", "0", "-1", "1 ", "x", "9" * 40])
def test_a_version_that_there_is_not_is_not_found(browser, version):
    sent(browser, economic("1"), "put")
    answer = browser.get("/programme/benchmarks/2025", query_string={"version": version})
    assert answer.status_code == 404


def test_a_set_that_was_looked_at_before_another_was_put_in_force_is_refused(browser):
    assert sent(browser, economic("1"), "put").status_code == 303
    before = contents(*KEPT)
    assert sent(browser, economic("2"), "put").status_code == 409
    assert contents(*KEPT) == before
    assert sent(browser, economic("2"), "put", seen="2").status_code == 303


def test_other_rounds_keep_their_benchmarks(browser):
    before = [(row.class_code, row.dimension, row.threshold) for row in standing(2024)]
    sent(browser, economic("20000000"), "put")
    assert [(row.class_code, row.dimension, row.threshold) for row in standing(2024)] == before


@pytest.mark.parametrize(
    ("column", "typed", "field"),
    [
        ("class_code", "9999", "class_code"),
        ("class_code", "01", "class_code"),
        ("dimension", "beauty", "dimension"),
        ("measure", "=cmd", "measure"),
        ("unit", "kg", "unit"),
        ("unit", "yuan", "unit"),
        ("threshold", "0", "threshold"),
        ("threshold", "0.000", "threshold"),
        ("threshold", "-5", "threshold"),
        ("threshold", "1e9", "threshold"),
        ("threshold", "５", "threshold"),
        ("threshold", "NaN", "threshold"),
        ("reference", "", "reference"),
        ("last_checked", "yesterday", "last_checked"),
        ("is_example", "", "is_example"),
        ("is_example", "maybe", "is_example"),
    ],
)
def test_a_wrong_cell_is_named_by_line_and_column_and_nothing_is_put_in_force(
    browser, column, typed, field
):
    def wrong(row: dict[str, str]) -> None:
        if row["dimension"] == "patent_dependence":
            row[column] = typed

    found = read_set(table(wrong).encode(), round_2025())
    assert [{p.field for p in line.problems} for line in found.wrong] == [{field}]
    assert sent(browser, wrong).status_code == 422
    before = contents(*KEPT)
    assert sent(browser, wrong, "put").status_code == 409
    assert contents(*KEPT) == before


def test_two_lines_of_one_dimension_are_refused(app):
    text = table()
    found = read_set((text + text.splitlines()[1] + "\n").encode(), round_2025())
    assert len(found.wrong) == 1 and found.wrong[0].line == len(text.splitlines()) + 1


@pytest.mark.parametrize("reference", ["", "  ", "x" * 500])
def test_a_set_without_a_source_is_refused(browser, reference):
    assert sent(browser, economic("1"), "put", reference=reference).status_code == 422
    assert sent(browser, economic("1"), reference=reference).status_code == 422


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_whatever_is_sent_is_a_set_or_a_clear_answer(content):
    a_round = Round(year=2025, filing_by=date(2025, 9, 15))
    header = ",".join(COLUMNS).encode()
    for each in (content, header + b"\n" + content):
        try:
            found = read_table_only(each, a_round)
        except (FileProblem, BadInput) as error:
            assert error.text()
        else:
            assert all(line.given or line.problems for line in found.lines)


def read_table_only(content: bytes, a_round: Round) -> Any:
    """Without a database: no class is in force there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("registry.operators.benchmark_table.middle_classes", lambda day: ())
        return read_set(content, a_round)
