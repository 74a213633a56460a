"""Every field of every file, given wrongly: the answer names file, line, field, the value as given,
what is wrong and what would be right."""

from pathlib import Path

import pytest
from filing_packages import CREDIT_CODE, OTHER_NUMBER, Draft

from registry.filing.columns import COLUMNS, File

E, P, A, L = File

WRONG: list[tuple[File, str, str, str]] = [
    (E, "credit_code", "", "Nothing is given. This column cannot be empty."),
    (E, "credit_code", "91370100MAEXD00017", "They call for 6; compare the code with the"),
    (E, "credit_code", CREDIT_CODE.lower(), f"Write {CREDIT_CODE}."),
    (E, "credit_code", f"{CREDIT_CODE[:8]} {CREDIT_CODE[8:]}", f"Write {CREDIT_CODE}."),
    (E, "credit_code", "９１" + CREDIT_CODE[2:], f"Write {CREDIT_CODE}."),
    (E, "credit_code", "9137010", "no unified social credit code. Write its 18 digits"),
    (E, "name", "", "Nothing is given."),
    (E, "name", "示" * 121, "too long: 121 characters. Write 120 at most."),
    (E, "name", "示例\u202e公司", "does not show (U+202E) at place 3. Remove it."),
    (E, "name", "示例\u0007公司", "does not show (U+0007)"),
    (E, "name", "示例\u200b公司", "does not show (U+200B)"),
    (E, "region_code", "", "Nothing is given."),
    (E, "region_code", "379999", "no region of this code. Write the six digits of GB/T 2260"),
    (E, "region_code", "济南市", "no region of this code"),
    (E, "region_code", "３７０１００", "no region of this code"),
    (E, "size", "", "Nothing is given."),
    (E, "size", "huge", "Write one of large, medium, small, micro, institution."),
    (P, "number", "", "Nothing is given."),
    (P, "number", "ZL202019000001.3", "write ZL202019000001.9."),
    (P, "number", "2.0202E+11", "Set the column to text and enter the number again"),
    (P, "number", "CN112233445A", "a published document. Write the patent's own number"),
    (P, "number", "abc", "There is no patent number in “abc”."),
    (P, "title", "", "Nothing is given."),
    (P, "title", "装" * 401, "Write 400 at most."),
    (P, "patentee", "", "Nothing is given."),
    (P, "patentee", "示" * 501, "Write 500 at most."),
    (P, "filed_on", "2020-02-30", "no such day. Write year, month and day"),
    (P, "filed_on", "2020/3/2", "Write 2020-03-02."),
    (P, "filed_on", "2020年3月2日", "Write 2020-03-02."),
    (P, "filed_on", "20200302", "This is no day."),
    (P, "filed_on", "２０２０-03-02", "This is no day."),
    (P, "filed_on", "2025-09-02", "lies in the future. Write a day up to 2025-09-01."),
    (P, "granted_on", "yesterday", "This is no day."),
    (P, "granted_on", "2020-03-01", "before the filing date. Correct one of the two"),
    (P, "status", "", "Nothing is given."),
    (P, "status", "fine", "Write one of pending, in_force, lapsed"),
    (P, "ended_on", "0000-01-01", "no such day"),
    (P, "ended_on", "2019-01-01", "before the filing date"),
    (P, "ended_on", "2025-08-20", "in force on 2025-08-20, and to have ended before"),
    (P, "status_as_of", "", "Nothing is given."),
    (P, "status_as_of", "2025-09-02", "lies in the future"),
    (P, "status_as_of", "20.08.2025", "This is no day."),
    (A, "credit_code", "x", "no unified social credit code"),
    (A, "product_name", "", "Nothing is given."),
    (A, "product_name", "减" * 121, "Write 120 at most."),
    (A, "model", "M" * 121, "Write 120 at most."),
    (A, "class_code", "", "Nothing is given."),
    (A, "class_code", "301", "Write 0301, in a column that is set to text."),
    (A, "class_code", "03", "no middle class of this code. Write one of the 2 codes"),
    (A, "industry_code", "345", "Write the four digits of GB/T 4754 as text"),
    (A, "industry_code", "３４５１", "Write the four digits of GB/T 4754 as text"),
    (A, "industry_code", "3451", "No table of GB/T 4754 is loaded here."),
    (A, "round", "", "Nothing is given."),
    (A, "round", "2030", "no round of this year. Write one of 2024, 2025."),
    (A, "round", "25", "no round of this year"),
    (A, "output_value", "1.005", "more than two decimals"),
    (A, "output_value", "１２３", "full-width characters"),
    (A, "output_value", "1e6", "with an exponent"),
    (A, "output_value", "NaN", "not an amount in yuan"),
    (A, "output_value", "100000000000001", "larger than the registry accepts"),
    (A, "sales_revenue", "3.1亿", "not an amount in yuan"),
    (A, "sales_revenue", "1_000", "not an amount in yuan"),
    (A, "export_value", "-0", "zero with a minus sign"),
    (A, "export_value", "1,00", "do not part it into groups of three digits"),
    (A, "profit", "+5", "has a plus sign"),
    (A, "certification", "", "Nothing is given."),
    (A, "certification", "maybe", "neither yes nor no. Write yes or no."),
    (L, "credit_code", "x", "no unified social credit code"),
    (L, "product_name", "", "Nothing is given."),
    (L, "product_name", "别的产品", "no application of this product and round in applications.csv"),
    (L, "round", "1999", "no round of this year"),
    (L, "number", "", "Nothing is given."),
    (L, "number", "9" * 101, "Write 100 at most."),
    (L, "number", "ZL2020\u202e19000001.9", "does not show (U+202E)"),
    (L, "core", "perhaps", "neither yes nor no"),
    (L, "basis", "owner", "no such basis. Write one of patentee, licensee, or leave it empty."),
    (L, "contribution", "100.01", "is not between 0 and 100"),
    (L, "contribution", "-1", "is not between 0 and 100"),
    (L, "contribution", "1.005", "more than two decimals"),
    (L, "contribution", "much", "is not a percentage"),
]


