"""The four files as one package: every row read, rows held against each other, nothing stored.

A row is either in the package or in its problems; there is no third place.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Generic, TypeVar, cast

from registry.errors import FieldProblem
from registry.filing.columns import COLUMNS, OPTIONAL, File
from registry.filing.problems import RowProblem
from registry.filing.readers import Known
from registry.filing.schemas import (
    SCHEMAS,
    AnyRow,
    ApplicationRow,
    EnterpriseRow,
    LinkRow,
    PatentRow,
    read_row,
)
from registry.money import N_
from registry.patents.numbers import PatentNumber, parse
from registry.patents.sources import Fetch, fetch_of_file
from registry.tables.table import Table, read_table

# What one certificate has room for.
MOST_LINKS = 60

REPEATED = N_("Line {first} says the same: {what}.")
REPEATED_EXPECTED = N_("Keep one of the two lines.")
NO_APPLICATION = N_("There is no application of this product and round in {file}.")
NO_APPLICATION_EXPECTED = N_("Write enterprise, product and round as they stand there.")
WITH_APPLICATION = N_(
    "The application that it belongs to is not stored; see line {line} of {file}."
)
BAD_LINK = N_("The application is not stored, because line {line} of {file} cannot be taken.")
BAD_LINK_EXPECTED = N_("Correct that line, or remove it if the patent is not claimed.")
TOO_MANY_LINKS = N_("The application claims {count} patents.")
TOO_MANY_LINKS_EXPECTED = N_("Claim the {most} that the product rests on, at most.")

Key = tuple[str, str, str]
R = TypeVar("R", bound=AnyRow)


@dataclass(frozen=True, slots=True)
class PackageFiles:
    """Where the four files lie; CSV or XLSX, each for itself."""

    enterprises: Path
    patents: Path
    applications: Path
    links: Path

    def of(self, file: File) -> Path:
        """The path of one of them."""
        paths = (self.enterprises, self.patents, self.applications, self.links)
        return dict(zip(File, paths, strict=True))[file]


@dataclass(frozen=True, slots=True)
class Line(Generic[R]):
    """A row that was read, and where it stands."""

    number: int
    row: R


@dataclass(frozen=True, slots=True)
class Filing:
    """An application with its links: stored together or not at all."""

    line: int
    row: ApplicationRow
    links: tuple[Line[LinkRow], ...] = ()


@dataclass(frozen=True, slots=True)
class Package:
    """What can be stored, and what cannot. ``names`` are the files' own names; the fetch is the
    look into the file of patents."""

    names: dict[File, str]
    patents_fetch: Fetch = field(compare=False)
    enterprises: tuple[Line[EnterpriseRow], ...] = ()
    patents: tuple[Line[PatentRow], ...] = ()
    filings: tuple[Filing, ...] = ()
    problems: tuple[RowProblem, ...] = ()
    # Headings that nothing asks for, by file's name.
    ignored: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many enterprises, statements on patents and applications can be stored."""
        return len(self.enterprises) + len(self.patents) + len(self.filings)

    @property
    def rounds(self) -> list[int]:
        """The rounds that are filed for, in order."""
        return sorted({filing.row.round for filing in self.filings})

    def of_round(self, year: int | None, *, after: date, until: date) -> "Package":
        """The applications of a round (None: of no round), with what was stated of patents after a
        day, until a day; the enterprises come with the first of the rounds."""
        return replace(
            self,
            enterprises=self.enterprises if after == date.min else (),
            patents=tuple(p for p in self.patents if after < p.row.status_as_of <= until),
            filings=tuple(f for f in self.filings if f.row.round == year),
            problems=(),
        )

    def in_order(self, problems: Iterable[RowProblem]) -> tuple[RowProblem, ...]:
        """Problems by file and line."""
        files = list(self.names.values())
        return tuple(sorted(problems, key=lambda p: (files.index(p.file), p.line)))

    def refused_with(self, filing: Filing, problem: FieldProblem) -> Iterator[RowProblem]:
        """An application that cannot be stored, and all its links with it."""
        yield RowProblem(self.names[File.APPLICATIONS], filing.line, problem)
        for link in filing.links:
            yield RowProblem(self.names[File.LINKS], link.number, self._gone_with(filing.line))

    def _gone_with(self, line: int) -> FieldProblem:
        values = {"line": str(line), "file": self.names[File.APPLICATIONS]}
        return FieldProblem("", "", WITH_APPLICATION, "", values)


def read_package(files: PackageFiles, known: Known) -> Package:
    """Read the four files. Raises FileProblem for one that cannot be read at all."""
    tables = {file: read_table(files.of(file), COLUMNS[file], OPTIONAL) for file in File}
    fetch = fetch_of_file(File.PATENTS.value, files.patents)
    return _Reading(tables, fetch, known).package()


