"""The door: one signed paper, compiled where that can be, by the full path where not."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from itertools import cycle, islice

from certificates.compiled.errors import Unfit
from certificates.design import Design
from certificates.errors import MissingSystemPart
from certificates.payload import Paper, paper_from_json
from certificates.render import render
from certificates.sign import Signer, sign
from certificates.system import require_libraries

try:
    require_libraries()
    from certificates.compiled.papers import compiled
except MissingSystemPart:
    # The full path says what is missing.
    _present = False
else:
    _present = True


def render_signed(paper: Paper, design: Design, signer: Signer, at: datetime) -> bytes:
    """Draw and sign a paper: the same to see, to read and to examine as `sign(render(...))`.

    The signature is part of the first revision instead of a second one. Raises what `render` and
    `sign` raise. The first paper of a shape goes by the full path; the second one takes longer than
    that, as the shape is compiled for it, and those after it a small part.
    """
    if _present and _may_sign(signer, at):
        try:
            return compiled(design).write(paper, signer, at, sparing=True)
        except Unfit:
            pass
    return sign(render(paper, design), signer, at=at)


def warm(design: Design, counts: Iterable[int] = (8,)) -> None:
    """Load fonts and faces and compile the shapes of papers like the design's sample.

    One shape for each number of patents in `counts`, 0.5 s each. For a worker before it forks or
    takes its first paper; nothing depends on it but time. Raises MissingSystemPart as `render`
    does.
    """
    sample = paper_from_json(design.sample)
    if not _present:
        render(sample, design)
    for count in counts:
        patents = tuple(islice(cycle(sample.patents), count))
        try:
            compiled(design).warm(replace(sample, patents=patents))
        except Unfit:
            render(sample, design)


def _may_sign(signer: Signer, at: datetime) -> bool:
    """Tell whether `sign` would accept the moment, and would not have the signature stamped."""
    timely = at.tzinfo is not None and signer.not_before <= at <= signer.not_after
    return timely and signer.stamping is None
