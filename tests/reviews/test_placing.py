"""Where a declaration stands in its class, and what the enterprise declares in all."""

from bisect import bisect_left
from random import Random

from factories import ApplicationFactory, UserFactory
from factories.applications import application_input
from flask import Flask

from registry.applications.ledger import AMOUNTS
from registry.applications.models import Application
from registry.extensions import db
from registry.reviews.placing import place


def filed(fen: int, reach: str = "submitted", applicant=None, **changes) -> Application:
    amounts = {
        "output_value": fen, "sales_revenue": fen, "export_value": fen // 2, "profit": fen // 10,
    }  # fmt: skip
    given = application_input(product_name=f"示例{fen}", model=str(fen), **amounts | changes)
    return ApplicationFactory(reach=reach, given=given, applicant=applicant or UserFactory())


def test_the_place_is_that_of_a_sorted_list(app: Flask) -> None:
    chance = Random(5)
    values = [chance.randrange(1, 9) * 100_00 for _ in range(9)]
    made = [filed(fen + 0, applicant=UserFactory()) for fen in values]
    for it, fen in zip(made, values, strict=True):
        others = sorted(values)
        others.remove(fen)
        found = place(it)
        assert found.peers == 8
        assert found.amounts["output_value"].below == bisect_left(others, fen)
        assert found.share_below("output_value") == bisect_left(others, fen) * 100 // 8


def test_drafts_other_classes_and_what_was_withdrawn_or_rejected_are_no_peers(app: Flask) -> None:
    it = filed(500_00)
    filed(100_00, "draft")
    filed(200_00, "withdrawn")
    filed(400_00, "rejected")
    filed(300_00, class_code="0302")
    found = place(it)
    assert found.peers == 0
    assert [found.share_below(name) for name in AMOUNTS] == [None] * 4


def test_the_sum_is_of_all_that_the_enterprise_has_handed_in(app: Flask) -> None:
    owner = UserFactory()
    it = filed(500_00, applicant=owner)
    filed(250_00, applicant=owner, class_code="0302")
    filed(999_00, "draft", applicant=owner)
    filed(77_00)
    found = place(it)
    assert found.products == 2
    assert found.amounts["output_value"].sum == 750_00
    assert found.amounts["profit"].sum == 75_00


def test_a_draft_that_declares_nothing_has_no_place(app: Flask) -> None:
    filed(100_00)
    it = filed(300_00, "draft")
    it.output_value = None
    db.session.commit()
    found = place(it)
    assert found.amounts["output_value"].below is None
    assert found.share_below("output_value") is None
    assert found.share_below("sales_revenue") == 100


def test_the_reviewer_sees_both_beside_the_amounts(app: Flask, sign_in) -> None:
    owner = UserFactory()
    it = filed(500_00, applicant=owner)
    filed(250_00, applicant=owner)
    page = sign_in(UserFactory(reviewer=True)).get(f"/reviews/{it.public_id}").text
    table = page.partition("Declared amounts")[2].partition("</table>")[0]
    assert "100 %" in table and "750.00" in table
