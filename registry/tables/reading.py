"""From a file to its records, one after the other, whatever its size."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from registry.tables.decoding import encoding_of
from registry.tables.problems import CANNOT_OPEN, NO_FILE, FileProblem
from registry.tables.records import Record, csv_records
from registry.tables.workbooks import is_workbook, workbook_records


def records_of(path: Path) -> Iterator[Record]:
    """The records with anything in them, of a CSV file or of the one sheet of a workbook.

    CSV is read in a stream. Raises FileProblem, at the place where reading breaks off.
    """
    with opened(path) as stream:
        for record in _records(stream, path.name):
            if not record.is_blank:
                yield record


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file, open for reading; FileProblem if that is not possible."""
    try:
        stream = path.open("rb")
    except FileNotFoundError as error:
        raise FileProblem(NO_FILE, file=path) from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise FileProblem(CANNOT_OPEN, file=path, why=why) from error
    with stream:
        yield stream


def _records(stream: BinaryIO, file: str) -> Iterator[Record]:
    if is_workbook(stream):
        return workbook_records(stream, file)
    stream.seek(0)
    encoding = encoding_of(stream, file)
    return csv_records(io.TextIOWrapper(stream, encoding, newline=""), file)
