"""Whatever is handed in: either a table, or one FileProblem; never another error, never half a row."""

import csv
import io
import tempfile
from pathlib import Path

from filing_packages import KNOWN, Draft, files_of
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.filing.columns import COLUMNS, File
from registry.filing.package import read_package
from registry.filing.schemas import SCHEMAS, AnyRow, read_row
from registry.tables.problems import FileProblem
from registry.tables.table import read_table

HEADER = ",".join(COLUMNS[File.LINKS]).encode()
VALUES = (
    st.text(max_size=40)
    | st.sampled_from(["", "yes", "2025", "91370100MAEXD00016", "0301", "2024-02-29", "1e5"])
    | st.from_regex(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}", fullmatch=True)
    | st.from_regex(r"-?[0-9,]{1,12}\.?[0-9]{0,3}%?", fullmatch=True)
    | st.from_regex(r"(CN|ZL)?20[0-9]{2}[1-39][0-9]{7}\.?[0-9X]", fullmatch=True)
)


@settings(max_examples=300, deadline=None)
@given(
    content=st.binary(max_size=300)
    | st.binary(max_size=200).map(lambda tail: HEADER + b"\n" + tail)
    | st.text(max_size=200).map(lambda tail: HEADER + b"\n" + tail.encode("utf-8", "replace"))
    | st.binary(max_size=200).map(lambda tail: b"PK\x03\x04" + tail)
)
def test_any_bytes_are_a_table_or_a_file_problem(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "patent_links.csv"
        path.write_bytes(content)
        try:
            table = read_table(path, COLUMNS[File.LINKS])
        except FileProblem as problem:
            assert "patent_links.csv" in str(problem)
            return
    assert table.rows
    assert all(set(row.values) == set(COLUMNS[File.LINKS]) for row in table.rows)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_row_is_read_or_every_problem_names_its_field(data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(File))
    values = {column: data.draw(VALUES).strip() for column in COLUMNS[file]}
    read = read_row(SCHEMAS[file](KNOWN), values)
    if isinstance(read, AnyRow):
        return
    assert read
    for problem in read:
        assert problem.field in values
        assert problem.text()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_of_any_package_every_row_is_taken_or_told(data: st.DataObject) -> None:
    draft = Draft()
    for file in File:
        for _ in range(data.draw(st.integers(0, 3))):
            column = data.draw(st.sampled_from(list(COLUMNS[file])))
            draft.add(file, **{column: data.draw(VALUES)})
    with tempfile.TemporaryDirectory() as folder:
        files = draft.write(Path(folder))
        try:
            package = read_package(files, KNOWN)
        except FileProblem:
            return
        lines = {
            file.value: [row.line for row in read_table(files.of(file), COLUMNS[file]).rows]
            for file in File
        }
    told = {(problem.file, problem.line) for problem in package.problems}
    taken = {(File.ENTERPRISES.value, line.number) for line in package.enterprises}
    taken |= {(File.PATENTS.value, line.number) for line in package.patents}
    taken |= {(File.APPLICATIONS.value, filing.line) for filing in package.filings}
    taken |= {(File.LINKS.value, k.number) for filing in package.filings for k in filing.links}
    assert told | taken == {(name, line) for name, found in lines.items() for line in found}
    assert not told & taken


@settings(max_examples=100, deadline=None)
@given(cut=st.integers(1, 400))
def test_a_file_cut_anywhere_is_refused_or_its_last_row_is_told(cut: int) -> None:
    """What is lost may be whole rows, which nobody can know, but never a part of one."""
    with tempfile.TemporaryDirectory() as folder:
        files = Draft().write(Path(folder))
        whole = files.applications.read_bytes()
        files.applications.write_bytes(whole[:cut])
        try:
            package = read_package(files_of(Path(folder)), KNOWN)
        except FileProblem:
            return
    told = [problem for problem in package.problems if problem.file == "applications.csv"]
    (row,) = csv.reader(io.StringIO(whole.decode().splitlines()[1]))
    complete = [filing.row.certification for filing in package.filings] == [row[-1] == "yes"]
    assert bool(told) != complete
