"""Many contracts at once: looked at row by row, then all recorded or none."""

import csv
import io
from collections.abc import Callable

import pytest
from factories import UserFactory, actor
from factories.contracts import recorded, typed
from factories.patents import patent_number
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from sqlalchemy import func, select

from registry.accounts.models import User
from registry.contracts.models import TechnologyContract
from registry.contracts.table import COLUMNS, MOST_ROWS, preview, record_all
from registry.contracts.workflow import ContractStatus
from registry.errors import BadInput, Conflict
from registry.extensions import db
from registry.tables.problems import FileProblem
from registry.transaction import unit_of_work

SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def licensor(app: Flask) -> User:
    user: User = UserFactory()
    return user


@pytest.fixture
def licensee(app: Flask) -> User:
    user: User = UserFactory()
    return user


def a_table(*rows: dict[str, str]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(COLUMNS))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def row(other: User, number: int = 1, **changes: str) -> dict[str, str]:
    return typed(other, patents=f"ZL{patent_number(number)}", **changes)


def sent(content: bytes) -> dict[str, tuple[io.BytesIO, str]]:
    return {"file": (io.BytesIO(content), "合同.csv")}


def count() -> int:
    db.session.rollback()
    return db.session.scalars(select(func.count()).select_from(TechnologyContract)).one()


def test_a_table_is_seen_first_and_recorded_whole(
    sign_in: SignIn, licensor: User, licensee: User
) -> None:
    browser = sign_in(licensor)
    content = a_table(row(licensee), row(licensee, 2, amount="0"))
    seen = browser.post("/contracts/table", data=sent(content))
    assert seen.status_code == 200 and count() == 0
    assert "2 contracts would be recorded" in seen.text and licensee.enterprise.name in seen.text
    done = browser.post("/contracts/table/record", data={"table": content.decode()})
    assert done.status_code == 303
    contracts = db.session.scalars(select(TechnologyContract)).all()
    assert [each.status for each in contracts] == [ContractStatus.WAITING] * 2
    assert [each.amount for each in contracts] == [123_456_750, 0]
    again = browser.post("/contracts/table/record", data={"table": content.decode()})
    assert again.status_code == 303 and count() == 2


def test_a_workbook_with_chinese_headings_and_words_is_read_as_the_form_is(
    licensor: User, licensee: User
) -> None:
    book, other = Workbook(), licensee.enterprise
    numbers = f"ZL{patent_number(1)}、ZL{patent_number(2)}"
    facing = f"{other.name}，{other.credit_code}；示例外国公司"
    for line in (
        ("合同类型", "本方身份", "对方", "专利号", "合同金额", "签订日期"),
        ("专利权转让", "转让方", facing, numbers, 1000.5, "2025-06-30"),
    ):
        book.active.append(line)
    out = io.BytesIO()
    book.save(out)
    (read,) = preview(out.getvalue(), licensor.enterprise).new
    assert (read.kind.value, read.amount, len(read.patents)) == ("transfer", 100_050, 2)
    assert [party.side.value for party in read.parties] == ["grantor", "grantee", "grantee"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "抵押"}, "kind"),
        ({"side": "我方"}, "side"),
        ({"others": ""}, "others"),
        ({"others": "示例 91370100MAEXD00017"}, "others"),
        ({"patents": "no number"}, "patents"),
        ({"amount": "１２３"}, "amount"),
        ({"amount": "-1"}, "amount"),
        ({"signed_on": "2025年6月"}, "signed_on"),
        ({"signed_on": "2999-01-01"}, "signed_on"),
        ({"record_number": "x" * 200}, "record_number"),
    ],
)
def test_one_wrong_row_keeps_all_out_and_is_named_with_its_line(
    sign_in: SignIn, licensor: User, licensee: User, wrong: dict[str, str], field: str
) -> None:
    browser = sign_in(licensor)
    content = a_table(row(licensee), row(licensee, 2) | wrong)
    seen = browser.post("/contracts/table", data=sent(content))
    assert seen.status_code == 422 and "1 of 2 rows cannot be taken" in seen.text
    assert "Record these contracts" not in seen.text
    (bad,) = preview(content, licensor.enterprise).wrong
    assert (bad.line, [problem.field for problem in bad.problems]) == (3, [field])
    refused = browser.post("/contracts/table/record", data={"table": content.decode()})
    assert refused.status_code == 409 and count() == 0


def test_a_contract_told_twice_in_a_table_names_the_first_line(
    licensor: User, licensee: User
) -> None:
    content = a_table(row(licensee), row(licensee, 2), row(licensee, kind="transfer"))
    (bad,) = preview(content, licensor.enterprise).wrong
    assert bad.line == 4 and "Line 2 is the same contract" in bad.problems[0].text()


def test_what_is_recorded_already_is_named_and_left_out(
    sign_in: SignIn, licensor: User, licensee: User
) -> None:
    known = recorded(licensor, row(licensee))
    content = a_table(row(licensee), row(licensee, 2))
    seen = sign_in(licensor).post("/contracts/table", data=sent(content))
    assert "recorded already" in seen.text and known.public_id in seen.text
    with unit_of_work():
        own = db.session.merge(licensor.enterprise)
        made, found = record_all(actor(licensor), own, content)
    assert (made, len(found.known), count()) == (1, 1, 2)


def test_a_table_that_cannot_be_read_is_answered_with_why(
    sign_in: SignIn, licensor: User, licensee: User
) -> None:
    browser = sign_in(licensor)
    long = a_table(*(row(licensee, number) for number in range(1, MOST_ROWS + 2)))
    for content, said in (
        (b"", "is empty"),
        (b"kind,side\n", "columns are missing"),
        (b"%PDF-1.7", "PDF file"),
        (long, "at most 500 contracts"),
    ):
        answer = browser.post("/contracts/table", data=sent(content))
        assert answer.status_code == 422 and said in answer.text
    assert "No file was chosen" in browser.post("/contracts/table", data={}).text
    assert browser.post("/contracts/table/record", data={}).status_code == 422


def test_tables_are_for_who_applies(sign_in: SignIn, app: Flask, client: FlaskClient) -> None:
    reviewer = sign_in(UserFactory(reviewer=True))
    assert reviewer.get("/contracts/table").status_code == 403
    assert reviewer.post("/contracts/table/record").status_code == 403
    assert client.post("/contracts/table").status_code == 403


def test_the_empty_table_has_the_headings_that_are_read(sign_in: SignIn, licensor: User) -> None:
    text = sign_in(licensor).get("/contracts/table/empty.csv").text.removeprefix("\ufeff")
    with pytest.raises(FileProblem, match="has a header and no rows"):
        preview(text.encode(), licensor.enterprise)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(
        st.dictionaries(st.sampled_from(list(COLUMNS)), st.text(max_size=8), max_size=4),
        min_size=1,
        max_size=4,
    )
)
def test_any_cells_are_taken_or_named(
    licensor: User, licensee: User, rows: list[dict[str, str]]
) -> None:
    content = a_table(*(row(licensee, place) | more for place, more in enumerate(rows, start=1)))
    try:
        found = preview(content, licensor.enterprise)
    except (FileProblem, BadInput):
        return
    assert all(bool(each.problems) != bool(each.given) for each in found.rows)
    assert preview(found.text.encode(), licensor.enterprise).new == found.new
    if found.wrong:
        with pytest.raises(Conflict):
            record_all(actor(licensor), licensor.enterprise, found.text.encode())
