"""The files of a release: one line for each form, with its media type and how it is made.

Files are kept in memory by the hash of their content, so that the second reader does not wait.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from flask_babel import LazyString, get_locale
from flask_babel import lazy_gettext as _l

from registry.statistics.outputs import sdmx_csv, sdmx_json
from registry.statistics.outputs.code_lists import code_lists
from registry.statistics.outputs.parquet import release_parquet
from registry.statistics.outputs.plain_json import release_json
from registry.statistics.outputs.publisher import Publisher, publisher
from registry.statistics.outputs.release_xlsx import release_xlsx
from registry.statistics.outputs.table_csv import release_csv
from registry.statistics.releases.content import ReleaseContent

KEPT = 96
"""Files that are kept at once: those of sixteen releases."""


@dataclass(frozen=True, slots=True)
class Form:
    """``name`` is the end of the file's name and of its address, ``title`` is for people."""

    name: str
    media_type: str
    title: LazyString
    make: Callable[[ReleaseContent, Publisher], bytes]


FORMS = (
    Form("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
         _l("Spreadsheet (XLSX)"), release_xlsx),
    Form("csv", "text/csv", _l("Table (CSV)"), lambda content, by: release_csv(content)),
    Form("parquet", "application/vnd.apache.parquet", _l("Columns (Parquet)"),
         lambda content, by: release_parquet(content)),
    Form("json", "application/json", _l("Plain data (JSON)"), release_json),
    Form("sdmx.csv", sdmx_csv.MEDIA_TYPE, _l("Statistical exchange (SDMX-CSV 2.0)"),
         lambda content, by: sdmx_csv.release_sdmx_csv(content, by.agency)),
    Form("sdmx.json", sdmx_json.MEDIA_TYPE, _l("Statistical exchange (SDMX-JSON 2.0)"),
         lambda content, by: sdmx_json.release_sdmx_json(content, by, code_lists())),
)  # fmt: skip
BY_NAME = {form.name: form for form in FORMS}


@dataclass(frozen=True)
class Request:
    """What is asked for; two requests are the same where their files would be."""

    form: Form
    content: ReleaseContent
    by: Publisher
    locale: str

    def _identity(self) -> tuple[object, ...]:
        content = self.content
        seen = content.content_sha256, content.number, content.published_on, content.for_staff
        return (self.form.name, seen, self.by, self.locale)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Request) and self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())


def file_of(form: Form, content: ReleaseContent) -> bytes:
    """The file, from memory where it has been made before."""
    return _made(Request(form, content, publisher(), str(get_locale())))


@lru_cache(maxsize=KEPT)
def _made(request: Request) -> bytes:
    return request.form.make(request.content, request.by)


def file_name(content: ReleaseContent, form: Form) -> str:
    """What the file is called where it is saved: ASCII, the release in it."""
    return f"patent-intensive-products-{content.number or content.id}.{form.name}"
