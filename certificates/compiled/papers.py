"""Signed papers from compiled shapes; `Unfit` where only the full path can write one."""

import gc
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cache, lru_cache
from typing import Any

from certificates.compiled.checking import Proof, check, nothing
from certificates.compiled.compiling import Compiler
from certificates.compiled.data import canonical
from certificates.compiled.errors import OtherShape, Unfit
from certificates.compiled.field import fill_in
from certificates.compiled.filling import Filled, fill_with_tokens
from certificates.compiled.quick import fill_quickly
from certificates.compiled.shape import Shape, Task, Unsigned
from certificates.compiled.signature import Message, prepare
from certificates.compiled.tokens import Wording, wording
from certificates.design import Design
from certificates.engine import DRAWING
from certificates.fonts import missing_characters
from certificates.payload import Notice, Paper, Payload
from certificates.render import ATTACHMENT, NOTICE_ATTACHMENT, engine_of
from certificates.sign import Signer
from certificates.view import NoticeView, View, notice_view, view


@dataclass(slots=True)
class Variant:
    """A shape for words of certain scripts, None if it cannot be compiled.

    `proof` is there until the shape is checked against the full path.
    """

    shape: Shape | None = None
    proof: Proof | None = None


# Shapes by the scripts of their words.
Variants = dict[tuple[str, ...], Variant]
# A shape takes some 100 KB; designs with sixty patents have a few hundred in use.
MOST_SHAPES = 256
# Words of other scripts make other line heights in most designs.
MOST_VARIANTS = 16
# How many shapes are remembered that one paper had.
MOST_SEEN = 4096


@dataclass(frozen=True, slots=True)
class _Job:
    paper: Paper
    shown: View | NoticeView
    words: Wording
    attached: bytes
    html: str


class CompiledDesign:
    """Writes the papers of one design; threads take turns."""

    def __init__(self, design: Design) -> None:
        self._design = design
        self._type = design.metadata["paper"]
        attachment = NOTICE_ATTACHMENT if self._type == Notice.type else ATTACHMENT
        self._compiler = Compiler(engine_of(design), attachment, self._type)
        self._shapes: OrderedDict[tuple[object, ...], Variants] = OrderedDict()
        self._seen: set[tuple[object, ...]] = set()

    def write(self, paper: Paper, signer: Signer, at: datetime, *, sparing: bool = False) -> bytes:
        """Write and sign one paper; raise Unfit where only the full path can.

        A shape takes twice the time of the full path to compile. Who is `sparing` has one compiled
        for its second paper only. Raises PayloadError as the full path does.
        """
        job, message = self._job(paper), message_of(signer)
        task = Task(job.words, job.attached, signer.name, message.room, at)
        with DRAWING:
            made = self._write(job, task, sparing=sparing)
        return fill_in(made.file, made.place, message)

    def warm(self, paper: Paper) -> None:
        """Make all that papers like this one need, without a signature."""
        job = self._job(paper)
        moment = datetime.combine(paper.issued_on, time(), UTC)
        with DRAWING:
            self._write(job, Task(job.words, job.attached, "", 0, moment))
        # What drawing has left behind would be copied into every worker that is forked, and what is
        # kept need not be looked through again: it stays as long as the process.
        gc.collect()
        gc.freeze()

    def _job(self, paper: Paper) -> _Job:
        attached = canonical(paper)
        if paper.type != self._type:
            raise Unfit("The design is for another kind of paper.")
        shown = view(paper) if isinstance(paper, Payload) else notice_view(paper)
        words = wording(paper, shown)
        if missing_characters("".join(words.words)):
            raise Unfit("No face has a character.")
        values: dict[str, Any] = {"payload": paper, "view": shown, "design": self._design.metadata}
        return _Job(paper, shown, words, attached, fill_quickly(self._design, values))

    def _write(self, job: _Job, task: Task, *, sparing: bool = False) -> Unsigned:
        """Write with the first shape that fits; compile one if there is none."""
        variants = self._variants(job.words.shape)
        for variant in _best_first(variants, job.words):
            try:
                return self._checked(variant, job, task)
            except OtherShape:
                continue
        scripts = job.words.scripts
        if scripts in variants or len(variants) >= MOST_VARIANTS:
            raise Unfit("No compiled shape fits.")
        if sparing and self._is_new((job.words.shape, scripts)):
            raise Unfit("The first paper of its shape.")
        filled = fill_with_tokens(job.paper, job.shown, self._design)
        _check_template(filled, job)
        variant = variants[scripts] = Variant()
        variant.shape, variant.proof = self._compiler.compile(filled)
        return self._checked(variant, job, task)

    def _is_new(self, kind: tuple[object, ...]) -> bool:
        if kind in self._seen:
            return False
        if len(self._seen) >= MOST_SEEN:
            self._seen.clear()
        self._seen.add(kind)
        return True

    def _checked(self, variant: Variant, job: _Job, task: Task) -> Unsigned:
        """Write with a shape; the first time, ask the full path whether it is right."""
        shape, proof = variant.shape, variant.proof
        if shape is None:
            raise OtherShape("This shape cannot be compiled.")
        _check_template(shape.filled, job)
        written = shape.write(task)
        if proof:
            try:
                real = self._compiler.draw(job.html, nothing())
                check(shape, proof, job.words, real)
            except Unfit:
                variant.shape = None
                raise
            variant.proof = None
        return written

    def _variants(self, shape: tuple[object, ...]) -> Variants:
        variants = self._shapes.setdefault(shape, {})
        self._shapes.move_to_end(shape)
        if len(self._shapes) > MOST_SHAPES:
            self._shapes.popitem(last=False)
        return variants


def _check_template(filled: Filled, job: _Job) -> None:
    """Raise Unfit for words that the template does more with than print them.

    It may have asked whether a token is text, or how long a word is that is none.
    """
    if filled.with_words(job.words) != job.html:
        raise Unfit("The template decides by a word.")


def _best_first(variants: Variants, words: Wording) -> list[Variant]:
    known = list(variants.values())
    if len(known) > 1:
        best = variants.get(words.scripts)
        known.sort(key=lambda variant: variant is not best)
    return known


@lru_cache(maxsize=8)
def message_of(signer: Signer) -> Message:
    """Prepare the message of a signer, once for each that is in use."""
    return prepare(signer)


@cache
def compiled(design: Design) -> CompiledDesign:
    """Give the compiled design, which keeps its shapes."""
    return CompiledDesign(design)
