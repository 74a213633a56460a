"""The code lists: complete, connected, and dated."""

from collections import Counter
from datetime import date

import pytest
from flask import Flask
from snapshots import contents
from sqlalchemy import select

from registry.codes.models import ClassLevel, IndustryClass, Region, RegionLevel
from registry.codes.queries import (
    in_force,
    industry_class,
    middle_classes,
    prefectures_of,
    region,
    successors,
)
from registry.codes.service import load_codes, six_digits
from registry.extensions import db
from registry.transaction import unit_of_work

SHANDONG = {
    "370100": "济南市",
    "370200": "青岛市",
    "370300": "淄博市",
    "370400": "枣庄市",
    "370500": "东营市",
    "370600": "烟台市",
    "370700": "潍坊市",
    "370800": "济宁市",
    "370900": "泰安市",
    "371000": "威海市",
    "371100": "日照市",
    "371300": "临沂市",
    "371400": "德州市",
    "371500": "聊城市",
    "371600": "滨州市",
    "371700": "菏泽市",
}
# Of GB/T 2260: 23 provinces, 5 autonomous regions, 4 municipalities, 2 special regions.
PROVINCES = 34


def test_the_sixteen_prefectures_of_shandong_are_there_by_their_names(app: Flask) -> None:
    today = prefectures_of("370000", date(2025, 9, 1))
    assert {row.code: row.name for row in today} == SHANDONG


def test_laiwu_was_a_prefecture_until_jinan_took_it_in(app: Flask) -> None:
    before = {row.code: row.name for row in prefectures_of("370000", date(2019, 1, 8))}
    assert before == SHANDONG | {"371200": "莱芜市"}
    assert len(prefectures_of("370000", date(2019, 1, 9))) == 16
    ended = successors(Region, date(2019, 1, 9))
    assert {old: new for old, new in ended.items() if old.startswith("3712")} == {
        "371200": "370100",
        "371202": "370116",
        "371203": "370117",
    }
    assert successors(Region, date(2019, 1, 8)) == {}


def test_every_region_that_ended_is_followed_by_one_of_its_level_in_force(app: Flask) -> None:
    rows = {row.code: row for row in db.session.scalars(select(Region))}
    for old, new in successors(Region, date(2025, 9, 1)).items():
        assert new is not None and rows[new].valid_to is None
        assert rows[new].level is rows[old].level, old


def test_successors_are_followed_to_the_one_in_force_and_no_further_than_a_split(
    app: Flask,
) -> None:
    chain = [
        # code, last day, successor
        ("0301", date(2020, 1, 1), "0302"),
        ("0302", date(2021, 1, 1), "0303"),
        ("0304", date(2021, 1, 1), None),
        ("0305", date(2020, 1, 1), "0304"),
        ("0101", date(2020, 1, 1), "0102"),
        ("0102", date(2020, 1, 1), "0101"),
        ("0103", date(2030, 1, 1), "0303"),
    ]
    with pytest.raises(InterruptedError), unit_of_work():
        for code, last_day, successor in chain:
            row = db.session.get_one(IndustryClass, code)
            row.valid_to, row.successor_code = last_day, successor
        db.session.flush()
        assert successors(IndustryClass, date(2025, 9, 1)) == {
            "0301": "0303",
            "0302": "0303",
            "0304": None,
            "0305": None,
            "0101": None,
            "0102": None,
        }
        raise InterruptedError


def test_every_province_has_six_digits_taiwan_too(app: Flask) -> None:
    provinces = db.session.scalars(select(Region).where(Region.level == RegionLevel.PROVINCE)).all()
    assert len(provinces) == PROVINCES
    assert all(row.code.isdigit() and row.code.endswith("0000") for row in provinces)
    taiwan = region("710000")
    assert taiwan is not None and "台湾" in taiwan.name


def test_every_region_lies_in_one_of_a_higher_level(app: Flask) -> None:
    rows = {row.code: row for row in db.session.scalars(select(Region))}
    order = list(RegionLevel)
    for row in rows.values():
        if row.level is RegionLevel.PROVINCE:
            assert row.parent_code is None
        else:
            assert row.parent_code is not None
            assert order.index(rows[row.parent_code].level) < order.index(row.level), row.code
            assert row.parent_code[:2] == row.code[:2], row.code


def test_the_districts_of_a_municipality_lie_in_it(app: Flask) -> None:
    districts = db.session.scalars(select(Region).where(Region.parent_code == "110000")).all()
    assert "110101" in {row.code for row in districts}


def test_there_are_seven_major_classes_and_thirty_one_middle_ones(app: Flask) -> None:
    rows = db.session.scalars(select(IndustryClass)).all()
    assert Counter(row.level for row in rows) == {ClassLevel.MAJOR: 7, ClassLevel.MIDDLE: 31}
    for row in rows:
        assert row.name and row.name_en, row.code
        assert (row.parent_code or "") == (row.code[:2] if len(row.code) == 4 else ""), row.code


def test_a_class_is_known_by_its_code_and_an_unknown_one_is_none(app: Flask) -> None:
    found = industry_class("0301")
    assert found is not None and found.name == "通用设备制造"
    assert industry_class("9999") is None


def test_loading_again_adds_and_changes_nothing(app: Flask) -> None:
    before = contents("region", "industry_class")
    with unit_of_work():
        assert load_codes() == {"regions": 0, "classes": 0}
    assert contents("region", "industry_class") == before


def test_what_is_missing_is_added_again_and_what_was_changed_stays(app: Flask) -> None:
    with pytest.raises(InterruptedError), unit_of_work():
        kept = industry_class("0301")
        assert kept is not None
        kept.name = "示例名称"
        db.session.delete(db.session.get_one(Region, "370102"))
        db.session.flush()
        assert load_codes() == {"regions": 1, "classes": 0}
        assert kept.name == "示例名称"
        raise InterruptedError  # the code lists stay as every test finds them


def test_a_row_is_in_force_from_its_first_to_its_last_day() -> None:
    row = IndustryClass(
        code="0301", valid_from=date(2019, 4, 1), valid_to=date(2025, 12, 31), name="示例"
    )
    days = [date(2019, 3, 31), date(2019, 4, 1), date(2025, 12, 31), date(2026, 1, 1)]
    assert [in_force(row, day) for day in days] == [False, True, True, False]


def test_a_class_that_has_ended_is_offered_no_longer(app: Flask) -> None:
    assert middle_classes(date(2019, 3, 31)) == []
    assert len(middle_classes(date(2025, 9, 1))) == 31
    with pytest.raises(InterruptedError), unit_of_work():
        ended = industry_class("0301")
        assert ended is not None
        ended.valid_to, ended.successor_code = date(2025, 8, 31), "0302"
        db.session.flush()
        offered = {row.code for row in middle_classes(date(2025, 9, 1))}
        assert len(offered) == 30 and "0301" not in offered
        raise InterruptedError


@pytest.mark.parametrize(
    ("short", "whole"), [("37", "370000"), ("3701", "370100"), ("370102",) * 2]
)
def test_a_region_of_any_level_is_written_with_six_digits(short: str, whole: str) -> None:
    assert six_digits(short) == whole