@pytest.mark.parametrize(("file", "field", "value", "said"), WRONG)
def test_a_wrong_value_is_answered_with_place_value_fault_and_what_would_be_right(
    tmp_path: Path, file: File, field: str, value: str, said: str
) -> None:
    package = Draft().change(file, **{field: value}).read(tmp_path)
    problem = next(p for p in package.problems if p.problem.field == field)
    assert (problem.file, problem.line) == (file.value, 2)
    assert problem.problem.given in (value, value[:100] + "…")
    assert said in problem.reason()


def test_every_field_of_every_file_has_a_wrong_example() -> None:
    tried = {(file, field) for file, field, _, _ in WRONG}
    assert tried == {(file, field) for file in File for field in COLUMNS[file]}


@pytest.mark.parametrize(
    ("file", "field", "value"),
    [
        (E, "size", "中型"),
        (E, "size", "LARGE"),
        (E, "name", "Å" + "示例"),
        (P, "number", "ＺＬ２０２０１９０００００１．９"),
        (P, "filed_on", ""),
        (P, "granted_on", ""),
        (P, "status", "专利权维持"),
        (P, "status", "unknown"),
        (A, "model", ""),
        (A, "output_value", ""),
        (A, "output_value", "-5"),
        (A, "output_value", "1,234,567.8"),
        (A, "export_value", "99999999999.99"),
        (A, "certification", "否"),
        (L, "core", "TRUE"),
        (L, "basis", "被许可人"),
        (L, "basis", ""),
        (L, "contribution", ""),
        (L, "contribution", "12.5 %"),
        (L, "number", "ZL202019000001.3"),
        (L, "number", "whatever was typed"),
    ],
)
def test_what_can_be_read_is_left_to_the_rules(
    tmp_path: Path, file: File, field: str, value: str
) -> None:
    assert Draft().change(file, **{field: value}).read(tmp_path).problems == ()


def test_names_are_kept_in_the_composed_form(tmp_path: Path) -> None:
    package = Draft().change(E, name="Cafe\u0301示例").read(tmp_path)
    assert package.enterprises[0].row.name == "Caf\u00e9示例"


