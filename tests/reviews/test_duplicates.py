"""Filings that are likely of the same product are shown to the reviewer."""

import pytest
from factories import ApplicationFactory, PatentFactory, UserFactory
from factories.applications import application_input
from flask import Flask

from registry.applications.models import Application, Basis
from registry.applications.service import LinkInput
from registry.reviews.duplicates import MOST, likely_same


def filed(name: str, number: str, reach: str = "submitted", applicant=None) -> Application:
    links = (LinkInput(number, True, Basis.PATENTEE, 3000),)
    given = application_input(product_name=name, model=name, links=links)
    return ApplicationFactory(reach=reach, given=given, applicant=applicant or UserFactory())


@pytest.fixture
def number(app: Flask) -> str:
    return f"ZL{PatentFactory().number}"


def another() -> str:
    return f"ZL{PatentFactory().number}"


def test_who_names_the_same_patent_is_found_with_the_patent(number: str) -> None:
    it, other = filed("示例甲", number), filed("示例乙", number)
    filed("示例丙", another())
    (found,) = likely_same(it)
    assert (found.application.id, found.shared, found.same_name) == (other.id, (number,), False)


def test_a_product_of_the_same_name_of_another_enterprise_is_found(number: str) -> None:
    it, other = filed("示例甲", number), filed("示例甲", another())
    (found,) = likely_same(it)
    assert (found.application.id, found.shared, found.same_name) == (other.id, (), True)


def test_drafts_and_what_was_withdrawn_are_not_shown(number: str) -> None:
    it = filed("示例甲", number)
    filed("示例乙", number, "draft")
    filed("示例丙", number, "withdrawn")
    assert likely_same(it) == []


def test_of_many_those_with_most_in_common_are_shown(number: str) -> None:
    it = filed("示例甲", number)
    for _ in range(MOST):
        filed("示例甲", another())
    sharing = filed("示例乙", number)
    found = likely_same(it)
    assert len(found) == MOST and found[0].application.id == sharing.id


def test_the_reviewer_sees_both_side_by_side_and_the_enterprise_does_not(
    number: str, sign_in
) -> None:
    owner = UserFactory()
    it = filed("示例甲", number, applicant=owner)
    other = filed("示例乙", number)
    page = sign_in(UserFactory(reviewer=True)).get(f"/reviews/{it.public_id}").text
    assert f"/reviews/{other.public_id}" in page and number in page
    assert "示例乙" not in sign_in(owner).get(f"/applications/{it.public_id}").text
