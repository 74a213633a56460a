"""The tree over the trail, held against its definition and the published proofs."""

import base64
import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.audit.tree import Tree, inclusion_proof, is_included, leaf_hash, root_of

VECTORS = Path(os.environ.get("REGISTRY_TEST_DATA", "")) / "vectors/merkle_rfc9162/inclusion"
sizes = st.integers(1, 70)


def leaves(count: int) -> list[bytes]:
    return [leaf_hash(bytes([number])) for number in range(count)]


def by_definition(hashes: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1, word by word."""
    if not hashes:
        return hashlib.sha256().digest()
    if len(hashes) == 1:
        return hashes[0]
    half = 1
    while half * 2 < len(hashes):
        half *= 2
    both = by_definition(hashes[:half]) + by_definition(hashes[half:])
    return hashlib.sha256(b"\1" + both).digest()


@pytest.mark.skipif(not VECTORS.is_dir(), reason="REGISTRY_TEST_DATA names no such folder")
def test_every_published_proof_is_judged_as_it_should_be() -> None:
    judged = [0, 0]
    for path in sorted(VECTORS.rglob("*.json")):
        case: dict[str, Any] = json.loads(path.read_text("utf-8"))
        root, leaf = (base64.b64decode(case[name] or "") for name in ("root", "leafHash"))
        proof = [base64.b64decode(each) for each in case["proof"] or []]
        found = is_included(leaf, case["leafIdx"], case["treeSize"], proof, root)
        assert found is not case["wantErr"], path
        judged[case["wantErr"]] += 1
    assert judged[False] > 5 and judged[True] > 50


@pytest.mark.parametrize("count", range(1, 18))
def test_the_root_is_that_of_the_definition(count: int) -> None:
    assert root_of(leaves(count)) == by_definition(leaves(count))


def test_the_tree_over_nothing_is_the_hash_of_nothing() -> None:
    assert root_of([]) == by_definition([])


@given(sizes, sizes)
def test_a_tree_goes_on_from_its_peaks(size: int, more: int) -> None:
    tree = Tree()
    for leaf in leaves(size):
        tree.add(leaf)
    tree = Tree(tree.size, tree.peaks)
    for leaf in leaves(size + more)[size:]:
        tree.add(leaf)
    assert tree.root() == by_definition(leaves(size + more))


@given(sizes, st.data())
def test_a_proof_holds_for_its_leaf_and_for_no_other(size: int, data: st.DataObject) -> None:
    all_of_them = leaves(size)
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1))
    proof, root = inclusion_proof(all_of_them, index), root_of(all_of_them)
    assert len(proof) <= size.bit_length()
    assert is_included(all_of_them[index], index, size, proof, root)
    assert is_included(all_of_them[other], index, size, proof, root) is (other == index)
    assert is_included(all_of_them[index], other, size, proof, root) is (other == index)


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_there_is_no_proof_of_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(IndexError):
        inclusion_proof(leaves(size), index)
    assert not is_included(leaf_hash(b""), index, size, [], root_of(leaves(size)))


def test_peaks_that_cannot_be_those_of_a_tree_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot be those"):
        Tree(3, leaves(1))
