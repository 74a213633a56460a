"""The files in the store are those of the papers, bit for bit."""

import re
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from registry.config import setting
from registry.integrity.invariant import N_
from registry.integrity.reading import AnyRow, Snapshot, sha256
from registry.integrity.report import Findings

SAYS = N_("Each paper has its file, which has the stated hash and carries the payload.")

_PAPERS = "SELECT id, number, pdf_sha256, payload FROM paper ORDER BY id"
_KNOWN = "SELECT pdf_sha256 FROM paper WHERE pdf_sha256 IN :hashes"
_ATTACHED = "SELECT sha256 FROM document WHERE sha256 IN :hashes"
# By the ending of the file; ``documents`` looks at the documents themselves.
_NAMED = {".pdf": _KNOWN, ".document": _ATTACHED}
_STREAM = re.compile(rb"stream\r?\n")
# File names that are looked up at once.
AT_ONCE = 500


def check(snapshot: Snapshot, findings: Findings) -> None:
    """Each paper's file, then each file that no paper names."""
    store = Path(setting("STORE"))
    for row in snapshot.rows(_PAPERS):
        findings.rows += 1
        if row.pdf_sha256 is None:
            findings.notice(
                "paper", row.id, "The paper of {number} is not made yet.", number=row.number
            )
        else:
            _check_paper(row, store, findings)
    files = _files(store)
    while batch := list(islice(files, AT_ONCE)):
        _check_unknown(snapshot, batch, findings)


def _check_paper(row: AnyRow, store: Path, findings: Findings) -> None:
    path = store / row.pdf_sha256[:2] / f"{row.pdf_sha256}.pdf"
    if not path.is_file():
        findings.fault("paper", row.id, "Its file {path} is not there.", path=path)
        return
    content = path.read_bytes()
    if sha256(content) != row.pdf_sha256:
        findings.fault("paper", row.id, "Its file {path} has been changed.", path=path)
    elif not carries(content, row.payload):
        findings.fault("paper", row.id, "Its file {path} says other things.", path=path)


def carries(paper: bytes, payload: bytes) -> bool:
    """Whether one of the streams of the PDF is the payload, as it is or deflated."""
    return any(
        _inflated(paper, place.end(), len(payload)) == payload
        or paper.startswith(payload, place.end())
        for place in _STREAM.finditer(paper)
    )


def _inflated(paper: bytes, start: int, length: int) -> bytes:
    """The beginning of a stream's content; one byte more than is asked for tells a longer one."""
    try:
        return zlib.decompressobj().decompress(paper[start:], length + 1)
    except zlib.error:
        return b""


def _files(store: Path) -> Iterator[Path]:
    return (path for path in store.rglob("*") if path.is_file())


def _check_unknown(snapshot: Snapshot, batch: list[Path], findings: Findings) -> None:
    known: set[tuple[str, str]] = set()
    for ending, query in _NAMED.items():
        names = [path.stem for path in batch if path.suffix == ending]
        found = snapshot.rows(query, hashes=names) if names else ()
        known |= {(row[0], ending) for row in found}
    for path in batch:
        if (path.stem, path.suffix) in known:
            continue
        if path.suffix in _NAMED and sha256(path.read_bytes()) != path.stem:
            findings.fault("", path, "This file of the store is not what its name says.")
        else:
            findings.notice("", path, "No paper names this file of the store.")
