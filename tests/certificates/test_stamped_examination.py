"""Examination of time-stamped papers: every byte of the stamps counts as well."""

import io
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from asn1crypto import cms
from loopback_authority import (
    NOW,
    Loopback,
    authority,
    for_stamps,
    issued,
    loopback,
    revocation_list,
)
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from certificates.archive import Store, prepared, stored
from certificates.attestation import Attestation, Outcome, Trust
from certificates.examine import examine, examine_isolated
from certificates.levels import with_stamp
from certificates.sign import Signer, sign

FLIPS = 120
DIGITS = rb"/Contents ?<([0-9A-F]+)>"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loopback]:
    with loopback(tmp_path_factory.mktemp("stamps")) as running:
        yield running


@pytest.fixture(scope="module")
def owner(served: Loopback) -> Signer:
    return served.signer(long_term=True)


@pytest.fixture(scope="module")
def archived(paper: bytes, owner: Signer) -> bytes:
    return sign(paper, owner, at=NOW)


@pytest.fixture(scope="module")
def stamped(paper: bytes, owner: Signer, served: Loopback) -> bytes:
    return sign(paper, replace(owner, stamping=served.stamping()), at=NOW)


@pytest.fixture(params=["stamped", "archived"])
def file(request: pytest.FixtureRequest) -> bytes:
    found: bytes = request.getfixturevalue(request.param)
    return found


def gaps_of(pdf: bytes) -> list[tuple[int, int]]:
    return [match.span(1) for match in re.finditer(DIGITS, pdf) if match.end() > 85_000]


def end_of_signed(archived: bytes) -> int:
    """Where the last revision but one ends."""
    return archived.rindex(b"%%EOF\n", 0, -6) + 6


def outcome(pdf: bytes, trust: Trust) -> Outcome:
    return examine(pdf, trust).outcome


def of_the_anchor_alone(trust: Trust) -> Trust:
    """What an examiner has who was given the authority's root and no more."""
    return Trust(trust.anchors)


def test_flipped_bits_all_over_are_alterations_with_the_trust_anchor_alone(
    file: bytes, owner: Signer
) -> None:
    choice = random.Random(20260112)
    trust = of_the_anchor_alone(owner.trust)
    assert outcome(file, trust) is Outcome.GENUINE
    places = [choice.randrange(80_000, len(file)) for _ in range(FLIPS)]
    for place in [*places, *(edge for gap in gaps_of(file) for edge in (gap[0] - 1, gap[1]))]:
        damaged = bytearray(file)
        damaged[place] ^= 1 << choice.randrange(8)
        found = examine(bytes(damaged), trust)
        assert found.outcome is Outcome.ALTERED, (place, found.reason)


@pytest.mark.parametrize("added", [b"\n", b"\0", b"%%EOF\n", b"x" * 3000])
def test_appended_bytes_are_an_alteration(added: bytes, file: bytes, owner: Signer) -> None:
    assert outcome(file + added, owner.trust) is Outcome.ALTERED


def test_without_its_last_revision_a_paper_is_altered(archived: bytes, owner: Signer) -> None:
    """What is left is a whole file with a whole signature, which says that more was there."""
    first = end_of_signed(archived)
    found = examine(archived[:first], of_the_anchor_alone(owner.trust))
    assert (first < len(archived), found.outcome) == (True, Outcome.ALTERED)
    assert "its last time stamp is missing" in found.reason


def test_without_its_time_stamp_a_signature_is_altered(stamped: bytes, owner: Signer) -> None:
    ((first, last),) = gaps_of(stamped)
    message = cms.ContentInfo.load(bytes.fromhex(stamped[first:last].decode("ascii")))
    signer = message["content"]["signer_infos"][0]
    token = signer["unsigned_attrs"][0]["values"][0].dump()
    again = with_stamp(without_stamp(message), token)
    assert message.dump() == again
    found = examine(filled(stamped, without_stamp(message)), of_the_anchor_alone(owner.trust))
    assert found.outcome is Outcome.ALTERED
    assert "its time stamp is missing" in found.reason


def without_stamp(message: cms.ContentInfo) -> bytes:
    copy = cms.ContentInfo.load(message.dump()).copy()
    del copy["content"]["signer_infos"][0]["unsigned_attrs"]
    bare: bytes = copy.dump(force=True)
    return bare


def filled(pdf: bytes, message: bytes) -> bytes:
    first, last = gaps_of(pdf)[0]
    digits = message.hex().upper().encode("ascii").ljust(last - first, b"0")
    return pdf[:first] + digits + pdf[last:]


