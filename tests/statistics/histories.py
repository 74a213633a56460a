"""Random histories of decisions, and their totals recomputed without the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

from factories.patents import patent_number

from registry import clock
from registry.applications import ledger
from registry.applications.ledger import AMOUNTS, Stage
from registry.applications.models import Application, Basis, PatentLink
from registry.enterprises.models import Enterprise, Size
from registry.extensions import db
from registry.patents.models import Patent
from registry.patents.number_types import Kind
from registry.products.models import Product
from registry.statistics.queries import Figures

DATA_YEAR = 2024
FIRST_DAY = date(2025, 1, 1)
# A municipality's district, a county, a prefecture, a province: every level an enterprise may name.
REGIONS = ("110101", "370102", "370200", "370000", "320100")
CLASSES = ("0101", "0301", "0302")
KINDS = tuple(kind.value for kind in Kind)
_serial = count(1)


@dataclass
class Case:
    """One application of a history and what has become of it, day by day."""

    application: Application
    patents: frozenset[int]
    amounts: dict[str, int]
    enterprise: Enterprise
    # (day, stage or None, region and size on the day of registration), in order.
    stages: list[tuple[date, Stage | None, str, Size]] = field(default_factory=list)
    # Of the patents: kind by id, which are core, and by what rights they are used.
    kinds: dict[int, str] = field(default_factory=dict)
    core: frozenset[int] = frozenset()
    bases: frozenset[str] = frozenset()
    # Day → the amounts from then on, in order.
    corrected: list[tuple[date, dict[str, int]]] = field(default_factory=list)

    @property
    def stage(self) -> Stage | None:
        return self.stages[-1][1] if self.stages else None

    def on(self, day: date) -> tuple[Stage | None, str, Size]:
        """Its stage on a day, and the region and size under which it counts."""
        past = [entry for entry in self.stages if entry[0] <= day]
        return past[-1][1:] if past else (None, "", Size.SMALL)

    def declared(self, day: date) -> dict[str, int]:
        """The amounts as known on a day: as declared, or as last corrected."""
        past = [amounts for known, amounts in self.corrected if known <= day]
        return past[-1] if past else self.amounts

    def decide(self, step: str, back: int) -> None:
        """Take a step if it can be taken now; ``back`` days is how far a revocation reaches, and
        how many fen a correction takes off each amount."""
        today = clock.today()
        if step == "register" and not self.stages:
            ledger.add(self.application, Stage.REGISTERED, step, today)
            enterprise = self.enterprise
            entry = (today, Stage.REGISTERED, enterprise.region_code, enterprise.size)
            self.stages.append(entry)
        elif step == "certify" and self.stage is Stage.REGISTERED:
            ledger.shift(self.application, Stage.REGISTERED, Stage.CERTIFIED, step, today)
            self._now(Stage.CERTIFIED)
        elif step == "revoke" and self.stage is Stage.CERTIFIED:
            effective = today - timedelta(days=back)
            ledger.shift(self.application, Stage.CERTIFIED, Stage.REGISTERED, step, effective)
            self._now(Stage.REGISTERED)
        elif step == "correct" and self.stage is not None:
            amounts = {name: fen // 2 - back for name, fen in self.declared(today).items()}
            ledger.correct(self.application, amounts, step, today)
            self.corrected.append((today, amounts))
        elif step == "withdraw" and self.stage is Stage.REGISTERED:
            ledger.take_back(self.application, Stage.REGISTERED, step, today)
            self._now(None)

    def _now(self, stage: Stage | None) -> None:
        _, _, region_code, size = self.stages[-1]
        self.stages.append((clock.today(), stage, region_code, size))


def an_enterprise(region_code: str, size: Size = Size.SMALL) -> Enterprise:
    """An enterprise, not committed."""
    serial = next(_serial)
    made = Enterprise(
        credit_code=f"TEST{serial:014d}",
        name=f"示例企业{serial}",
        region_code=region_code,
        size=size,
    )
    db.session.add(made)
    db.session.flush()
    return made


def some_patents(how_many: int) -> list[Patent]:
    """Patents, not committed; their kinds take turns."""
    made = [
        Patent(
            office="CN",
            number=patent_number(500_000 + next(_serial)),
            kind=KINDS[place % len(KINDS)],
            title="示例装置",
            patentee="示例企业",
        )
        for place in range(how_many)
    ]
    db.session.add_all(made)
    db.session.flush()
    return made


def a_product(enterprise: Enterprise) -> Product:
    """A product, not committed."""
    product = Product(enterprise_id=enterprise.id, name=f"示例产品{next(_serial)}")
    db.session.add(product)
    db.session.flush()
    return product


def a_case(
    enterprise: Enterprise,
    class_code: str,
    amounts: dict[str, int],
    patents: Iterable[Patent],
    core: frozenset[int] | None = None,
    licensed: frozenset[int] = frozenset(),
    data_year: int = DATA_YEAR,
    earlier: Case | None = None,
) -> Case:
    """An application of the data year with these amounts, not committed and counted nowhere.

    ``core`` (all unless told) and ``licensed`` are ids of patents; ``earlier`` is a case of the
    same product in another year.
    """
    linked = list(patents)
    cores = {p.id for p in linked} if core is None else core
    rights = dict.fromkeys(licensed, Basis.LICENSEE)
    application = Application(
        product_id=earlier.application.product_id if earlier else a_product(enterprise).id,
        enterprise_id=enterprise.id,
        round_year=data_year + 1,
        class_code=class_code,
        seeks_certification=True,
        **amounts,
        links=[
            PatentLink(
                position=place,
                typed=p.number,
                patent_id=p.id,
                core=p.id in cores,
                basis=rights.get(p.id, Basis.PATENTEE),
            )
            for place, p in enumerate(linked, start=1)
        ],
    )
    db.session.add(application)
    db.session.flush()
    return Case(
        application,
        frozenset(p.id for p in linked),
        amounts,
        enterprise,
        kinds={p.id: p.kind for p in linked},
        core=frozenset(p.id for p in linked if p.id in cores),
        bases=frozenset(rights.get(p.id, Basis.PATENTEE).value for p in linked),
    )


def figures_of(
    cases: Iterable[Case], only_kind: str | None = None, day: date = date.max
) -> Figures:
    """What the figures of these cases are as known on a day, added up one by one; ``only_kind``: of
    their patents, those of one kind count."""
    counted = list(cases)
    kinds = {patent: kind for case in counted for patent, kind in case.kinds.items()}
    used = {patent for patent, kind in kinds.items() if only_kind in (None, kind)}
    core = {patent for case in counted for patent in case.core} & used
    return (
        {amount: sum(case.declared(day)[amount] for case in counted) for amount in AMOUNTS}
        | {
            "products": len(counted),
            "enterprises": len({case.enterprise.id for case in counted}),
            "patents": len(used),
            "patents_core": len(core),
        }
        | {f"patents_{kind}": sum(kinds[patent] == kind for patent in used) for kind in KINDS}
    )
