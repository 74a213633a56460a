"""Pages ask the database as often for many rows as for a few."""

from random import Random

import pytest
from prepared import Prepared
from watching import statements

from bench.registry_pages import PAGES, browser_of, fill, places
from registry.extensions import db


def numbers_of_queries(prepared: Prepared, applications: int) -> dict[str, int]:
    prepared.restore()
    found = {}
    with prepared.app.app_context():
        rows = fill(applications, large=7)
        standing_for = places(rows, Random(1)) | {"page": "1"}
        for role, paths in PAGES.items():
            browser = browser_of(prepared.app, role)
            for path in paths:
                with statements() as sent:
                    answer = browser.get(path.format(**standing_for))
                assert answer.status_code == 200, path
                found[f"{role} {path}"] = len(sent)
        db.session.remove()
    return found


# Of each thing that is listed there are at least ten in the first and thirty in the second.
@pytest.mark.parametrize("few, many", [(300, 900)])
def test_a_page_takes_a_fixed_number_of_queries_however_many_rows_there_are(
    prepared: Prepared, few: int, many: int
) -> None:
    assert numbers_of_queries(prepared, few) == numbers_of_queries(prepared, many)
