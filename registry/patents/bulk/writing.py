"""The near end of the process that stores rows (``writer``): sends them, and learns the outcome."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn, Self

import pyarrow as pa
from sqlalchemy import URL

from registry.audit.chain import content_of, hash_of
from registry.errors import Conflict, NotReady
from registry.money import N_
from registry.patents.bulk.rows import ROWS
from registry.patents.bulk.writer import CLASH, READY, STORED
from registry.patents.sources import Fetch
from registry.permissions import Actor

_ROOT = Path(__file__).parents[3]
_MOST_SAID = 500
# Of ROWS, what is stored.
SENT = frozenset(ROWS.names) - {"place", "key", "has_several"}

MEANWHILE = N_(
    "Somebody recorded some of these patents while the file was read; nothing of it is stored. "
    "Import it again."
)
NOT_STORED = N_("The database did not take the rows; nothing of the file is stored. ({why})")


class Storing:
    """One transaction in the other process: it stands once ``finish`` has returned.

    Leaving it before that undoes everything. On SQLite nobody else writes meanwhile.
    """

    def __init__(self, url: URL, fetch: Fetch, recorded_at: datetime) -> None:
        self._is_sqlite = url.get_backend_name() == "sqlite"
        self._address = _address(url)
        self._recorded_at = recorded_at
        # As long as the register has room for, as ``storing`` has it.
        told = {"source": fetch.source[:200], "document": fetch.document[:200]}
        told |= {"sha256": fetch.sha256}
        moments = {"fetched_at": fetch.at, "recorded_at": recorded_at}
        self._schema = self._sent().with_metadata(
            told | {name: _written(moment) for name, moment in moments.items()}
        )

    def __enter__(self) -> Self:
        """Begin; on SQLite, wait until nobody else writes. Raises NotReady."""
        self._said = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "registry.patents.bulk.writer"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            cwd=_ROOT,
            env={},
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._given, self._answers = self._process.stdin, self._process.stdout
        self._given.write(self._address.encode() + b"\n")
        self._given.flush()
        if self._answers.readline() != READY:
            self._fail()
        self._rows = pa.ipc.new_stream(self._given, self._schema)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """The process ends by itself once its input does."""
        with suppress(BrokenPipeError):
            self._given.close()
        self._process.wait()
        self._answers.close()
        self._said.close()

    @property
    def process_id(self) -> int:
        """Of the other process."""
        return self._process.pid

    def send(self, rows: pa.Table, patent_ids: pa.Array) -> None:
        """Rows as in ``rows.ROWS``; ``patent_ids`` has those of known patents, null for new ones."""
        sent = rows.append_column("patent_id", patent_ids).select(self._schema.names)
        try:
            self._rows.write_table(sent.cast(self._schema))
        except BrokenPipeError:
            self._fail()

    def finish(self, actor: Actor, verb: str, details: Mapping[str, object]) -> None:
        """Have it all stored, with the entry of the trail. Raises Conflict or NotReady."""
        try:
            self._rows.close()
            self._given.flush()
        except BrokenPipeError:
            self._fail()
        place = self._answers.readline()
        if not place:
            self._fail()
        entry = self._entry(actor, verb, details, json.loads(place))
        try:
            with pa.ipc.new_stream(self._given, pa.table(entry).schema) as trail:
                trail.write_table(pa.table(entry))
            self._given.flush()
        except BrokenPipeError:
            self._fail()
        if self._answers.readline() != STORED:
            self._fail()

    def _entry(
        self, actor: Actor, verb: str, details: Mapping[str, object], place: Mapping[str, Any]
    ) -> dict[str, object]:
        """The columns of the trail's entry and of its place, which the other process holds."""
        about = {"verb": verb, "subject_type": "patent_fetch", "subject_id": place["subject_id"]}
        content = content_of(
            at=self._recorded_at,
            actor_id=actor.user_id,
            actor_name=actor.name,
            details=details,
            **about,
        )
        order = place["sequence"], place["previous"]
        return {name: [value] for name, value in about.items()} | {
            "id": [place["entry_id"]],
            "actor_id": pa.array([actor.user_id], pa.int64()),
            "actor_name": [actor.name],
            "details": [json.dumps(details)],
            "sequence": [place["sequence"]],
            "sha256": [hash_of(content, place["entry_id"], *order)],
        }

    def _fail(self) -> NoReturn:
        """Say why the other process gave up."""
        with suppress(BrokenPipeError):
            self._given.close()
        if self._process.wait() == CLASH:
            raise Conflict(MEANWHILE)
        self._said.seek(0)
        why = " ".join(self._said.read().decode("utf-8", "replace").split())
        raise NotReady(NOT_STORED, why=why[-_MOST_SAID:])

    def _sent(self) -> pa.Schema:
        """What the other process gets: SQLite keeps days as text."""
        day = pa.string() if self._is_sqlite else pa.date32()
        stated = [
            field.with_type(day) if field.type == pa.date32() else field
            for field in ROWS
            if field.name in SENT
        ]
        return pa.schema([*stated, pa.field("patent_id", pa.int64())])


def _address(url: URL) -> str:
    """As ``writer`` takes it: what libpq understands, or a file."""
    if url.get_backend_name() == "sqlite":
        return f"sqlite:///{url.database}"
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _written(moment: datetime) -> str:
    """In UTC, as both databases read it."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
