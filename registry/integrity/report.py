"""What a check has found: faults, which must not be, and notices, which somebody should see."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

# So many rows of each kind are named; the others are counted.
NAMED = 20


@dataclass(frozen=True, slots=True)
class Remark:
    """What is wrong with one row: its table, its key as text, an English template and its values.

    ``row`` is empty where a whole table, file or check is meant.
    """

    table: str
    row: str
    template: str
    values: dict[str, str] = field(hash=False)

    def text(self) -> str:
        """The sentence, in English."""
        return self.template.format_map(self.values)


@dataclass
class Findings:
    """What one invariant has found so far: the first of each kind named, all of them counted."""

    invariant: str
    rows: int = 0
    faults: list[Remark] = field(default_factory=list)
    notices: list[Remark] = field(default_factory=list)
    fault_count: int = 0
    notice_count: int = 0

    def fault(self, table: str, row: object, template: str, **values: object) -> None:
        """Something that must not be."""
        self.fault_count += 1
        _keep(self.faults, table, row, template, values)

    def notice(self, table: str, row: object, template: str, **values: object) -> None:
        """Something that may be, and that somebody should see."""
        self.notice_count += 1
        _keep(self.notices, table, row, template, values)

    def expect(self, table: str, row: object, said: Mapping[str, tuple[object, object]]) -> None:
        """One fault for each column whose value is not the expected one: ``{column: (value,
        expected)}``."""
        for column, (value, expected) in said.items():
            if value != expected:
                self.fault(
                    table,
                    row,
                    "{column} is {value}; it should be {expected}.",
                    column=column,
                    value=value,
                    expected=expected,
                )


@dataclass(frozen=True)
class Report:
    """The findings of every invariant, in the order in which they were checked."""

    findings: tuple[Findings, ...]

    @property
    def sound(self) -> bool:
        """Whether there is no fault."""
        return not any(each.fault_count for each in self.findings)

    @property
    def exit_code(self) -> int:
        """0 when sound, else 1."""
        return 0 if self.sound else 1

    def faults(self) -> list[tuple[str, Remark]]:
        """The named faults, each with its invariant."""
        return [(each.invariant, fault) for each in self.findings for fault in each.faults]

    def as_dict(self) -> dict[str, Any]:
        """For ``--json``."""
        return {"sound": self.sound, "invariants": [_plain(each) for each in self.findings]}


def _keep(
    kept: list[Remark], table: str, row: object, template: str, values: dict[str, object]
) -> None:
    if len(kept) < NAMED:
        said = {name: str(value) for name, value in values.items()}
        kept.append(Remark(table, "" if row is None else str(row), template, said))


def _plain(findings: Findings) -> dict[str, Any]:
    return {
        "invariant": findings.invariant,
        "rows": findings.rows,
        "faults": findings.fault_count,
        "notices": findings.notice_count,
        "named_faults": _plain_remarks(findings.faults),
        "named_notices": _plain_remarks(findings.notices),
    }


def _plain_remarks(remarks: Iterable[Remark]) -> list[dict[str, str]]:
    return [{"table": each.table, "row": each.row, "text": each.text()} for each in remarks]
