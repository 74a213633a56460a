"""Loading a package: whole applications or none, other rows go on, and again changes nothing."""

import hashlib
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from factories import EnterpriseFactory, UserFactory, actor
from filing_packages import CREDIT_CODE, NUMBER, OTHER_NUMBER, Draft
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from registry import clock
from registry.applications import service as applications
from registry.applications.models import Application, PatentLink
from registry.applications.workflow import Status
from registry.audit import AuditEntry
from registry.enterprises.models import Enterprise
from registry.enterprises.queries import by_credit_code
from registry.errors import Refused
from registry.extensions import Base, db
from registry.filing.columns import File
from registry.filing.package import PackageFiles
from registry.filing.service import LoadResult, NothingStored, load
from registry.patents.models import Patent, PatentFetch, StatusStatement
from registry.patents.queries import by_number
from registry.patents.standing import standings
from registry.patents.status import PatentStatus
from registry.permissions import Actor
from registry.products.models import Product
from registry.tables.problems import FileProblem
from registry.transaction import unit_of_work

E, P, A, L = File


@pytest.fixture
def operator(app: Flask) -> Actor:
    return actor(UserFactory(operator=True))


def load_now(operator: Actor, files: PackageFiles, *, strict: bool = False) -> LoadResult:
    with unit_of_work():
        return load(operator, files, strict=strict)


def count(model: type[Base]) -> int:
    return db.session.scalars(select(func.count()).select_from(model)).one()


def stored() -> dict[str, int]:
    patents = (Patent, PatentFetch, StatusStatement)
    models = (Enterprise, *patents, Product, Application, PatentLink, AuditEntry)
    return {model.__tablename__: count(model) for model in models}


def test_a_right_package_is_stored_with_exact_amounts_and_its_patents_linked(
    operator: Actor, tmp_path: Path
) -> None:
    result = load_now(operator, Draft().write(tmp_path))
    assert result.problems == ()
    assert result.counts == {
        "enterprises": 1,
        "patents": 1,
        "begun": 1,
        "applications": 1,
        "links": 1,
    }
    application = db.session.scalars(select(Application)).one()
    assert application.status is Status.DRAFT
    assert (application.output_value, application.profit) == (12_000_000_50, -250_000_05)
    (link,) = application.links
    assert (link.typed, link.core, link.contribution) == (NUMBER, True, 4250)
    assert link.patent is not None and link.patent.kind == "invention"


def test_the_trail_says_who_loaded_for_whom(operator: Actor, tmp_path: Path) -> None:
    load_now(operator, Draft().write(tmp_path))
    begun = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "begin")).one()
    assert begun.actor_id == operator.user_id
    assert begun.actor_name == f"{operator.name} → {CREDIT_CODE}"


def test_what_is_said_of_a_patent_keeps_the_file_in_which_it_stood(
    operator: Actor, tmp_path: Path
) -> None:
    files = Draft().write(tmp_path)
    load_now(operator, files)
    (fetch,) = db.session.scalars(select(PatentFetch))
    written = hashlib.sha256(files.patents.read_bytes()).hexdigest()
    assert (fetch.source, fetch.document, fetch.sha256) == (P.value, files.patents.name, written)
    assert db.session.scalars(select(StatusStatement.fetch_id)).all() == [fetch.id]


def test_loading_the_same_package_again_changes_nothing(operator: Actor, tmp_path: Path) -> None:
    files = Draft().add(P, status_as_of="2024-09-20", granted_on="").write(tmp_path)
    load_now(operator, files)
    before = stored()
    result = load_now(operator, files)
    assert result.problems == ()
    assert stored() == before


def test_what_was_stated_of_an_earlier_day_changes_nothing_that_is_known_of_a_later(
    operator: Actor, tmp_path: Path
) -> None:
    load_now(operator, Draft().write(tmp_path))
    earlier = Draft().change(P, status_as_of="2024-09-20", status="pending", granted_on="")
    load_now(operator, earlier.write(tmp_path))
    patent = by_number("CN", "202019000001.9")
    assert patent is not None and patent.granted_on is not None
    known = standings([patent.id], clock.today())[patent.id]
    assert known.standing.status is PatentStatus.IN_FORCE
    assert count(StatusStatement) == 2


