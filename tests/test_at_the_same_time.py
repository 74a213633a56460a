"""Who stores what somebody else stored at the same moment is told so, and nothing of theirs is half
there. The services look first, and mostly find it; this is what stands behind them."""

import click
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from registry.commands.frame import within
from registry.enterprises.models import Enterprise, Size
from registry.extensions import db
from registry.transaction import unit_of_work

CODE = "91370100MA3TESTX0F"
SAID = (
    "Somebody else stored the same at this moment. Nothing of this was stored; please do it again."
)


def store_twice() -> None:
    """What two would store who both looked before either wrote."""
    with unit_of_work():
        for name in ("甲", "乙"):
            row = Enterprise(credit_code=CODE, name=name, region_code="370100", size=Size.SMALL)
            db.session.add(row)
            db.session.flush()


def names() -> list[str]:
    return list(db.session.scalars(select(Enterprise.name)))


def test_a_command_ends_in_a_sentence_and_leaves_nothing(app: Flask) -> None:
    with pytest.raises(click.ClickException) as met:
        within(app, store_twice)
    assert met.value.message == SAID
    assert names() == []


def test_on_a_page_it_is_a_conflict_and_not_a_failure(app: Flask) -> None:
    with pytest.raises(IntegrityError) as met:
        store_twice()
    with app.test_request_context("/"):
        answer = app.make_response(app.handle_user_exception(met.value))
    assert answer.status_code == 409
    assert SAID in answer.get_data(as_text=True)
    assert names() == []
