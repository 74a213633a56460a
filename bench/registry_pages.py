"""A registry of many applications in a database, the people who look at it, and their pages.

``tests/architecture/test_page_queries.py`` counts the queries of the same pages in a small one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from random import Random

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select, text

from bench import registry_events as events
from bench.registry_rows import FIRST_USER, People, Row, Rows, name
from registry.accounts import sessions
from registry.accounts.models import User
from registry.accounts.service import SYSTEM, NewAccount, add_user
from registry.applications.facts import gather
from registry.applications.models import Application, EvaluationRecord, PatentLink
from registry.applications.objections import Objection
from registry.applications.service import precheck
from registry.applications.workflow import Status
from registry.audit.models import AuditEntry, AuditLink
from registry.certification.models import Certificate, Paper, Proposal
from registry.codes.models import ClassLevel, IndustryClass, Region
from registry.contracts.models import ContractParty, ContractPatent, TechnologyContract
from registry.enterprises.models import Enterprise, Size
from registry.extensions import Base, db
from registry.messages.models import Message
from registry.patents.models import Patent, StatusStatement
from registry.permissions import Role
from registry.products.models import Product
from registry.reviews.models import Assignment, Decision
from registry.search import Kind
from registry.search.service import rebuild
from registry.transaction import unit_of_work
from registry.watching.models import PatentWarning, WarningAssessment

PASSWORD = "a long enough password"
_AT_ONCE = 5_000


# Role → addresses of one and the same kind; ``{page}`` is some page of the list, ``{some}`` the
# address of some application that waits, ``{own}`` of one of the applicant's, ``{number}`` of a
# registration, ``{notice}`` of one under public notice. None is anybody.
PAGES: Mapping[Role | None, tuple[str, ...]] = {
    None: (
        "/",
        "/register?page={page}",
        "/register?q={word}&page={page}",
        "/register?standing=certified&round=2024&page={page}",
        "/register/{number}",
        "/notices?page={page}",
        "/notices/{notice}",
    ),
    Role.APPLICANT: (
        "/applications?page={page}",
        "/applications/{own}",
        "/applications/{own}/check",
        "/contracts/?page={page}",
        "/messages/?page={page}",
    ),
    Role.REVIEWER: (
        "/reviews/?page={page}",
        "/reviews/?status=submitted&order=product&page={page}",
        "/reviews/?status=public_notice&order=due&page={page}",
        "/reviews/?whose=own",
        "/reviews/?whose=unassigned&age=month&page={page}",
        "/reviews/?whose=overdue&order=-enterprise&page={page}",
        "/reviews/{some}",
        "/reviews/{some}/register",
        "/reviews/away",
        "/objections?page={page}",
        "/certification/?page={page}",
        "/certification/?q={word}&page={page}",
        "/certification/proposals/?page={page}",
        "/contracts/work?page={page}",
        "/warnings/?page={page}",
        "/messages/?page={page}",
    ),
    Role.OPERATOR: (
        "/trail",
        "/trail?verb=register",
        "/trail?person=applicant@bench.example.org&since=2023-03-01&until=2023-06-01",
        "/trail?subject=application&name={some}",
        "/people?page={page}",
        "/people?q=a0000&role=reviewer",
        "/programme/rounds",
        "/programme/benchmarks/2025",
        "/lists/regions",
    ),
}


def fill(count: int, large: int = 170) -> Rows:
    """Put the rows of so many applications into a database with codes and programme."""
    rows = Rows(count, _people(), *_codes(), {}, {}, large)
    db.session.remove()
    _write(_filed(rows))
    # What the rules find of one of them stands for what they found of all.
    first = db.session.get_one(Application, 1)
    rows = replace(rows, result=precheck(first).to_json(), facts=gather(first).to_json())
    db.session.remove()
    _write(_done(rows))
    rebuild(Kind.PRODUCT, ((each["id"], each["name"]) for each in rows.product()))
    rebuild(Kind.ENTERPRISE, ((each["id"], each["name"]) for each in rows.enterprise()))
    db.session.remove()
    return rows


def _filed(rows: Rows) -> Iterable[tuple[type[Base], Iterable[Row]]]:
    """What enterprises filed, in the order in which rows need each other."""
    yield Enterprise, rows.enterprise()
    yield User, rows.user()
    yield Product, rows.product()
    yield Application, rows.application()
    yield Patent, rows.patent()
    yield StatusStatement, rows.status_statement()
    yield PatentLink, rows.patent_link()


def _done(rows: Rows) -> Iterable[tuple[type[Base], Iterable[Row]]]:
    """What was done about it."""
    yield EvaluationRecord, rows.evaluation()
    yield Decision, rows.decision()
    yield Assignment, rows.assignment()
    yield Objection, rows.objection()
    yield Certificate, rows.certificate()
    yield Paper, rows.paper()
    yield AuditEntry, events.audit_entry(rows)
    yield AuditLink, events.audit_link(rows)
    yield Message, events.message(rows)
    yield WarningAssessment, events.warning_assessment(rows)
    yield Proposal, events.proposal(rows)
    yield PatentWarning, events.patent_warning(rows)
    yield TechnologyContract, events.technology_contract(rows)
    yield ContractParty, events.contract_party(rows)
    yield ContractPatent, events.contract_patent(rows)


def _write(tables: Iterable[tuple[type[Base], Iterable[Row]]]) -> None:
    with db.engine.begin() as connection:
        for model, rows in tables:
            for batch in _batches(rows):
                connection.execute(insert(model.__table__), batch)
        connection.execute(text("ANALYZE"))


def _batches(rows: Iterable[Row]) -> Iterable[list[Row]]:
    waiting: list[Row] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == _AT_ONCE:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _people() -> People:
    """The accounts that sign in, and the first enterprise, whose applicant is one of them."""
    with unit_of_work():
        code, region = "913700000000000001", db.session.scalars(select(Region.code)).first()
        owner = Enterprise(
            credit_code=code, name="示例大型企业", region_code=str(region), size=Size.LARGE
        )
        db.session.add(owner)
        db.session.flush()
        keys = {
            who: add_user(SYSTEM, NewAccount(_address(who), who, PASSWORD, roles, of)).id
            for who, roles, of in (
                ("reviewer", frozenset({Role.REVIEWER}), None),
                ("examiner", frozenset({Role.REVIEWER}), None),
                ("operator", frozenset({Role.OPERATOR}), None),
                ("applicant", frozenset({Role.APPLICANT}), owner.id),
            )
        }
    if owner.id != 1 or max(keys.values()) >= FIRST_USER:
        raise RuntimeError("the registry of the bench begins in an empty database")
    return People(keys["reviewer"], keys["examiner"], keys["applicant"])


def _address(who: str) -> str:
    return f"{who}@bench.example.org"


def _codes() -> tuple[tuple[str, ...], tuple[str, ...]]:
    regions = db.session.scalars(select(Region.code).order_by(Region.code)).all()
    middle = select(IndustryClass.code).where(IndustryClass.level == ClassLevel.MIDDLE)
    return tuple(regions), tuple(db.session.scalars(middle.order_by(IndustryClass.code)))


def places(rows: Rows, chance: Random) -> dict[str, str]:
    """What stands for the braces of an address: another application each time."""
    newest = range(rows.products * 2 + 1, rows.products * 3 + 1)
    # In nobody's hands: what somebody has is asked for by one query more.
    handed_in = [key for key in newest if rows.status_of(key) is Status.SUBMITTED and key % 3 == 0]
    announced = [key for key in newest if rows.status_of(key) is Status.PUBLIC_NOTICE]
    own = [
        key
        for key in newest
        if rows.status_of(key) is Status.SUBMITTED
        if rows.product_of(key) % rows.large == 1
    ]
    certified = [key for key in newest if rows.status_of(key) is Status.CERTIFIED]
    notice = chance.choice(announced)
    return {
        "page": str(chance.choice((1, 1, 2, 3, 10))),
        "some": f"{chance.choice(handed_in):016x}",
        "own": f"{chance.choice(own):016x}",
        "word": name(rows.product_of(chance.choice(certified))),
        "number": f"BENCH-2025-{notice:06d}",
        "notice": f"BENCH-2025-{notice:06d}",
    }


def browser_of(app: Flask, role: Role | None) -> FlaskClient:
    """A client in which the person of a role is signed in."""
    client = app.test_client()
    if role is not None:
        with app.app_context():
            user = db.session.scalars(select(User).where(User.email == _address(role.value))).one()
            with unit_of_work():
                token = sessions.begin(user, "Firefox", second_factor=True)
        with client.session_transaction() as session:
            session[sessions.TOKEN] = token
    return client
