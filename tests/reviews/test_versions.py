"""What was changed when an application was handed in again."""

from dataclasses import replace
from datetime import timedelta

from factories import ApplicationFactory, PatentFactory, UserFactory, actor
from factories.applications import application_input
from factories.documents import document_of, pdf
from flask import Flask

from registry import clock
from registry.accounts.models import User
from registry.applications import service as applications
from registry.applications.models import Application, Basis
from registry.applications.service import ApplicationInput, LinkInput
from registry.extensions import db
from registry.reviews.versions import since_version_before
from registry.transaction import unit_of_work


def said_of(it: Application) -> ApplicationInput:
    """What stands in it, to be handed in again."""
    links = tuple(
        LinkInput(link.typed, link.core, link.basis, link.contribution) for link in it.links
    )
    return application_input(product_name=it.product.name, model=it.model, links=links)


def again(it: Application, owner: User, given: ApplicationInput) -> Application:
    """Corrected and handed in once more, a day later."""
    with clock.at(clock.today() + timedelta(days=1)), unit_of_work():
        found = db.session.get_one(Application, it.id)
        applications.save(actor(owner), found, given, found.version)
        applications.submit(actor(owner), found)
    return db.session.get_one(Application, it.id)


def found_in(it: Application) -> dict[tuple[str, str], tuple[object, object]]:
    since = since_version_before(it)
    assert since is not None
    return {(each.field, each.subject): (each.before, each.now) for each in since.differences}


def test_each_field_that_was_changed_stands_with_what_it_was(app: Flask) -> None:
    owner = UserFactory()
    it = ApplicationFactory(returned=True, applicant=owner)
    new = f"ZL{PatentFactory(patentee=owner.enterprise.name).number}"
    first, second = said_of(it).links
    links = (replace(first, contribution=4000), LinkInput(new, True, Basis.PATENTEE, 1000))
    given = replace(said_of(it), output_value=11_500_000_00, model="SL-101", links=links)
    found = found_in(again(it, owner, given))
    assert found.pop(("output_value", "")) == (12_000_000_00, 11_500_000_00)
    assert found.pop(("model", "")) == ("SL-100", "SL-101")
    patents = {before[0] if before else None: now for (field, _), (before, now) in found.items()}
    assert set(patents) == {first.typed, second.typed, None}
    assert patents[second.typed] is None and patents[None][0] == new
    assert patents[first.typed] == (first.typed, True, Basis.PATENTEE, 4000)


def test_what_was_handed_in_once_has_no_version_before(app: Flask) -> None:
    assert since_version_before(ApplicationFactory(submitted=True)) is None
    assert since_version_before(ApplicationFactory(draft=True)) is None


def test_handed_in_again_without_a_change_there_is_nothing_to_show(app: Flask) -> None:
    owner = UserFactory()
    it = ApplicationFactory(returned=True, applicant=owner)
    assert since_version_before(again(it, owner, said_of(it))) is None


def test_examined_once_more_on_another_day_it_is_still_the_same_version(app: Flask) -> None:
    assert since_version_before(ApplicationFactory(certified=True)) is None


def test_a_document_that_was_added_is_a_difference(app: Flask) -> None:
    owner = UserFactory()
    it = ApplicationFactory(returned=True, applicant=owner)
    name = document_of(it, owner, pdf()).name
    before, now = found_in(again(it, owner, said_of(it)))["document", name]
    assert before is None and now


def test_the_reviewer_reads_the_differences(app: Flask, sign_in) -> None:
    owner = UserFactory()
    it = ApplicationFactory(returned=True, applicant=owner)
    links = (replace(said_of(it).links[0], core=False),)
    given = replace(said_of(it), profit=-5_00, links=links)
    again(it, owner, given)
    page = sign_in(UserFactory(reviewer=True)).get(f"/reviews/{it.public_id}").text
    table = page.partition("Changed since the version")[2].partition("</table>")[0]
    assert "-5.00" in table and "not a core patent" in table and "Output value" not in table
