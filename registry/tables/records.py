"""From the text of a CSV file to its records."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from registry.money import N_
from registry.tables.problems import FileProblem

UNCLOSED_QUOTE = N_(
    "{file}: the quotation mark opened in line {line} is never closed; the file is truncated, or "
    "the mark is one too many."
)
BAD_QUOTES = N_(
    "{file}: the quotation marks in line {line} do not fit; write one inside a value twice."
)


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one line. ``faults`` says of single cells (by place) why they cannot be taken:
    templates of the problem and of what would be right. ``may_be_short``: a workbook does not
    keep empty cells at the end of a row, so their absence says nothing."""

    line: int
    cells: list[str]
    faults: dict[int, tuple[str, str]] = field(default_factory=dict)
    may_be_short: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether no cell holds anything."""
        return not any(cell.strip() for cell in self.cells) and not self.faults


def csv_records(text: Iterable[str], file: str, *, before: int = 0) -> Iterator[Record]:
    """The records of the lines of a text, each with the line on which it begins; FileProblem where
    they break off. ``before`` lines stand before the first of them in the file."""
    reader = csv.reader(text, strict=True)
    while True:
        first_line = before + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            broken_off = "end of data" in str(error) or "limit" in str(error)
            problem = UNCLOSED_QUOTE if broken_off else BAD_QUOTES
            raise FileProblem(problem, file=file, line=first_line) from error
        yield Record(first_line, cells)
