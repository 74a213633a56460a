"""Which source a file is, by what is in it; its name says nothing."""

from datetime import date
from pathlib import Path

from registry.money import N_
from registry.patents.sources import Collection, Progress, SourceUnavailable, opened
from registry.patents.sources.cnipa_fulltext import ROOTS as FULL_TEXTS
from registry.patents.sources.cnipa_fulltext import CnipaFullText
from registry.patents.sources.st96 import ROOT as LEGAL_STATUS
from registry.patents.sources.st96 import St96File
from registry.patents.sources.st96_publication import ROOT as PUBLICATION
from registry.patents.sources.st96_publication import St96Publication
from registry.patents.sources.table import TableFile
from registry.patents.sources.xml_stream import root_of

_BEFORE_XML = b"\xef\xbb\xbf\xfe\xff\x00 \t\r\n"

NO_FORMAT = N_(
    "{file} begins with {name}; what is read is WIPO ST.96 legal status data or publications, and "
    "the office's full text."
)


def collection_of(
    path: Path, *, as_of: date | None = None, on_progress: Progress | None = None
) -> Collection:
    """The source that a file is; a folder is one of full texts.

    ``as_of`` is the day for which a table or legal status data speak, if they state none. Raises
    SourceUnavailable for a file that cannot be opened, and for XML of another sort.
    """
    if path.is_dir():
        return CnipaFullText(path, on_progress=on_progress)
    with opened(path) as stream:
        is_xml = stream.read(64).lstrip(_BEFORE_XML).startswith(b"<")
        stream.seek(0)
        root = root_of(stream, path.name) if is_xml else None
    if root is None:
        return TableFile(path, as_of=as_of)
    if root == LEGAL_STATUS:
        return St96File(path, as_of=as_of, on_progress=on_progress)
    if root == PUBLICATION:
        return St96Publication(path, on_progress=on_progress)
    if root in FULL_TEXTS:
        return CnipaFullText(path, on_progress=on_progress)
    raise SourceUnavailable(NO_FORMAT, file=path.name, name=root.rpartition("}")[2])
