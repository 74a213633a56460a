"""Papers are issued in the newest versions of the designs; those of before keep theirs."""

import pytest

from certificates.design import DESIGNS, load_design
from certificates.payload import paper_from_json
from certificates.render import render
from registry.certification import service

ISSUED = (
    (service.DESIGN, service.DESIGN_VERSION),
    (service.NOTICE_DESIGN, service.NOTICE_DESIGN_VERSION),
)


@pytest.mark.parametrize(("name", "version"), ISSUED)
def test_the_registry_issues_in_the_newest_version_of_a_design(name: str, version: int) -> None:
    assert version == len(list((DESIGNS / name).glob("v*")))


@pytest.mark.parametrize(("name", "newest"), ISSUED)
def test_a_paper_of_an_earlier_version_can_be_made_again(name: str, newest: int) -> None:
    sample = paper_from_json(load_design(name, newest).sample)
    papers = {render(sample, load_design(name, version)) for version in range(1, newest + 1)}
    assert len(papers) == newest
