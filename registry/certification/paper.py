"""From a paper's row to the signed file in the store; every step can be repeated.

1. The row, with number, payload and its hash: in the transaction of the decision.
2. The file is drawn and signed, and examined as a stranger would examine it.
3. It is written to the store under its SHA-256.
4. The row gets the hash, unless another process was faster.

A crash leaves the row, and whoever comes next begins again at 2. See docs/decisions/0008-papers.md.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from itertools import islice

from sqlalchemy import select, update
from sqlalchemy.orm import undefer

from certificates.compiled import render_signed
from certificates.design import Design, load_design
from certificates.errors import CertificateError
from certificates.payload import Paper as Contents
from certificates.payload import paper_from_json, to_json
from certificates.selfcheck import check_signed
from registry import audit, clock
from registry.accounts.service import SYSTEM
from registry.applications.models import Application
from registry.certification import store
from registry.certification.keys import signer, trust
from registry.certification.models import Certificate, Paper
from registry.certification.queueing import queue_paper
from registry.certification.workflow import PaperKind
from registry.config import setting
from registry.errors import Conflict, NotReady
from registry.extensions import db
from registry.permissions import Actor
from registry.transaction import after_commit_together, unit_of_work


# Papers that are held in memory until their rows are written together.
HANDFUL = 8
_later: ContextVar[bool] = ContextVar("papers_made_later", default=False)


def request_paper(
    actor: Actor,
    kind: PaperKind,
    contents: Contents,
    design: tuple[str, int],
    application: Application,
    certificate: Certificate | None = None,
) -> Paper:
    """The durable intent to make a paper, in the unit of work of the decision that gives it.

    Conflict when no paper could say this: nothing is decided then.
    """
    try:
        payload = to_json(contents)
    except CertificateError as error:
        raise Conflict(
            "The paper {number} cannot say this: {reason}", number=contents.number, reason=error
        ) from error
    paper = Paper(
        kind=kind,
        number=contents.number,
        application_id=application.id,
        certificate_id=certificate.id if certificate else None,
        certificate=certificate,
        design=design[0],
        design_version=design[1],
        payload=payload,
        payload_sha256=hashlib.sha256(payload).hexdigest(),
        requested_at=clock.now(),
        requested_by_id=actor.user_id,
    )
    return add_paper(actor, paper)


def add_paper(actor: Actor, paper: Paper) -> Paper:
    """Add the row and its trail; the file follows after the commit."""
    db.session.add(paper)
    db.session.flush()
    audit.record(
        actor,
        "request",
        "paper",
        paper.id,
        number=paper.number,
        print=paper.print_no,
        design=f"{paper.design} v{paper.design_version}",
        payload=paper.payload_sha256,
        reason=paper.reason,
    )
    after_commit_together(hand_over, paper.id)
    return paper


@contextmanager
def made_later() -> Iterator[None]:
    """What is decided within gets its files from whoever makes the missing ones afterwards: for
    many decisions at once."""
    token = _later.set(True)
    try:
        yield
    finally:
        _later.reset(token)


def hand_over(paper_ids: Sequence[int]) -> None:
    """Have the papers made: by workers where there is a broker, here and now where there is none.

    A message that is lost does no harm: what is missing is looked for every few minutes.
    """
    if _later.get():
        return
    if setting("BROKER_URL"):
        for paper_id in paper_ids:
            queue_paper(setting("BROKER_URL"), paper_id)
    else:
        _make_all(paper_ids)


def make_paper(paper_id: int) -> str:
    """Draw, sign, examine and store the paper unless that is done; gives its SHA-256.

    The file is made outside any transaction, for it takes long. Of two who make it at once, the
    first to write its hash wins; the other's file is never referred to. NotReady when the registry
    lacks what it takes: a key, a font that has every character.
    """
    paper = db.session.get_one(Paper, paper_id, populate_existing=True)
    if paper.pdf_sha256 is not None:
        return paper.pdf_sha256
    digest = store.keep(_signed_file(paper))
    with unit_of_work():
        return _take_hash(paper_id, digest)


def _take_hash(paper_id: int, digest: str) -> str:
    taken = db.session.execute(
        update(Paper)
        .where(Paper.id == paper_id, Paper.pdf_sha256.is_(None))
        .values(pdf_sha256=digest, made_at=clock.now())
        .returning(Paper.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if taken is not None:
        audit.record(SYSTEM, "make", "paper", paper_id, sha256=digest)
        return digest
    return str(db.session.scalars(select(Paper.pdf_sha256).where(Paper.id == paper_id)).one())


def missing_papers(round_year: int | None = None) -> Sequence[int]:
    """The papers that are not made yet, by id: all, or those of one round."""
    asked = select(Paper.id).where(Paper.pdf_sha256.is_(None)).order_by(Paper.id)
    if round_year is not None:
        asked = asked.join(Paper.application).where(Application.round_year == round_year)
    return db.session.scalars(asked).all()


def make_papers(paper_ids: Sequence[int]) -> tuple[int, list[str]]:
    """Make a handful, their rows written together; how many, and why others cannot be made."""
    files: dict[int, bytes] = {}
    hindrances: list[str] = []
    papers = db.session.scalars(
        select(Paper)
        .where(Paper.id.in_(paper_ids), Paper.pdf_sha256.is_(None))
        .options(undefer(Paper.payload))
        .order_by(Paper.id)
        .execution_options(populate_existing=True)
    ).all()
    for paper in papers:
        try:
            files[paper.id] = _signed_file(paper)
        except NotReady as error:
            hindrances.append(str(error))
    digests = store.keep_all(list(files.values()))
    with unit_of_work():
        for paper_id, digest in zip(files, digests, strict=True):
            _take_hash(paper_id, digest)
    return len(files), hindrances


def make_missing_papers(round_year: int | None = None) -> int:
    """Make every one of them here, one after the other; NotReady at the end names each that cannot
    be made, with what is in the way."""
    return _make_all(missing_papers(round_year))


def _make_all(paper_ids: Sequence[int]) -> int:
    made, hindrances = 0, []
    for handful in handfuls(paper_ids):
        count, hindered = make_papers(handful)
        made += count
        hindrances += hindered
    if hindrances:
        raise NotReady("Some papers cannot be made: {reasons}", reasons="; ".join(hindrances))
    return made


def handfuls(ids: Sequence[int]) -> Iterator[list[int]]:
    """The ids in their order, a handful at a time."""
    coming = iter(ids)
    while handful := list(islice(coming, HANDFUL)):
        yield handful


def _signed_file(paper: Paper) -> bytes:
    try:
        design = load(paper.design, paper.design_version)
        contents, moment = paper_from_json(paper.payload), clock.now()
        signed = render_signed(contents, design, signer(), at=moment)
        check_signed(signed, trust(), moment)
    except CertificateError as error:
        raise NotReady("{number}: {reason}", number=paper.number, reason=error) from error
    return signed


@cache
def load(name: str, version: int) -> Design:
    """A design, read once for each process."""
    return load_design(name, version)
