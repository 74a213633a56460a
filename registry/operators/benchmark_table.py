"""A set of benchmarks as a table: read from CSV or XLSX or what was typed, and written again."""

import csv
import io
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from registry.codes.queries import middle_classes
from registry.eligibility.measures import MEASURES
from registry.errors import BadInput, FieldProblem
from registry.money import N_
from registry.operators.reading import LONGEST_REFERENCE
from registry.programme.models import Benchmark, Dimension, Round
from registry.programme.setting import BenchmarkInput
from registry.single_values import Typed
from registry.tables.table import Row, read_table

MOST_ROWS, LONGEST_TABLE = 2000, 400_000
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "class_code": ("产品分类代码", "分类代码", "产品分类"),
    "dimension": ("评价维度", "维度"),
    "measure": ("指标", "评价指标"),
    "threshold": ("基准值", "评价基准"),
    "unit": ("单位", "计量单位"),
    "reference": ("依据", "出处"),
    "last_checked": ("核对日期", "最后核对"),
    "is_example": ("示例", "是否示例"),
}
DIMENSIONS: Mapping[str, Dimension] = {
    **{each.value: each for each in Dimension},
    "经济效益": Dimension.ECONOMIC_BENEFIT,
    "专利保护强度": Dimension.PROTECTION_STRENGTH,
    "专利价值贡献": Dimension.VALUE_CONTRIBUTION,
    "产品竞争力对专利依赖度": Dimension.PATENT_DEPENDENCE,
}
UNITS = {"yuan": "yuan", "元": "yuan", "percent": "percent", "%": "percent", "百分比": "percent"} | {
    "patents": "patents", "件": "patents", "years": "years", "年": "years",
}  # fmt: skip
_TRUTHS = {"yes": True, "是": True, "no": False, "否": False}
# A threshold of nothing asks for nothing: it would let everybody pass.
_THRESHOLD = re.compile(r"(?=.*[1-9])[0-9]{1,18}(?:\.[0-9]{1,8})?", re.ASCII)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class RowRead:
    """One line: the benchmark that it sets, or what is wrong with it."""

    line: int
    given: BenchmarkInput | None
    problems: tuple[FieldProblem, ...]


@dataclass(frozen=True, slots=True)
class SetRead:
    """A whole table; ``text`` is the same once more, as the preview sends it back."""

    lines: tuple[RowRead, ...]
    unknown: tuple[str, ...]
    text: str

    @property
    def wrong(self) -> tuple[RowRead, ...]:
        """The lines that cannot be taken."""
        return tuple(each for each in self.lines if each.problems)

    @property
    def rows(self) -> tuple[BenchmarkInput, ...]:
        """What the table sets."""
        return tuple(each.given for each in self.lines if each.given)


def read_set(content: bytes, programme_round: Round) -> SetRead:
    """Read a table. FileProblem for one that cannot be read, BadInput for one too long."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "benchmarks"
        path.write_bytes(content)
        table = read_table(path, COLUMNS)
    text = _again(table.rows)
    if len(table.rows) > MOST_ROWS or len(text.encode()) > LONGEST_TABLE:
        expected = N_("Send at most {most} benchmarks, four for each class.")
        said = {"most": str(MOST_ROWS), "count": str(len(table.rows))}
        problem = N_("The table has {count} rows, or very long ones.")
        raise BadInput([FieldProblem("file", str(len(table.rows)), problem, expected, said)])
    classes = {each.code for each in middle_classes(programme_round.filing_by)}
    lines = [_read(row, classes) for row in table.rows]
    return SetRead(tuple(_without_repetition(lines)), table.unknown, text)


def table_of(rows: Sequence[Benchmark]) -> str:
    """The set that is in force, with Chinese headings, as it can be changed and sent again."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([names[0] for names in COLUMNS.values()])
    for row in sorted(rows, key=lambda each: (each.class_code, each.dimension)):
        writer.writerow([_safe(_cell(getattr(row, name))) for name in COLUMNS])
    return out.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)


def _safe(text: str) -> str:
    """As no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _again(rows: Sequence[Row]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, tuple(COLUMNS), lineterminator="\n")
    writer.writeheader()
    writer.writerows(row.values for row in rows)
    return out.getvalue()


def _read(row: Row, classes: set[str]) -> RowRead:
    typed = Typed(row.values)
    typed.problems.extend(row.problems)
    dimension, unit = _dimension(typed), UNITS.get(typed.given("unit"), "")
    given = BenchmarkInput(
        class_code=_class(typed, classes),
        dimension=dimension,
        measure=_measure(typed, unit),
        threshold=_threshold(typed),
        unit=unit,
        reference=typed.text("reference", LONGEST_REFERENCE),
        last_checked=typed.day("last_checked"),
        is_example=_truth(typed),
    )
    return RowRead(row.line, None if typed.problems else given, tuple(typed.problems))


def _class(typed: Typed, classes: set[str]) -> str:
    # A spreadsheet takes the zero at the beginning away.
    found = typed.given("class_code").zfill(4)
    if found not in classes:
        problem = N_("No product can be filed under this class in the round.")
        expected = N_("Write the four digits of a middle class that is in force, as in 0101.")
        typed.wrong("class_code", problem, expected)
    return found


def _dimension(typed: Typed) -> Dimension:
    found = DIMENSIONS.get(typed.given("dimension"))
    if found is None:
        expected = N_("Choose one of: {words}.")
        words = ", ".join(DIMENSIONS)
        typed.wrong("dimension", N_("There is no such dimension."), expected, words=words)
    return found or Dimension.ECONOMIC_BENEFIT


def _measure(typed: Typed, unit: str) -> str:
    found = MEASURES.get(typed.given("measure"))
    if found is None:
        words = ", ".join(MEASURES)
        problem, expected = N_("There is no such measure."), N_("Choose one of: {words}.")
        typed.wrong("measure", problem, expected, words=words)
    elif found.unit != unit:
        problem = N_("The measure {measure} is not told in this unit.")
        expected = N_("Write the unit {unit}.")
        typed.wrong("unit", problem, expected, measure=found.name, unit=found.unit)
    return found.name if found else ""


def _threshold(typed: Typed) -> str:
    found = typed.given("threshold")
    if not _THRESHOLD.fullmatch(found):
        problem = N_("This is no threshold.")
        expected = N_("Write a number above zero in plain digits, as in 5000000 or 12.5.")
        typed.wrong("threshold", problem, expected)
    return found


def _truth(typed: Typed) -> bool:
    found = _TRUTHS.get(typed.given("is_example").lower())
    if found is None:
        problem = N_("It is not said whether this is an example.")
        expected = N_("Write yes (是) for an EXAMPLE figure, no (否) for an official one.")
        typed.wrong("is_example", problem, expected)
    return found is not False


def _without_repetition(lines: Sequence[RowRead]) -> list[RowRead]:
    first: dict[tuple[str, str], int] = {}
    found = []
    for each in lines:
        place = (each.given.class_code, each.given.dimension) if each.given else None
        if place is not None and first.setdefault(place, each.line) != each.line:
            problem = N_("Line {line} sets the same dimension of the same class.")
            expected, said = N_("Keep one of the two lines."), {"line": str(first[place])}
            repeated = FieldProblem("dimension", place[1], problem, expected, said)
            found.append(replace(each, given=None, problems=(repeated,)))
        else:
            found.append(each)
    return found