def test_a_draft_is_brought_up_to_date_by_a_changed_package(
    operator: Actor, tmp_path: Path
) -> None:
    load_now(operator, Draft().write(tmp_path))
    changed = Draft().change(A, profit="1").add(L, number=OTHER_NUMBER)
    result = load_now(operator, changed.write(tmp_path))
    assert result.counts["changed"] == 1
    application = db.session.scalars(select(Application)).one()
    assert application.profit == 100
    assert [link.typed for link in application.links] == [NUMBER, OTHER_NUMBER]


def test_a_number_that_was_not_known_is_linked_once_the_patent_is(
    operator: Actor, tmp_path: Path
) -> None:
    draft = Draft().add(L, number=OTHER_NUMBER)
    load_now(operator, draft.write(tmp_path))
    assert db.session.scalars(select(PatentLink.patent_id)).all().count(None) == 1
    load_now(operator, draft.add(P, number=OTHER_NUMBER).write(tmp_path))
    assert None not in db.session.scalars(select(PatentLink.patent_id)).all()


def submit_the_application(tmp_path: Path, operator: Actor) -> None:
    load_now(operator, Draft().write(tmp_path))
    applicant = actor(UserFactory(enterprise=by_credit_code(CREDIT_CODE)))
    with unit_of_work():
        applications.submit(applicant, db.session.scalars(select(Application)).one())


def test_an_application_that_is_handed_in_is_not_changed_and_the_row_says_so(
    operator: Actor, tmp_path: Path
) -> None:
    submit_the_application(tmp_path, operator)
    before = stored()
    result = load_now(operator, Draft().change(A, profit="1").write(tmp_path))
    assert [(p.file, p.line) for p in result.problems] == [
        ("applications.csv", 2),
        ("patent_links.csv", 2),
    ]
    assert "application in round 2025 already, which is submitted" in result.problems[0].reason()
    assert stored() == before


def test_an_application_that_is_handed_in_may_be_loaded_again_unchanged(
    operator: Actor, tmp_path: Path
) -> None:
    submit_the_application(tmp_path, operator)
    assert load_now(operator, Draft().write(tmp_path)).problems == ()


def test_a_wrong_row_stops_no_other(operator: Actor, tmp_path: Path) -> None:
    draft = Draft().add(E, credit_code="x").add(A, product_name="另一产品", round="x")
    result = load_now(operator, draft.write(tmp_path))
    assert len(result.problems) == 2
    assert (count(Enterprise), count(Application)) == (1, 1)


def test_an_application_of_an_enterprise_that_nobody_knows_is_refused_with_its_links(
    operator: Actor, tmp_path: Path
) -> None:
    result = load_now(operator, Draft().change(E, name="").write(tmp_path))
    assert [(p.file, p.problem.field) for p in result.problems] == [
        ("enterprises.csv", "name"),
        ("applications.csv", "credit_code"),
        ("patent_links.csv", ""),
    ]
    assert "Give it a correct row in enterprises.csv." in result.problems[1].reason()
    assert (count(Application), count(Product), count(Patent)) == (0, 0, 1)


def test_an_application_of_an_enterprise_that_the_registry_knows_needs_no_row_for_it(
    operator: Actor, tmp_path: Path
) -> None:
    EnterpriseFactory(credit_code=CREDIT_CODE)
    other = EnterpriseFactory.build()
    draft = Draft().change(E, credit_code=other.credit_code)
    assert load_now(operator, draft.write(tmp_path)).problems == ()
    assert count(Application) == 1


