"""A stranger's file is looked at by a child process, never by this one."""

import subprocess
import sys
from pathlib import Path

from registry.documents.reading import BROKEN, SAVE_ANEW, DocumentError
from registry.errors import NotFound
from registry.money import N_

_ROOT = Path(__file__).parents[2]
_SECONDS = 30
_CHILD = "registry.documents.child"


def read_isolated(content: bytes) -> str:
    """The kind of the file, as ``reading.kind_of`` finds it; DocumentError if it is not taken.

    A file that brings the child down, or keeps it too long, is not taken either.
    """
    answer = _ask(content, "read")
    if answer is None:
        raise DocumentError(BROKEN, SAVE_ANEW, kind="")
    kind, *rest = answer.decode().split("\n")
    if rest:
        values = dict(each.split("=", 1) for each in rest[1:])
        raise DocumentError(kind, rest[0], **values)
    return kind


def preview_isolated(content: bytes, kind: str) -> bytes:
    """A PNG of the first page; NotFound where none can be drawn."""
    answer = _ask(content, "preview", kind)
    if answer is None:
        raise NotFound(N_("No preview can be drawn of this document."))
    return answer


def _ask(content: bytes, *arguments: str) -> bytes | None:
    command = [sys.executable, "-m", _CHILD, *arguments]
    try:
        done = subprocess.run(
            command,
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env={},  # no secret of this process is any business of a stranger's file
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 else None