@dataclass(slots=True)
class _Reading:
    """The rows of each file, sorted into good ones and problems."""

    tables: dict[File, Table]
    fetch: Fetch
    known: Known
    problems: list[RowProblem] = field(default_factory=list)
    # Application → the line of the first of its rows that cannot be taken.
    refused: dict[Key, int] = field(default_factory=dict)
    bad_links: dict[Key, int] = field(default_factory=dict)

    def package(self) -> Package:
        """All that can be stored, and all problems."""
        names = {file: table.file for file, table in self.tables.items()}
        enterprises = self._rows(File.ENTERPRISES, EnterpriseRow, lambda row: row.credit_code)
        patents = self._rows(File.PATENTS, PatentRow, patent_key)
        applications = self._rows(File.APPLICATIONS, ApplicationRow, _key, self.refused)
        links = self._rows(File.LINKS, LinkRow, _link_key, self.bad_links)
        package = Package(
            names,
            self.fetch,
            tuple(enterprises),
            tuple(patents),
            ignored={table.file: table.unknown for table in self.tables.values() if table.unknown},
        )
        filings = tuple(self._filings(package, applications, links))
        return replace(package, filings=filings, problems=package.in_order(self.problems))

    def _rows(
        self,
        file: File,
        row_type: type[R],
        key_of: Callable[[R], object],
        spoiled: dict[Key, int] | None = None,
    ) -> Iterable[Line[R]]:
        """The good rows of a file, of several with one key the first. ``spoiled`` collects the
        applications that the others belong to."""
        schema, table = SCHEMAS[file](self.known), self.tables[file]
        first: dict[object, int] = {}
        good: list[Line[R]] = []
        for row in table.rows:
            read = row.problems or read_row(schema, row.values)
            if isinstance(read, list):
                self._refuse(file, row.line, read)
                _spoil(spoiled, row.values, row.line)
                continue
            key = key_of(cast(R, read))
            if key in first:
                self._refuse(file, row.line, [_repeated(first[key], row.values)])
                if file is File.LINKS:
                    _spoil(spoiled, row.values, row.line)
                continue
            first[key] = row.line
            good.append(Line(row.line, cast(R, read)))
        return good

    def _refuse(self, file: File, line: int, problems: Iterable[FieldProblem]) -> None:
        name = self.tables[file].file
        self.problems.extend(RowProblem(name, line, problem) for problem in problems)

    def _filings(
        self,
        package: Package,
        applications: Iterable[Line[ApplicationRow]],
        links: Iterable[Line[LinkRow]],
    ) -> Iterator[Filing]:
        by_application: dict[Key, list[Line[LinkRow]]] = {}
        for link in links:
            by_application.setdefault(_key(link.row), []).append(link)
        self._spoil_likely(applications, by_application)
        for line in applications:
            key = _key(line.row)
            filing = Filing(line.number, line.row, tuple(by_application.pop(key, ())))
            problem = self._problem_of(filing, key)
            if problem is None:
                yield filing
            else:
                self.problems.extend(package.refused_with(filing, problem))
        for key, without in by_application.items():
            self._refuse_links(package, key, without)

    def _spoil_likely(
        self,
        applications: Iterable[Line[ApplicationRow]],
        by_application: dict[Key, list[Line[LinkRow]]],
    ) -> None:
        """A link that names no application, but a product with the right enterprise or round, is
        most likely a slip of the pen: without it that application would lose a patent."""
        keys = {_key(line.row) for line in applications}
        lost = {key: links[0].number for key, links in by_application.items()} | self.bad_links
        by_name: dict[str, list[Key]] = {}
        for key in keys:
            by_name.setdefault(key[1], []).append(key)
        for (code, name, year), number in lost.items():
            if (code, name, year) not in keys:
                for key in by_name.get(name, ()):
                    if code == key[0] or year == key[2]:
                        self.bad_links.setdefault(key, number)

    def _problem_of(self, filing: Filing, key: Key) -> FieldProblem | None:
        """Why an application cannot be stored because of its links, if so."""
        bad, count = self.bad_links.get(key), len(filing.links)
        if bad is not None:
            values = {"line": str(bad), "file": self.tables[File.LINKS].file}
            given = filing.row.product_name
            return FieldProblem("product_name", given, BAD_LINK, BAD_LINK_EXPECTED, values)
        if count > MOST_LINKS:
            values = {"count": str(count), "most": str(MOST_LINKS)}
            given = filing.row.product_name
            return FieldProblem(
                "product_name", given, TOO_MANY_LINKS, TOO_MANY_LINKS_EXPECTED, values
            )
        return None

    def _refuse_links(self, package: Package, key: Key, links: Iterable[Line[LinkRow]]) -> None:
        file, line = self.tables[File.APPLICATIONS].file, self.refused.get(key)
        for link in links:
            problem = FieldProblem(
                "product_name",
                link.row.product_name,
                NO_APPLICATION if line is None else WITH_APPLICATION,
                NO_APPLICATION_EXPECTED if line is None else "",
                {"file": file} if line is None else {"file": file, "line": str(line)},
            )
            self._refuse(File.LINKS, link.number, [problem])


def _spoil(spoiled: dict[Key, int] | None, values: dict[str, str], line: int) -> None:
    if spoiled is not None:
        name = unicodedata.normalize("NFC", values["product_name"])
        spoiled.setdefault((values["credit_code"], name, values["round"]), line)


def _key(row: ApplicationRow | LinkRow) -> Key:
    return row.credit_code, row.product_name, str(row.round)


def patent_key(row: PatentRow) -> tuple[str, str, date]:
    """Of one patent there may be several rows: what was said of it as of several days."""
    return row.number.office, row.number.canonical, row.status_as_of


def _link_key(row: LinkRow) -> tuple[Key, object]:
    reading = parse(row.number)
    if isinstance(reading, PatentNumber):
        return _key(row), (reading.office, reading.canonical)
    return _key(row), row.number


def _repeated(first: int, values: dict[str, str]) -> FieldProblem:
    what = ", ".join(
        values[name]
        for name in ("credit_code", "product_name", "round", "number", "status_as_of")
        if values.get(name)
    )
    field_name = next(iter(values))
    given = values[field_name]
    told = {"first": str(first), "what": what}
    return FieldProblem(field_name, given, REPEATED, REPEATED_EXPECTED, told)
