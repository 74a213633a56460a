"""The drawings: a seal that holds its name, waves that join, measures that hold."""

from dataclasses import replace
from datetime import date
from math import hypot

import pytest
from defusedxml.ElementTree import fromstring

from certificates.drawing import QUIET_ZONE, qr_code, seal_characters
from certificates.guilloche import DRAWINGS, HEIGHT, OUTER, WIDTH, number
from certificates.payload import Payload
from certificates.view import chinese_date, english_date, heading, view, yuan


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


def test_the_ornament_stays_within_the_frame_of_the_page() -> None:
    tree = fromstring(DRAWINGS["border"]())
    paths = [node.get("d", "") for node in tree.iter()]
    numbers = [float(part) for d in paths for part in d.translate(SPACED).split()]
    xs, ys = numbers[::2], numbers[1::2]
    assert OUTER <= min(xs) and max(xs) <= WIDTH - OUTER
    assert OUTER <= min(ys) and max(ys) <= HEIGHT - OUTER


SPACED = str.maketrans({"M": " ", "C": " ", "Z": " "})


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
