"""The libraries of the operating system that the renderer loads, and where to get them."""

import ctypes

from certificates.errors import MissingSystemPart

# Without HarfBuzz's subsetter WeasyPrint still works, but one paper takes 23 s instead of 0.2.
_LIBRARIES = (
    ("libpango-1.0.so.0", "The library Pango", "libpango-1.0-0"),
    ("libpangoft2-1.0.so.0", "The library PangoFT2", "libpangoft2-1.0-0"),
    ("libharfbuzz-subset.so.0", "The library HarfBuzz-Subset", "libharfbuzz-subset0"),
)


def require_libraries() -> None:
    """Raise MissingSystemPart for the first library that cannot be loaded."""
    for file, part, package in _LIBRARIES:
        require_library(file, part, package)


def require_library(file: str, part: str, package: str) -> None:
    """Load one shared library, or say which Debian package carries it."""
    try:
        ctypes.CDLL(file)
    except OSError as error:
        raise MissingSystemPart(part, package) from error
