"""From Vega-Lite to SVG and PNG, in this process, without a browser and without the network.

What was drawn is kept by its content: the same question is not drawn twice.

The library draws in threads that a forked child does not inherit: a child of a process that has
drawn would wait for ever. It is told so instead. A web server or worker that draws only in its
children, as gunicorn and Celery do, is not concerned.
"""

import os
import re
from functools import lru_cache

import vl_convert
from markupsafe import escape

VEGA_LITE = "6.1"
"""The version of the language that Altair 6 writes."""
KEPT = 128
_SCALE = 2.0
# The library numbers these through the life of the process: the same chart would differ each time.
_NUMBERED = re.compile(r"\b(clip|gradient_)(\d+)\b")
_OPENING = re.compile(r"<svg ([^>]*)>")


_drew: list[int] = []
"""The process that drew first."""


def _in_one_process() -> None:
    if not _drew:
        _drew.append(os.getpid())
    if _drew[0] != os.getpid():
        raise RuntimeError("charts were drawn before this process was forked: draw in the parent")


@lru_cache(maxsize=KEPT)
def svg(specification: str, title: str, description: str) -> str:
    """The picture, with its title and description for those who hear it."""
    _in_one_process()
    drawn = vl_convert.vegalite_to_svg(specification, vl_version=VEGA_LITE, allowed_base_urls=[])
    said = f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    opened = _OPENING.sub(lambda found: f'<svg role="img" {found[1]}>{said}', drawn, count=1)
    return _numbered_anew(opened)


@lru_cache(maxsize=KEPT)
def png(specification: str, title: str, description: str) -> bytes:
    """The picture in pixels."""
    _in_one_process()
    return bytes(vl_convert.svg_to_png(svg(specification, title, description), scale=_SCALE))


def _numbered_anew(drawn: str) -> str:
    """Clip paths and gradients numbered from 0 in the order in which they come."""
    places: dict[str, str] = {}
    return _NUMBERED.sub(
        lambda found: places.setdefault(found[0], f"{found[1]}{len(places)}"), drawn
    )