def test_an_ended_right_says_when_it_ended(tmp_path: Path) -> None:
    package = Draft().change(P, status="lapsed").read(tmp_path)
    (problem,) = package.problems
    assert problem.problem.field == "ended_on"
    assert "Write the first day on which it was no longer in force." in problem.reason()


def test_all_that_is_wrong_with_a_row_is_said_at_once(tmp_path: Path) -> None:
    package = Draft().change(E, name="", region_code="1", size="huge").read(tmp_path)
    assert [p.problem.field for p in package.problems] == ["name", "region_code", "size"]


@pytest.mark.parametrize("file", File)
def test_of_two_rows_that_say_the_same_the_second_is_refused_naming_the_first(
    tmp_path: Path, file: File
) -> None:
    package = Draft().add(file).read(tmp_path)
    first = next(p for p in package.problems if p.file == file.value and p.line == 3)
    assert "Line 2 says the same" in first.reason()


def test_one_patent_may_be_stated_as_of_several_days(tmp_path: Path) -> None:
    package = Draft().add(P, status_as_of="2024-09-20").read(tmp_path)
    assert package.problems == ()
    assert len(package.patents) == 2


def test_two_writings_of_one_number_in_an_application_are_one_patent(tmp_path: Path) -> None:
    package = Draft().add(L, number="CN202019000001.9").read(tmp_path)
    assert "Line 2 says the same" in package.problems[-1].reason()


def test_an_application_one_of_whose_links_is_wrong_is_not_stored_and_says_which(
    tmp_path: Path,
) -> None:
    package = Draft().add(L, number=OTHER_NUMBER, core="?").read(tmp_path)
    assert package.filings == ()
    assert [(p.file, p.line) for p in package.problems] == [
        ("applications.csv", 2),
        ("patent_links.csv", 2),
        ("patent_links.csv", 3),
    ]
    assert "line 3 of patent_links.csv cannot be taken" in package.problems[0].reason()
    assert "see line 2 of applications.csv" in package.problems[1].reason()


@pytest.mark.parametrize(
    "slip",
    [
        {"credit_code": "91370100MAEXD00017"},
        {"credit_code": "91370200MAEXD0002E"},
        {"round": "2024"},
        {"round": "20025"},
    ],
)
def test_a_link_that_misses_its_application_by_a_slip_does_not_leave_it_a_patent_short(
    tmp_path: Path, slip: dict[str, str]
) -> None:
    package = Draft().add(L, number=OTHER_NUMBER, **slip).read(tmp_path)
    assert package.filings == ()
    assert "line 3 of patent_links.csv cannot be taken" in package.problems[0].reason()


def test_an_application_with_more_patents_than_a_certificate_holds_is_refused(
    tmp_path: Path,
) -> None:
    draft = Draft()
    for number in range(60):
        draft.add(L, number=f"typed {number}")
    package = draft.read(tmp_path)
    assert "claims 61 patents. Claim the 60 that the product rests on" in (
        package.problems[0].reason()
    )


def test_every_row_is_either_in_the_package_or_in_its_problems(tmp_path: Path) -> None:
    draft = (
        Draft()
        .add(E, name="")
        .add(P, status="?")
        .add(A, product_name="另一产品", round="x")
        .add(A, product_name="第三产品")
        .add(L, product_name="另一产品")
        .add(L, product_name="第三产品", number=OTHER_NUMBER, core="?")
        .add(L, product_name="没有的产品")
    )
    package = draft.read(tmp_path)
    told = {(p.file, p.line) for p in package.problems}
    taken = (
        {(E.value, line.number) for line in package.enterprises}
        | {(P.value, line.number) for line in package.patents}
        | {(A.value, filing.line) for filing in package.filings}
        | {(L.value, link.number) for filing in package.filings for link in filing.links}
    )
    every = {(f.value, n) for f, rows in draft.rows.items() for n in range(2, len(rows) + 2)}
    assert told | taken == every
    assert told & taken == set()
