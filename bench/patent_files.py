"""Files of patents that nobody has, the same on every machine."""

import random
from datetime import date, timedelta
from pathlib import Path

from registry.patents.check_digits import check_digit

_SEED = 1204
_HEADER = "申请号,名称,专利权人,申请日,授权公告日,法律状态,终止日,状态日期"


def write_file(file: Path, count: int) -> None:
    """A table of so many patents with their status, in no order."""
    chance = random.Random(_SEED)
    with file.open("w", encoding="utf-8") as out:
        print(_HEADER, file=out)
        for row in range(count):
            print(_row(chance, row), file=out)


def _row(chance: random.Random, row: int) -> str:
    filed_on = date(2004, 1, 1) + timedelta(days=chance.randrange(7_500))
    granted_on = filed_on + timedelta(days=chance.randrange(200, 900))
    # Seven digits of which no two rows of a year have the same.
    body = f"{filed_on.year}{chance.choice('12223')}{row * 7 % 9_999_991:07d}"
    status = chance.choices(("授权", "未缴年费终止", "期限届满终止"), (77, 20, 3))[0]
    has_ended = status != "授权"
    ended_on = granted_on + timedelta(days=chance.randrange(400, 3_000)) if has_ended else ""
    title = "".join(chance.choice(part) for part in _TITLE) + str(row % 977)
    patentee = "".join(chance.choice(part) for part in _PATENTEE) + "有限公司"
    number = f"{body}.{check_digit(body)}"
    return f"{number},{title},{patentee},{filed_on},{granted_on},{status},{ended_on},2025-09-01"


_TITLE = (
    ("一种", "新型", "高效", "便携式", "自动", "低噪声"),
    ("数控", "海洋", "液压", "光学", "橡胶", "铝合金", "锂电池", "风力", "纺织", "食品", "医用"),
    ("机床", "平台", "阀门", "镜头", "密封圈", "轮毂", "隔膜", "叶片", "织机", "支架", "播种机"),
    ("", "用", "专用"),
    ("装置", "方法", "系统", "及其制备方法", "控制方法", "结构", "组件"),
)
_PATENTEE = (
    ("济南", "青岛", "烟台", "潍坊（示例）"),
    ("甲", "乙", "丙", "丁", "戊", "己", "庚", "辛"),
    ("科技", "机械", "材料", "电子", "生物"),
)
