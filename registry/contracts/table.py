"""Many contracts at once, from a table: CSV or XLSX, headings in English or Chinese.

The table is read whole, each row as the form reads it, and nothing of it is kept until who sent it
has seen what would be recorded. Then all of it is recorded or nothing. What is recorded already is
named and left out, so that a list can be sent again with rows added.
"""

import csv
import io
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select

from registry import clock
from registry.contracts import service
from registry.contracts.models import TechnologyContract
from registry.contracts.reading import ContractInput, read_contract
from registry.contracts.workflow import ContractKind, ContractStatus, Side
from registry.enterprises.models import Enterprise
from registry.errors import BadInput, Conflict, FieldProblem
from registry.extensions import db
from registry.money import N_
from registry.permissions import Actor
from registry.tables.table import Row, read_table

MOST_ROWS, LONGEST_TABLE = 500, 400_000
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "kind": ("合同类型", "合同种类"),
    "side": ("本方身份", "我方身份", "本方"),
    "others": ("对方", "合同对方", "对方当事人"),
    "patents": ("专利号", "涉及专利", "专利"),
    "amount": ("合同金额", "合同金额(元)", "金额(元)", "金额"),
    "signed_on": ("签订日期", "签订日", "签约日期"),
    "partners": ("本方其他当事人", "共同当事人"),
    "record_number": ("登记编号", "合同登记编号", "备案号"),
}
OPTIONAL = ("partners", "record_number")
_KINDS = {
    "独占许可": ContractKind.EXCLUSIVE,
    "独占实施许可": ContractKind.EXCLUSIVE,
    "排他许可": ContractKind.SOLE,
    "排他实施许可": ContractKind.SOLE,
    "普通许可": ContractKind.PLAIN,
    "普通实施许可": ContractKind.PLAIN,
    "转让": ContractKind.TRANSFER,
    "专利转让": ContractKind.TRANSFER,
    "专利权转让": ContractKind.TRANSFER,
}
_SIDES = {
    **dict.fromkeys(("许可方", "许可人", "让与方", "让与人", "转让方"), Side.GRANTOR),
    **dict.fromkeys(("被许可方", "被许可人", "受让方", "受让人"), Side.GRANTEE),
}
# Records of a contract that still say something.
_STANDING = (ContractStatus.WAITING, ContractStatus.CONFIRMED, ContractStatus.MATCHED)


@dataclass(frozen=True, slots=True)
class RowRead:
    """One row: what it says, or what is wrong with it; ``known`` is the own record of the same
    contract, which stands already."""

    line: int
    given: ContractInput | None
    problems: tuple[FieldProblem, ...]
    known: TechnologyContract | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a table would record. ``text`` is the table as it is sent once more to be recorded,
    ``unknown`` the headings that nothing asks for."""

    rows: tuple[RowRead, ...]
    unknown: tuple[str, ...]
    text: str

    @property
    def wrong(self) -> tuple[RowRead, ...]:
        """The rows that cannot be taken."""
        return tuple(row for row in self.rows if row.problems)

    @property
    def known(self) -> tuple[RowRead, ...]:
        """The rows that are recorded already."""
        return tuple(row for row in self.rows if row.known is not None)

    @property
    def new(self) -> tuple[ContractInput, ...]:
        """What would be recorded."""
        return tuple(row.given for row in self.rows if row.given and row.known is None)


def preview(content: bytes, own: Enterprise) -> Preview:
    """Read a table. Raises FileProblem for one that cannot be read, BadInput for a long one."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "contracts"
        path.write_bytes(content)
        table = read_table(path, COLUMNS, OPTIONAL)
    text = _text(table.rows)
    if len(table.rows) > MOST_ROWS or len(text.encode()) > LONGEST_TABLE:
        problem = N_("The table has {count} rows, or very long ones.")
        expected = N_("Send at most {most} contracts at once.")
        told = {"count": str(len(table.rows)), "most": str(MOST_ROWS)}
        raise BadInput([FieldProblem("file", str(len(table.rows)), problem, expected, told)])
    today = clock.today()
    rows = [_read(row, own, today) for row in table.rows]
    return Preview(tuple(_compared(rows, own)), table.unknown, text)


def record_all(actor: Actor, own: Enterprise, content: bytes) -> tuple[int, Preview]:
    """Record every contract of a table, and how many; Conflict, and nothing is kept, where a row
    cannot be taken any more. The enterprise is held, so that of two who send the same table at
    once the second finds its rows recorded."""
    db.session.refresh(own, with_for_update=True)
    found = preview(content, own)
    if found.wrong:
        raise Conflict("The table cannot be taken as it is now; look at it again.")
    for given in found.new:
        service.record(actor, given)
    return len(found.new), found


def _text(rows: Sequence[Row]) -> str:
    """The rows as CSV, whatever the file was."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([row.values[name] for name in COLUMNS] for row in rows)
    return out.getvalue()


def _read(row: Row, own: Enterprise, today: date) -> RowRead:
    if row.problems:
        return RowRead(row.line, None, tuple(row.problems))
    try:
        return RowRead(row.line, read_contract(_typed(row.values), own, today), ())
    except BadInput as error:
        return RowRead(row.line, None, tuple(error.problems))


def _typed(values: Mapping[str, str]) -> dict[str, str]:
    """The cells as the form has them: words in Chinese too, parties parted by semicolons."""
    kind, side = values["kind"], values["side"]
    return dict(values) | {
        "kind": _KINDS[kind].value if kind in _KINDS else kind,
        "side": _SIDES[side].value if side in _SIDES else side,
        "others": _one_a_line(values["others"]),
        "partners": _one_a_line(values["partners"]),
    }


def _one_a_line(text: str) -> str:
    return text.replace("；", "\n").replace(";", "\n")


def _compared(rows: Sequence[RowRead], own: Enterprise) -> list[RowRead]:
    """The rows held against each other and against what is recorded."""
    identities = {row.line: service.identity_of(row.given) for row in rows if row.given}
    known = _recorded(own.id, list(identities.values()))
    first: dict[str, int] = {}
    found = []
    for row in rows:
        identity = identities.get(row.line, "")
        if identity and first.setdefault(identity, row.line) != row.line:
            found.append(RowRead(row.line, None, (_repeated(first[identity]),)))
        else:
            found.append(RowRead(row.line, row.given, row.problems, known.get(identity)))
    return found


def _repeated(line: int) -> FieldProblem:
    problem = N_("Line {line} is the same contract: patents, day, amount and parties agree.")
    return FieldProblem("", "", problem, N_("Keep one of the two lines."), {"line": str(line)})


def _recorded(enterprise_id: int, identities: list[str]) -> dict[str, TechnologyContract]:
    rows = db.session.scalars(
        select(TechnologyContract)
        .where(TechnologyContract.enterprise_id == enterprise_id)
        .where(TechnologyContract.identity.in_(identities))
        .where(TechnologyContract.status.in_(_STANDING))
        .order_by(TechnologyContract.id)
    )
    return {row.identity: row for row in rows}
