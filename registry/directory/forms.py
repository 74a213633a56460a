"""What visitors ask for, read from the address or the upload."""

from collections.abc import Iterator, Mapping

from werkzeug.datastructures import FileStorage

from registry.directory.queries import Criteria, Standing
from registry.errors import BadInput, FieldProblem
from registry.money import N_

LONGEST_SEARCH = 100

NO_FILE = N_("No file was chosen.")
CHOOSE_FILE = N_("Choose the PDF file of the certificate.")
EMPTY_FILE = N_("The file is empty.")


def criteria(arguments: Mapping[str, str]) -> Criteria:
    """The criteria of a search; BadInput names each that cannot be taken."""
    text = arguments.get("q", "").strip()
    standing, year = arguments.get("standing", ""), arguments.get("round", "")
    problems = [*_of_text(text), *_of_standing(standing), *_of_year(year)]
    if problems:
        raise BadInput(problems)
    return Criteria(text, Standing(standing) if standing else None, int(year) if year else None)


def _of_text(text: str) -> Iterator[FieldProblem]:
    if len(text) > LONGEST_SEARCH or not text.isprintable():
        given = text[:LONGEST_SEARCH]
        yield FieldProblem(
            "q", given, "This cannot be searched for.", "Write up to 100 visible characters."
        )


def _of_standing(standing: str) -> Iterator[FieldProblem]:
    if standing and standing not in list(Standing):
        yield FieldProblem(
            "standing",
            standing[:LONGEST_SEARCH],
            "There is no such standing.",
            "Write registered or certified, or leave it empty.",
        )


def _of_year(year: str) -> Iterator[FieldProblem]:
    if year and not (year.isascii() and year.isdigit() and len(year) == 4):
        yield FieldProblem(
            "round", year[:LONGEST_SEARCH], "This is not a year.", "Write four digits."
        )


def list_number(arguments: Mapping[str, str]) -> int:
    """``list`` of the address, from 1, which it is when absent; BadInput for anything else."""
    given = arguments.get("list", "1")
    if given.isascii() and given.isdigit() and len(given) <= 6 and int(given) >= 1:
        return int(given)
    problem = N_("There is no status list of this number.")
    raise BadInput([FieldProblem("list", given[:40], problem, N_("Write a whole number from 1."))])


def uploaded(file: FileStorage | None) -> bytes:
    """The bytes of an uploaded file; BadInput when there is none or it is empty."""
    if file is None or not file.filename:
        raise BadInput([FieldProblem("file", "", NO_FILE, CHOOSE_FILE)])
    content = file.stream.read()
    if not content:
        raise BadInput([FieldProblem("file", file.filename[:100], EMPTY_FILE, CHOOSE_FILE)])
    return content
