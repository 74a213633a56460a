"""What the entries of the trail are about: by what name people know it, and where its page is."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import Select, select

from registry.accounts.models import User
from registry.applications.corrections import Correction
from registry.applications.models import Application
from registry.applications.objections import Objection
from registry.certification.models import Certificate, Paper, Proposal
from registry.contracts.models import TechnologyContract
from registry.enterprises.models import Enterprise
from registry.extensions import db
from registry.patents.models import Patent
from registry.products.models import Product
from registry.programme.models import Target
from registry.reviews.models import Assignment, Delegation, StaffNote
from registry.statistics.releases.models import Release
from registry.watching.models import PatentWarning

# So large a key no row has; beyond it the databases take none.
GREATEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Subject:
    """``address`` is None where it has no page."""

    name: str
    address: str | None


@dataclass(frozen=True, slots=True)
class _Sort:
    """How one sort is looked up: a query of key, name and what the address needs."""

    asked: Callable[[], Select[*tuple[Any, ...]]]
    address: Callable[[tuple[str, ...]], str | None]


def _review(told: tuple[str, ...]) -> str:
    return url_for("reviews.review", public_id=told[0])


def _of_application(
    asked: Select[*tuple[Any, ...]], model: type[Assignment | Objection | StaffNote]
) -> Select[*tuple[Any, ...]]:
    """What is about an application is called by the name of its product."""
    return asked.join(Application, Application.id == model.application_id).join(
        Product, Product.id == Application.product_id
    )


_SORTS: Mapping[str, _Sort] = {
    "application": _Sort(
        lambda: select(Application.id, Product.name, Application.public_id).join(
            Product, Product.id == Application.product_id
        ),
        _review,
    ),
    "assignment": _Sort(
        lambda: _of_application(
            select(Assignment.id, Product.name, Application.public_id), Assignment
        ),
        _review,
    ),
    "certificate": _Sort(
        lambda: select(Certificate.id, Certificate.number, Certificate.number),
        lambda told: url_for("certification.certificate", number=told[0]),
    ),
    "correction": _Sort(
        lambda: (
            select(Correction.id, Product.name, Correction.public_id)
            .join(Application, Application.id == Correction.application_id)
            .join(Product, Product.id == Application.product_id)
        ),
        lambda told: url_for("corrections.correction", public_id=told[0]),
    ),
    "delegation": _Sort(
        lambda: select(Delegation.id, User.name, User.id).join(
            User, User.id == Delegation.reviewer_id
        ),
        lambda told: url_for("people.person", user_id=told[0]),
    ),
    "enterprise": _Sort(
        lambda: select(Enterprise.id, Enterprise.name, Enterprise.credit_code), lambda _: None
    ),
    "objection": _Sort(
        lambda: _of_application(select(Objection.id, Product.name, Objection.public_id), Objection),
        lambda told: url_for("objections.objection", public_id=told[0]),
    ),
    "paper": _Sort(
        lambda: select(Paper.id, Paper.number, Application.public_id).join(
            Application, Application.id == Paper.application_id
        ),
        _review,
    ),
    "patent": _Sort(
        lambda: select(Patent.id, Patent.number, Patent.office, Patent.number),
        lambda told: url_for("patents.timeline", office=told[0], number=told[1]),
    ),
    "patent_warning": _Sort(
        lambda: (
            select(PatentWarning.id, Patent.number, Application.public_id)
            .join(Patent, Patent.id == PatentWarning.patent_id)
            .join(Application, Application.id == PatentWarning.application_id)
        ),
        lambda told: url_for("watching.of_application", public_id=told[0]),
    ),
    "proposal": _Sort(
        lambda: select(Proposal.id, Certificate.number, Proposal.id).join(
            Certificate, Certificate.id == Proposal.certificate_id
        ),
        lambda told: url_for("proposals.proposal", proposal_id=told[0]),
    ),
    "release": _Sort(
        lambda: select(Release.id, Release.name, Release.id),
        lambda told: url_for("releases.preview", release=told[0]),
    ),
    "staff_note": _Sort(
        lambda: _of_application(
            select(StaffNote.id, Product.name, Application.public_id), StaffNote
        ),
        _review,
    ),
    "target": _Sort(
        lambda: select(Target.id, Target.reference, Target.id),
        lambda told: url_for("programme.target", target_id=told[0]),
    ),
    "technology_contract": _Sort(
        lambda: select(
            TechnologyContract.id, TechnologyContract.public_id, TechnologyContract.public_id
        ),
        lambda told: url_for("contracts.contract", public_id=told[0]),
    ),
    "user": _Sort(
        lambda: select(User.id, User.email, User.id),
        lambda told: url_for("people.person", user_id=told[0]),
    ),
}


def subjects(named: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Subject]:
    """The subjects of these sorts and keys; one query for each sort. One that is not there any
    more, or has no name, is called by its key."""
    by_sort: dict[str, set[int]] = {}
    for sort, key in named:
        by_sort.setdefault(sort, set()).add(key)
    found: dict[tuple[str, int], Subject] = {}
    for sort, keys in by_sort.items():
        found |= {(sort, key): _without_name(sort, key) for key in keys}
        found |= _looked_up(sort, keys)
    return found


def _looked_up(sort: str, keys: set[int]) -> dict[tuple[str, int], Subject]:
    if sort not in _SORTS:
        return {}
    asked = _SORTS[sort].asked()
    rows = db.session.execute(asked.where(asked.selected_columns[0].in_(keys)))
    return {
        (sort, int(str(key))): Subject(
            str(name), _SORTS[sort].address(tuple(str(each) for each in told))
        )
        for key, name, *told in rows
    }


def _without_name(sort: str, key: int) -> Subject:
    if sort == "round":
        return Subject(str(key), url_for("programme.round", year=key))
    if sort == "benchmarks":
        return Subject(str(key), url_for("benchmarks.page", year=key))
    return Subject(str(key), None)


_NAMES: Mapping[str, Callable[[str], Select[int]]] = {
    "application": lambda name: select(Application.id).where(
        (Application.registration_number == name) | (Application.public_id == name)
    ),
    "certificate": lambda name: select(Certificate.id).where(Certificate.number == name),
    "enterprise": lambda name: select(Enterprise.id).where(Enterprise.credit_code == name),
    "patent": lambda name: select(Patent.id).where(Patent.number == name),
    "technology_contract": lambda name: select(TechnologyContract.id).where(
        TechnologyContract.public_id == name
    ),
    "user": lambda name: select(User.id).where(User.email == name.lower()),
}


def key_of(sort: str, name: str) -> int | None:
    """The key of a subject that is named as people know it, or by the key itself."""
    if sort in _NAMES:
        found = db.session.scalars(_NAMES[sort](name)).first()
        if found is not None:
            return found
    is_key = name.isascii() and name.isdigit() and len(name) <= 10 and int(name) <= GREATEST
    return int(name) if is_key else None
