"""The drawings: a seal that holds its name, waves that join, measures that hold."""

import io
from dataclasses import replace
from datetime import date
from math import hypot

import pikepdf
import pytest
from defusedxml.ElementTree import fromstring

from certificates.drawing import QUIET_ZONE, qr_code, seal_characters
from certificates.guilloche import (
    DRAWINGS,
    PIECE,
    WAVE,
    WAVES_ACROSS,
    WAVES_DOWN,
    number,
)
from certificates.measure import fitted, heading, width
from certificates.payload import Payload
from certificates.view import chinese_date, english_date, patent_number, view, yuan

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("length", [1, 4, 12, 40])
def test_the_characters_of_a_seal_stand_apart_and_within_its_ring(length: int) -> None:
    placed, size = seal_characters("示" * length, 38.0)
    assert len(placed) == length
    assert all(abs(hypot(c.x, c.y) - 38.0) < 1e-6 for c in placed)
    gaps = [hypot(a.x - b.x, a.y - b.y) for a, b in zip(placed, placed[1:], strict=False)]
    assert all(gap >= size * 0.99 for gap in gaps)
    assert 38.0 + size / 2 < 45.6


def test_the_name_on_a_seal_is_the_same_left_and_right_of_the_top() -> None:
    placed, _ = seal_characters("示例认定中心", 38.0)
    assert [c.turn for c in placed] == pytest.approx([-c.turn for c in reversed(placed)])


def test_a_qr_code_keeps_its_quiet_zone() -> None:
    code = qr_code("https://registry.example/verify/1")
    assert code.path.startswith(f"M{QUIET_ZONE} {QUIET_ZONE}h7v1h-7z")
    assert code.size == 29 + 2 * QUIET_ZONE


def test_the_threads_of_the_frame_cover_its_sides_and_end_under_the_corner_squares() -> None:
    """A piece of thread is twelve waves long; each side is laid end to end with them."""
    tree = fromstring(DRAWINGS["border"]())
    length = PIECE * WAVE
    reached: dict[tuple[str, str], list[float]] = {}
    for use in tree.iter(f"{SVG}use"):
        place, _, along = use.get("transform", "").rpartition("translate(")
        if use.get("href") in ("#outer", "#inner"):
            reached.setdefault((use.get("href", ""), place), []).append(float(along.rstrip(")")))
    assert len(reached) == 8
    for (_, place), starts in reached.items():
        side = (WAVES_DOWN if "rotate" in place else WAVES_ACROSS) * WAVE
        # The corner squares, 8 mm wide, hide what reaches beyond a side.
        assert -8 < min(starts) and max(starts) + length < side + 8
        first = [start for start in starts if start <= 0]
        joined = [s for s in starts if any(abs(s - other - length) < 0.02 for other in starts)]
        assert sorted(first + joined) == sorted(starts)
        assert sum(start + length >= side for start in starts) == len(first)


def test_what_is_laid_many_times_stands_in_the_paper_once_or_deflates(paper: bytes) -> None:
    """The frame and the rosette, 44 KB when every thread was a curve of its own."""
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        forms = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and "/BBox" in o]
        assert sum(len(form.read_raw_bytes()) for form in forms) < 8_000


def test_a_coordinate_is_written_the_shortest_way() -> None:
    assert [number(v) for v in (1.0, 1.50, 1.256, -0.001, -2.5)] == [
        "1",
        "1.5",
        "1.26",
        "0",
        "-2.5",
    ]


def test_amounts_are_exact_and_show_fen_only_where_there_are_any() -> None:
    assert [yuan(f) for f in (0, 5, 123456, 12_856_000_000, 2**53 - 1, None)] == [
        "0",
        "0.05",
        "1,234.56",
        "128,560,000",
        "90,071,992,547,409.91",
        None,
    ]


def test_days_are_written_as_each_language_does() -> None:
    assert chinese_date(date(2026, 1, 5)) == "2026年1月5日"
    assert english_date(date(2026, 12, 31)) == "31 December 2026"


@pytest.mark.parametrize(
    ("length", "size"), [(1, "large"), (24, "large"), (25, "medium"), (33, "small")]
)
def test_a_longer_name_is_set_smaller(length: int, size: str) -> None:
    assert heading("示" * length, (24, 32, 42)).size == size


def test_a_name_of_two_lines_is_broken_in_the_middle() -> None:
    assert heading("示" * 60, (24, 32, 42)).measure == 32


def test_the_first_page_is_set_tighter_the_more_stands_on_it(payload: Payload) -> None:
    one, five = replace(payload, patents=payload.patents[:1]), payload
    many = replace(payload, patents=payload.patents * 4)
    assert [view(p).density for p in (one, five, many)] == ["airy", "normal", "dense"]


def test_a_line_is_set_as_large_as_its_room_allows_and_never_ends_in_one_character() -> None:
    assert fitted("示" * 10, 215, 12.5, 8.6).size == 12.5
    assert fitted("示" * 24, 215, 12.5, 8.6).size == pytest.approx(215 / 24, abs=0.01)
    broken = fitted("示" * 26, 215, 12.5, 8.6)
    assert broken.size == 8.6
    assert 13 <= broken.measure <= 16


def test_a_latin_letter_takes_half_the_width_of_a_chinese_character() -> None:
    assert width("专利AB") == 3


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        ("201619001040.4", "ZL201619001040.4"),
        ("202010000001.X", "ZL202010000001.X"),
        ("98803365.2", "ZL98803365.2"),
        ("85100001", "ZL85100001"),
        ("ZL201619001040.4", "ZL201619001040.4"),
        ("US10123456B2", "US10123456B2"),
        ("EP3456789", "EP3456789"),
    ],
)
def test_a_granted_chinese_patent_is_printed_with_its_zl(number: str, printed: str) -> None:
    assert patent_number(number) == printed
