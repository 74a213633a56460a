"""What a set of benchmarks would change: the rules run over the stored facts, once with the
benchmarks in force and once with the new ones. Nothing is kept of it.

Looked at are the applications of the round and of the one before that ask for certification and
were handed in. The facts are those of the last evaluation; only classes whose benchmarks change
are read. What has been decided stays decided.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import func, select

from registry.applications.models import Application, EvaluationRecord
from registry.applications.workflow import Status
from registry.eligibility.catalogue import rules_on
from registry.eligibility.evaluate import evaluate, rule_set_name, run, worst
from registry.eligibility.facts import BenchmarkFacts, Facts
from registry.eligibility.parameters import parameters_on
from registry.eligibility.plain import PlainError
from registry.eligibility.rule import Answer, Stage
from registry.enterprises.models import Enterprise
from registry.extensions import db
from registry.products.models import Product
from registry.programme.models import Benchmark
from registry.programme.setting import BenchmarkInput

LISTED = 100
_BATCH = 500
_LEFT_OUT = (Status.DRAFT, Status.WITHDRAWN)
Stored = dict[str, Any]
Sets = Mapping[str, tuple[BenchmarkFacts, ...]]


@dataclass(frozen=True, slots=True)
class Crossing:
    """An application that changes sides."""

    public_id: str
    product: str
    enterprise: str
    class_code: str
    status: Status
    before: Answer
    after: Answer


@dataclass(slots=True)
class Effect:
    """What happens in one round. Counted are all, listed are the first ``LISTED`` of each side.

    ``unreadable`` counts facts that this version of the rules cannot read any more.
    """

    year: int
    looked_at: int = 0
    met_before: int = 0
    met_after: int = 0
    leaving_count: int = 0
    coming_count: int = 0
    unreadable: int = 0
    leaving: list[Crossing] = field(default_factory=list)
    coming: list[Crossing] = field(default_factory=list)

    def add(self, crossing: Crossing) -> None:
        """Count one application, and list it if it changes sides."""
        was, will = crossing.before is Answer.MET, crossing.after is Answer.MET
        self.looked_at += 1
        self.met_before += was
        self.met_after += will
        if was and not will:
            self.leaving_count += 1
            self.leaving.extend([crossing] if self.leaving_count <= LISTED else [])
        elif will and not was:
            self.coming_count += 1
            self.coming.extend([crossing] if self.coming_count <= LISTED else [])


def effects(year: int, rows: Sequence[BenchmarkInput]) -> tuple[Effect, ...]:
    """What the set would do to the round ``year`` and to the one before it, the newer first."""
    new = _by_class(rows)
    return tuple(_effect(each, new) for each in (year, year - 1))


def _effect(year: int, new: Sets) -> Effect:
    standing = db.session.scalars(select(Benchmark).where(Benchmark.round_year == year)).all()
    old, found = _by_class(standing), Effect(year)
    changed = sorted(c for c in old.keys() | new.keys() if _asks(old, c) != _asks(new, c))
    for facts, result, told in _stored(year, changed):
        try:
            both = _answers(facts, result, old, new)
        except PlainError:
            found.unreadable += 1
            continue
        found.add(Crossing(*told, *both))
    return found


def _asks(of: Sets, code: str) -> list[tuple[str, str, str, str]]:
    """What the answers depend on; sources and dates they do not."""
    return [(each.dimension, each.measure, each.threshold, each.unit) for each in of.get(code, ())]


def _answers(stored: Stored, result: Stored, old: Sets, new: Sets) -> tuple[Answer, Answer]:
    """Before and after. What registration rests on does not look at benchmarks: its answers are
    those that are stored, unless the rules have changed since."""
    facts = Facts.from_json(stored)
    code, day = facts.product.class_code, facts.round.filing_by
    both = [replace(facts, benchmarks=each.get(code, ())) for each in (old, new)]
    labels = tuple(sorted(each.label for each in rules_on(day)))
    if result["rule_set"] != rule_set_name(facts.round.year, labels, parameters_on(day)):
        before, after = (evaluate(each).answer(Stage.CERTIFICATION) for each in both)
        return before, after
    registered = _registered(result)
    if registered is not Answer.MET:
        return registered, registered
    rules = tuple(each for each in rules_on(day) if each.stage is Stage.CERTIFICATION)
    before, after = (worst(f.answer for f in run(each, rules, {}).findings) for each in both)
    return before, after


def _registered(result: Stored) -> Answer:
    findings = (each for each in result["findings"] if each["stage"] == Stage.REGISTRATION)
    return worst(Answer(each["answer"]) for each in findings)


def _stored(
    year: int, classes: Sequence[str]
) -> Iterator[tuple[Stored, Stored, tuple[str, str, str, str, Status]]]:
    newest = (
        select(func.max(EvaluationRecord.id))
        .where(EvaluationRecord.application_id == Application.id)
        .correlate(Application)
        .scalar_subquery()
    )
    asked = (
        select(
            EvaluationRecord.facts,
            EvaluationRecord.result,
            Application.public_id,
            Product.name,
            Enterprise.name,
            Application.class_code,
            Application.status,
        )
        .join(Application, EvaluationRecord.id == newest)
        .join(Product, Product.id == Application.product_id)
        .join(Enterprise, Enterprise.id == Application.enterprise_id)
        .where(Application.round_year == year, Application.seeks_certification)
        .where(Application.status.not_in(_LEFT_OUT), Application.class_code.in_(classes))
        .order_by(Application.id)
    )
    for facts, result, *told in db.session.execute(asked, execution_options={"yield_per": _BATCH}):
        yield facts, result, (told[0], told[1], told[2], told[3], told[4])


def _by_class(rows: Sequence[BenchmarkInput | Benchmark]) -> dict[str, tuple[BenchmarkFacts, ...]]:
    found: dict[str, list[BenchmarkFacts]] = defaultdict(list)
    for row in sorted(rows, key=lambda each: each.dimension):
        found[row.class_code].append(
            BenchmarkFacts(
                dimension=row.dimension.value,
                measure=row.measure,
                threshold=row.threshold,
                unit=row.unit,
                reference=row.reference,
                is_example=row.is_example,
            )
        )
    return {code: tuple(each) for code, each in found.items()}
