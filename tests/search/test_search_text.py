"""Text as it is searched: one form of many, words, and the grams that must be there."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.search.bigrams import (
    BITS,
    character_gram,
    document,
    doubtful_grams_of,
    grams_of,
    normalise,
    words_of,
)
from registry.search.columns import CHUNK, LARGEST_ROW, occurrences, scattered
from registry.search.postings import bin_of, in_all, in_any, pack, rows_of, unpack, unpack_all

# Few characters, so that pairs are repeated and stand apart as often as together.
NARROW_TEXT = st.text("海尔集ab 1", max_size=12)


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("ＳＬ－100", "sl 100"),
        ("SL_100", "sl 100"),
        ("青岛海尔（集团）有限公司", "青岛海尔集团有限公司"),
        ("海尔\u3000集团", "海尔集团"),
        ("示例 Alpha 减速器", "示例alpha减速器"),
        ("Straße", "strasse"),
        ("ﬁne ART", "fine art"),
        ("5㎏", "5kg"),
        ("集團", "集團"),
        ("%_\\", ""),
        (" \t\n", ""),
        ("", ""),
    ],
)
def test_what_people_write_in_many_ways_has_one_form(written: str, form: str) -> None:
    assert normalise(written) == form


@given(st.text())
def test_the_one_form_is_its_own_and_has_no_line_break(text: str) -> None:
    form = normalise(text)
    assert normalise(form) == form
    assert "\n" not in form


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("海尔 集团", ("海尔", "集团")),
        ("海尔\u3000海尔", ("海尔",)),
        ("SL-100 甲", ("sl 100", "甲")),
        ("海 % _", ("海",)),
        ("％", ()),
        ("", ()),
    ],
)
def test_what_is_typed_is_cut_into_words_at_its_spaces(typed: str, words: tuple[str, ...]) -> None:
    assert words_of(typed) == words


@given(st.text())
def test_every_word_is_in_the_one_form(typed: str) -> None:
    assert all(word and normalise(word) == word for word in words_of(typed))


def test_empty_texts_leave_no_trace_in_a_document() -> None:
    assert document(("海尔", "", " ", "SL 1")) == "海尔\nsl 1"


@given(NARROW_TEXT, NARROW_TEXT)
def test_without_a_doubtful_gram_all_grams_of_a_word_mean_that_it_is_there(
    text: str, word: str
) -> None:
    text, word = document((text[:6], text[6:])), normalise(word)
    if not word:
        return
    has = grams_in(text)
    surely = has.isdisjoint(doubtful_grams_of(word)) and has.issuperset(grams_of(word))
    assert has.issuperset(grams_of(word)) or word not in text
    assert word in text or not surely


def grams_in(text: str) -> set[int]:
    """The definition: what ``occurrences`` must give, one text at a time."""
    single = {character_gram(one) for one in text if one != "\n"}
    pairs = {ord(a) << BITS | ord(b) for a, b in pairwise(text) if "\n" not in (a, b)}
    repeated = {ord(one) for one, times in Counter(text).items() if times > 1 and one != "\n"}
    return single | pairs | repeated


@given(st.lists(st.text("海尔集团ab\n𠮷", max_size=8), max_size=20), st.integers(1, 5))
def test_the_columns_hold_exactly_the_grams_of_each_text(texts: list[str], step: int) -> None:
    entries = [(number * step, text) for number, text in enumerate(texts, 1)]
    wanted = sorted((scattered(gram), row) for row, text in entries for gram in grams_in(text))
    found = [
        pair
        for chunk in occurrences(entries)
        for pair in zip(chunk.grams.tolist(), chunk.rows.tolist(), strict=True)
    ]
    assert found == wanted
    blocks = dict(pack(list(occurrences(entries)), len(texts) * step)) if texts else {}
    unpacked = [
        (gram, rows.tolist()) for _, block in blocks.items() for gram, rows in unpack_all(block)
    ]
    assert sorted((gram, row) for gram, rows in unpacked for row in rows) == wanted


def test_chunks_of_texts_follow_each_other_without_a_seam() -> None:
    entries = [(row, "海尔" if row % 3 else "集团") for row in range(1, CHUNK + 1000)]
    chunks = list(occurrences(entries))
    blocks = dict(pack(chunks, entries[-1][0]))
    found = [unpack(blocks[bin_of(gram)], gram) for gram in grams_of("集团")]
    assert len(chunks) == 2
    assert in_all(found).tolist() == [row for row, _ in entries if row % 3 == 0]


@pytest.mark.parametrize("rows", [range(1, 200), range(7, 4000, 400), (31,), range(2, 5000, 2)])
def test_a_list_and_a_bit_field_hold_the_same_rows(rows: range) -> None:
    entries = [(row, "海尔") for row in rows]
    blocks = dict(pack(list(occurrences(entries)), 5000))
    (gram,) = grams_of("海尔")
    posting = unpack(blocks[bin_of(gram)], gram)
    assert (posting.dtype == "uint8") == (len(rows) * 4 > 5000 // 8 + 1)
    assert rows_of(posting).tolist() == list(rows)
    assert in_any(rows_of(posting), [posting]).tolist() == list(rows)


def test_a_gram_that_no_text_has_gives_no_rows() -> None:
    ((_, block),) = list(pack(list(occurrences([(1, "海")])), 1))[:1]
    assert len(unpack(block, grams_of("无此")[0])) == 0


def test_a_row_that_has_no_room_in_32_bits_is_refused() -> None:
    assert list(occurrences([(LARGEST_ROW, "海尔")]))
    with pytest.raises(ValueError, match=str(LARGEST_ROW + 1)):
        list(occurrences([(LARGEST_ROW + 1, "海尔")]))
