"""Signed papers from compiled shapes; `Unfit` where only the full path can write one."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from threading import Lock

from certificates.compiled.checking import Proof, check, nothing
from certificates.compiled.compiling import Compiler
from certificates.compiled.errors import OtherShape, Unfit
from certificates.compiled.filling import fill_with_tokens
from certificates.compiled.shape import Shape, Task
from certificates.compiled.signature import Message, prepare
from certificates.compiled.tokens import wording
from certificates.design import Design
from certificates.fonts import missing_characters
from certificates.payload import Notice, Paper, Payload, to_json
from certificates.render import ATTACHMENT, NOTICE_ATTACHMENT, _engine, fill
from certificates.sign import Signer
from certificates.view import notice_view, view


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
MOST_VARIANTS = 8


class CompiledDesign:
    """Writes the papers of one design; threads take turns."""

    def __init__(self, design: Design) -> None:
        self._design = design
        self._engine = _engine(design)
        self._type = design.metadata["paper"]
        attachment = NOTICE_ATTACHMENT if self._type == Notice.type else ATTACHMENT
        self._compiler = Compiler(self._engine, attachment, self._type)
        self._lock = Lock()
        self._shapes: OrderedDict[tuple[object, ...], Variants] = OrderedDict()

    def write(self, paper: Paper, signer: Signer, at: datetime) -> bytes:
        """Write and sign one paper; raise Unfit where only the full path can.

        Raises PayloadError as the full path does.
        """
        attached = to_json(paper)
        if paper.type != self._type:
            raise Unfit("The design is for another kind of paper.")
        shown = view(paper) if isinstance(paper, Payload) else notice_view(paper)
        words = wording(paper, shown)
        if missing_characters("".join(words.words)):
            raise Unfit("No face has a character.")
        task = Task(words, attached, signer.name, message_of(signer), at)
        with self._lock:
            return self._write(_Job(paper, shown, task))

    def _write(self, job: "_Job") -> bytes:
        """Write with the first shape that fits; compile one if there is none."""
        variants = self._variants(job.task.wording.shape)
        for variant in _best_first(variants, job.task):
            try:
                return self._checked(variant, job)
            except OtherShape:
                continue
        scripts = job.task.wording.scripts
        if scripts in variants or len(variants) >= MOST_VARIANTS:
            raise Unfit("No compiled shape fits.")
        variant = variants[scripts] = Variant()
        filled = fill_with_tokens(job.paper, job.shown, self._design)
        variant.shape, variant.proof = self._compiler.compile(filled)
        return self._checked(variant, job)

    def _checked(self, variant: Variant, job: "_Job") -> bytes:
        """Write with a shape; the first time, ask the full path whether it is right."""
        shape, proof = variant.shape, variant.proof
        if shape is None:
            raise OtherShape("This shape cannot be compiled.")
        with self._engine.lock:
            written = shape.write(job.task)
        if proof:
            try:
                real = self._compiler.draw(fill(job.paper, self._design), nothing())
                with self._engine.lock:
                    check(shape, proof, job.task.wording, real)
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


@dataclass(frozen=True, slots=True)
class _Job:
    paper: Paper
    shown: object
    task: Task


def _best_first(variants: Variants, task: Task) -> list[Variant]:
    known = list(variants.values())
    if len(known) > 1:
        best = variants.get(task.wording.scripts)
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