@pytest.mark.parametrize(
    "draft",
    [
        Draft().add(E, size="huge"),
        Draft().add(P, status="?"),
        Draft().add(A, product_name="另一产品", class_code="9999"),
        Draft().add(L, number=OTHER_NUMBER, contribution="much"),
        Draft().add(L, product_name="没有的产品"),
        Draft().change(E, name=""),
    ],
)
def test_a_strict_load_stores_nothing_if_any_row_is_wrong(
    operator: Actor, tmp_path: Path, draft: Draft
) -> None:
    before = stored()
    with pytest.raises(NothingStored) as caught:
        load_now(operator, draft.write(tmp_path), strict=True)
    assert caught.value.result.problems
    assert stored() == before


def test_a_strict_load_refuses_also_what_only_the_registry_knows_to_be_wrong(
    operator: Actor, tmp_path: Path
) -> None:
    submit_the_application(tmp_path, operator)
    before = stored()
    draft = Draft().change(A, profit="1").add(P, number=OTHER_NUMBER)
    with pytest.raises(NothingStored):
        load_now(operator, draft.write(tmp_path), strict=True)
    assert stored() == before


def test_a_strict_load_of_a_right_package_stores_it(operator: Actor, tmp_path: Path) -> None:
    load_now(operator, Draft().write(tmp_path), strict=True)
    assert count(Application) == 1


def test_a_file_that_breaks_off_stores_nothing_of_any_file(operator: Actor, tmp_path: Path) -> None:
    files = Draft().write(tmp_path)
    with files.links.open("ab") as out:
        out.write(b'"91370100')
    before = stored()
    with pytest.raises(FileProblem, match="patent_links.csv: the quotation mark opened in line 3"):
        load_now(operator, files)
    assert stored() == before


@pytest.mark.parametrize("trait", ["reviewer", "statistician"])
def test_only_an_operator_loads(app: Flask, tmp_path: Path, trait: str) -> None:
    files = Draft().write(tmp_path)
    with pytest.raises(Refused, match="programme.load"):
        load_now(actor(UserFactory(**{trait: True})), files)


def test_headings_that_nothing_asks_for_are_told(operator: Actor, tmp_path: Path) -> None:
    files = Draft().write(tmp_path)
    text = files.enterprises.read_text("utf-8").replace("size", "size,备注")
    files.enterprises.write_text(text.replace("small", "small,x"), "utf-8")
    assert load_now(operator, files).ignored == {"enterprises.csv": ("备注",)}


def test_the_progress_counts_every_row_that_is_stored(operator: Actor, tmp_path: Path) -> None:
    files = Draft().add(P, number=OTHER_NUMBER).write(tmp_path)
    with unit_of_work():
        load(operator, files, progress=(bar := Bar()).begin)
    assert (bar.total, bar.steps) == (4, 4)


ODD_VALUES = st.sampled_from(
    ["", "?", "yes", "no", "0", "2024", "91370100MAEXD00017", "示例减速器", "另一产品", NUMBER]
)


class TakenBack(Exception):
    """Ends an example without a trace in the database."""


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_whatever_is_wrong_an_application_is_stored_with_all_its_links_or_not_at_all(
    operator: Actor, data: st.DataObject
) -> None:
    draft = Draft().add(A, product_name="另一产品").add(L, product_name="另一产品")
    draft.add(L, number=OTHER_NUMBER).add(L, product_name="另一产品", number=OTHER_NUMBER)
    for _ in range(data.draw(st.integers(1, 3))):
        row = data.draw(st.sampled_from(draft.rows[data.draw(st.sampled_from(File))]))
        row[data.draw(st.sampled_from(sorted(row)))] = data.draw(ODD_VALUES)
    with tempfile.TemporaryDirectory() as folder, suppress(TakenBack), unit_of_work():
        load(operator, draft.write(Path(folder)))
        whole = {
            name: sum(link["product_name"] == name for link in draft.rows[L])
            for name in (row["product_name"] for row in draft.rows[A])
        }
        for application in db.session.scalars(select(Application)):
            assert len(application.links) == whole[application.product.name]
        raise TakenBack


class Bar:
    """Counts what a progress bar would show."""

    def __init__(self) -> None:
        self.total = self.steps = 0

    def begin(self, total: int) -> "Bar":
        self.total = total
        return self

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def __call__(self) -> None:
        self.steps += 1
