"""How rules are found, dated and kept apart, and what a rule's file must have."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from registry.eligibility import rules as rules_package
from registry.eligibility.catalogue import (
    RuleConflict,
    all_rules,
    checked,
    collect,
    rules_on,
    title_of,
)
from registry.eligibility.facts import Facts
from registry.eligibility.rule import Rule, Stage, Verdict, met, rule


def _dated(since: date, until: date | None = None, id: str = "colour") -> Rule:
    @rule(id, Stage.REGISTRATION, "own", title="Colour", since=since, until=until)
    def check(facts: Facts) -> Verdict:
        return met("Fine.")

    return check


def test_a_rule_is_chosen_by_the_filing_deadline_of_the_round() -> None:
    old = _dated(date(2023, 1, 1), until=date(2026, 1, 1))
    new = _dated(date(2026, 1, 1))
    assert checked([old, new]) == (old, new)
    assert [each.in_force(date(2025, 12, 31)) for each in (old, new)] == [True, False]
    assert [each.in_force(date(2026, 1, 1)) for each in (old, new)] == [False, True]


@pytest.mark.parametrize(
    ("until", "since"),
    [(None, date(2026, 1, 1)), (date(2026, 1, 2), date(2026, 1, 1)), (None, date(2020, 1, 1))],
)
def test_two_rules_of_one_id_that_share_a_day_are_refused(until: date | None, since: date) -> None:
    with pytest.raises(RuleConflict, match="colour@"):
        checked([_dated(date(2023, 1, 1), until), _dated(since)])


def test_rules_of_different_ids_may_share_their_days() -> None:
    pair = [_dated(date(2023, 1, 1)), _dated(date(2023, 1, 1), id="shape")]
    assert checked(pair) == tuple(pair)


def test_the_shipped_rules_do_not_overlap_and_have_all_a_reader_needs() -> None:
    for each in checked(all_rules()):
        assert each.citation and each.title
        assert (each.on_application is None) != (each.on_patent is None)
        assert bool(each.all_met) == (each.on_patent is not None)


def test_a_rule_file_holds_one_rule_and_bears_its_name() -> None:
    files = sorted(path.stem for path in Path(rules_package.__path__[0]).glob("[!_]*.py"))
    assert len(files) == len(all_rules())
    for name, each in zip(files, sorted(all_rules(), key=lambda one: one.id), strict=True):
        assert name.startswith(each.id)


def test_every_round_from_2023_on_has_one_rule_of_each_id_and_earlier_days_have_none() -> None:
    ids = sorted({each.id for each in all_rules()})
    for day in (date(2023, 8, 15), date(2024, 9, 30), date(2025, 9, 15), date(2026, 9, 15)):
        assert sorted(each.id for each in rules_on(day)) == ids
    assert rules_on(date(2022, 12, 31)) == ()


def test_a_new_file_in_the_package_is_a_new_rule(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "trial_rules"
    package.mkdir()
    (package / "__init__.py").write_text("")
    source = Path(rules_package.__path__[0], "class_known.py").read_text("utf-8")
    (package / "shade_known.py").write_text(source.replace('"class_known"', '"shade_known"'))
    monkeypatch.syspath_prepend(tmp_path)
    found = collect(__import__("trial_rules"))
    assert [each.id for each in found] == ["shade_known"]
    for name in [name for name in sys.modules if name.startswith("trial_rules")]:
        del sys.modules[name]


def test_a_rule_that_is_gone_is_titled_by_its_id() -> None:
    assert title_of("class_known") == "Product class known"
    assert title_of("long_gone") == "long_gone"


def test_the_rules_run_without_the_web_and_without_a_database() -> None:
    code = (
        "import sys, registry.eligibility.evaluate as e; from registry.eligibility.catalogue "
        "import all_rules; all_rules(); print(*sorted({'flask', 'sqlalchemy', 'babel'} "
        "& sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
