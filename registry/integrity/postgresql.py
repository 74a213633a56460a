"""PostgreSQL, checked, and backed up and restored with its own programs."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, text

from registry.errors import NotReady
from registry.extensions import db

# Bits of a trigger: 2 before, 8 DELETE, 16 UPDATE, 32 TRUNCATE.
_GUARDS = """
    SELECT c.relname FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid
    JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE t.tgname IN (c.relname || '_append_only', c.relname || '_no_truncate')
      AND t.tgenabled IN ('O', 'A')
      AND p.prosrc LIKE '%RAISE EXCEPTION%' AND t.tgtype & 2 = 2
    GROUP BY c.relname HAVING bit_or(t.tgtype) & 56 = 56
"""


class Postgresql:
    """A server, and its programs pg_dump and pg_restore on this machine."""

    name = "postgresql"
    dump_name = "database.dump"

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A transaction that reads one moment and cannot write."""
        with db.engine.connect() as connection:
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
            yield connection

    def damage(self, connection: Connection) -> list[str]:
        """Nothing: the server keeps checksums and constraints itself, and has no check to ask."""
        return []

    def guarded(self, connection: Connection) -> set[str]:
        """Tables with working triggers before UPDATE, DELETE and TRUNCATE."""
        return {row.relname for row in connection.execute(text(_GUARDS))}

    def dump(self, to: Path) -> None:
        """In pg_dump's own format, of one snapshot."""
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={to}")

    def load(self, dump: Path) -> None:
        """In one transaction, ended at the first error."""
        _run(
            "pg_restore",
            "--exit-on-error",
            "--single-transaction",
            "--no-owner",
            "--no-privileges",
            f"--dbname={_address()}",
            str(dump),
        )


def _run(program: str, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise NotReady(
            "The program {program} is not on this machine; install PostgreSQL's client programs.",
            program=program,
        )
    # The password goes by the environment, where other users of the machine do not see it.
    password = db.engine.url.password
    environment = {"PATH": os.defpath} | ({"PGPASSWORD": str(password)} if password else {})
    target = [] if program == "pg_restore" else [f"--dbname={_address()}"]
    done = subprocess.run(
        [found, *target, *arguments], env=environment, capture_output=True, text=True
    )
    if done.returncode != 0:
        raise NotReady("{program} failed: {said}", program=program, said=done.stderr.strip())


def _address() -> str:
    url = db.engine.url.set(drivername="postgresql", password=None)
    return url.render_as_string(hide_password=False)
