"""Issued papers and attached documents, kept as files named by their SHA-256.

What is there is never overwritten. A paper ends in ``.pdf``; a document, which is what a stranger
sent, in ``.document``, so that nothing takes it for one of ours, whatever is in it.
"""

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path

from registry.config import setting
from registry.errors import NotFound

PAPER, DOCUMENT = ".pdf", ".document"


def keep(content: bytes, ending: str = PAPER) -> str:
    """Write the file durably and give its SHA-256, 64 hexadecimal digits; repeating is harmless."""
    digest = hashlib.sha256(content).hexdigest()
    path = path_of(digest, ending)
    if path.exists():
        return digest
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.rename(path)
    # The folder may be new as well, made here or by somebody who has not come to this line yet.
    for folder in (path.parent, path.parent.parent):
        _sync_folder(folder)
    return digest


def keep_all(contents: Sequence[bytes]) -> list[str]:
    """The same for several; they wait for the disk together and not one after the other."""
    if len(contents) < 2:
        return [keep(content) for content in contents]
    with ThreadPoolExecutor(len(contents)) as pool:
        kept = [pool.submit(copy_context().run, keep, content) for content in contents]
        return [each.result() for each in kept]


def read(digest: str, ending: str = PAPER) -> bytes:
    """The file of a SHA-256; NotFound when it is not there or is no longer what it was."""
    path = path_of(digest, ending)
    if not path.exists():
        raise NotFound("The paper {digest} is not in the store.", digest=digest)
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise NotFound("The paper {digest} is damaged in the store.", digest=digest)
    return content


def path_of(digest: str, ending: str = PAPER) -> Path:
    """Where the file of a SHA-256 lies."""
    return Path(setting("STORE")) / digest[:2] / f"{digest}{ending}"


def _sync_folder(folder: Path) -> None:
    # Without this the name of the new file may be lost with the power although its bytes are not.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