def test_a_time_stamp_by_another_authority_is_altered(
    stamped: bytes, owner: Signer, tmp_path: Path
) -> None:
    """Everything in it is right, but the signature names other authorities."""
    first, last = gaps_of(stamped)[0]
    message = cms.ContentInfo.load(bytes.fromhex(stamped[first:last].decode("ascii")))
    value = message["content"]["signer_infos"][0]["signature"].native
    with loopback(tmp_path) as other:
        foreign = other.stamping().authority.stamp(sha256(value).digest())
        both = Trust(owner.trust.anchors, (*owner.trust.stampers, other.root.der))
        changed = filled(stamped, with_stamp(without_stamp(message), foreign.token))
        for trust in (both, of_the_anchor_alone(both)):
            assert outcome(changed, trust) is Outcome.ALTERED


def test_a_time_stamp_added_to_a_plain_signature_is_altered(
    signed: bytes, signer: Signer, served: Loopback
) -> None:
    first, last = gaps_of(signed)[0]
    message = cms.ContentInfo.load(bytes.fromhex(signed[first:last].decode("ascii")))
    value = message["content"]["signer_infos"][0]["signature"].native
    token = served.stamping().authority.stamp(sha256(value).digest()).token
    longer = with_stamp(message.dump(), token)
    if 2 * len(longer) <= last - first:
        assert outcome(filled(signed, longer), signer.trust) is Outcome.ALTERED
    added = signed[:first] + longer.hex().upper().encode("ascii") + signed[last:]
    assert outcome(added, signer.trust) is Outcome.ALTERED


def test_an_authority_that_the_examiner_does_not_believe_proves_nothing(
    file: bytes, owner: Signer
) -> None:
    stranger = Trust(owner.trust.anchors, (authority("示例时间戳根").der,))
    found = examine(file, stranger)
    assert found.outcome is Outcome.ALTERED
    assert "does not lead to an authority that is believed" in found.reason
    alone = examine(file, of_the_anchor_alone(owner.trust))
    assert (alone.outcome, alone.stamped_at) == (Outcome.GENUINE, None)
    assert "none was given to trust" in alone.reason


@pytest.mark.parametrize("kind", ["update", "shadow"])
def test_an_update_that_is_stamped_by_the_same_authority_is_altered(
    kind: str, file: bytes, owner: Signer, served: Loopback
) -> None:
    """Anybody may have a time stamp of a public authority put on anything."""
    out = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(file))
    if kind == "update":
        writer.root[pdf_name("/Lang")] = pdf_string("en")
        writer.update_root()  # type: ignore[no-untyped-call]  # pyHanko gives it none
    else:
        page = writer.find_page_for_modification(0)[0].get_object()
        page[pdf_name("/Contents")] = page.raw_get("/Resources")
        writer.update_container(page)
    writer.write(out)  # type: ignore[no-untyped-call]  # pyHanko gives it none
    changed = out.getvalue()
    assert changed.startswith(file)
    assert outcome(changed, owner.trust) is Outcome.ALTERED


def test_what_else_is_put_into_the_last_revision_is_an_alteration(
    archived: bytes, owner: Signer, served: Loopback
) -> None:
    """Made with the code that makes ours, and stamped by the same authority."""
    end = end_of_signed(archived)
    own = stored(archived)
    foreign = revocation_list(authority("示例"))
    for store in (
        Store(own.certificates, (*own.revocations, foreign)),
        Store(own.certificates, own.revocations[1:]),
        Store(own.certificates[:1], own.revocations),
    ):
        draft = prepared(archived[:end], store, 3_000)
        again = draft.filled(served.stamping().authority.stamp(draft.digest).token)
        assert outcome(again, owner.trust) is Outcome.ALTERED
        added = again.replace(b"/Type/DSS", b"/Type/DSS/X 1", 1)
        assert outcome(added, owner.trust) is Outcome.ALTERED


def test_the_last_revision_is_written_the_same_each_time(archived: bytes) -> None:
    end = end_of_signed(archived)
    store = stored(archived)
    assert prepared(archived[:end], store, 500) == prepared(archived[:end], store, 500)


def test_a_child_process_answers_the_same_and_its_answer_reads_back(
    file: bytes, owner: Signer
) -> None:
    found = examine_isolated(file, owner.trust, NOW)
    assert found == examine(file, owner.trust, NOW)
    assert Attestation.from_json(found.to_json()) == found


def test_a_stamp_whose_certificate_has_expired_since_still_proves_the_moment(
    paper: bytes, served: Loopback
) -> None:
    """The chain is judged at the moment of the stamp, not of the examination."""
    short = issued("示例时间戳", served.root, extensions=(for_stamps(),), days=(-30, 1))
    served.use(short, served.root)
    own = served.signer()
    found = examine(sign(paper, own, at=NOW), own.trust, NOW.replace(year=NOW.year + 20))
    served.use_usual()
    assert found.outcome is Outcome.GENUINE
    assert found.stamped_at is not None
