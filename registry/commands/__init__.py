"""The ``registry`` command line: one file for the commands of a kind, all on ``frame.main``."""

from registry.commands import (
    accounts,
    bulk,
    codes,
    facts,
    filing,
    integrity,
    messages,
    papers,
    patents,
    release_files,
    releases,
    search,
    setting_up,
    statistics,
    targets,
    watching,
)
from registry.commands.frame import main

__all__ = [
    "accounts",
    "bulk",
    "codes",
    "facts",
    "filing",
    "integrity",
    "main",
    "messages",
    "papers",
    "patents",
    "release_files",
    "releases",
    "search",
    "setting_up",
    "statistics",
    "targets",
    "watching",
]
