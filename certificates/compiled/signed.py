"""The door: one signed paper, compiled where that can be, by the full path where not."""

from datetime import datetime

from certificates.compiled.errors import Unfit
from certificates.design import Design
from certificates.errors import MissingSystemPart
from certificates.payload import Paper
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


def render_signed(paper: Paper, design: Design, signer: Signer, *, at: datetime) -> bytes:
    """Draw and sign a paper: the same to see, to read and to examine as `sign(render(...))`.

    The signature is part of the first revision instead of a second one. Raises what `render` and
    `sign` raise. The first paper of a shape takes longer than by the full path.
    """
    if _present and _may_sign(signer, at):
        try:
            return compiled(design).write(paper, signer, at)
        except Unfit:
            pass
    return sign(render(paper, design), signer, at=at)


def _may_sign(signer: Signer, at: datetime) -> bool:
    """Tell whether `sign` would accept the moment."""
    return at.tzinfo is not None and signer.not_before <= at <= signer.not_after
