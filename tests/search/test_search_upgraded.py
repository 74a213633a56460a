"""A registry that is older than the search finds its names after an upgrade."""

from factories import EnterpriseFactory
from flask import Flask
from sqlalchemy import delete

from registry.commands.search import build_what_is_missing
from registry.extensions import db
from registry.search import Kind, find
from registry.search.models import SearchEntry


def test_an_upgrade_builds_the_index_that_an_older_registry_lacks(app: Flask) -> None:
    enterprise = EnterpriseFactory(name="示例密封件有限公司")
    db.session.execute(delete(SearchEntry))
    db.session.commit()
    assert find(Kind.ENTERPRISE, "密封", 10).ids == ()
    build_what_is_missing()
    assert find(Kind.ENTERPRISE, "密封", 10).ids == (enterprise.id,)


def test_an_index_that_is_there_is_left_as_it_is(app: Flask) -> None:
    gone = EnterpriseFactory(name="示例阀门有限公司")
    EnterpriseFactory(name="示例密封件有限公司")
    db.session.execute(delete(SearchEntry).where(SearchEntry.row_id == gone.id))
    db.session.commit()
    build_what_is_missing()
    assert gone.id not in find(Kind.ENTERPRISE, "阀门", 10).ids
