"""What the rules are given of an application: its facts, gathered and frozen."""

from sqlalchemy import select

from registry import clock
from registry.applications.models import Application, PatentLink
from registry.applications.workflow import EDITABLE, Status
from registry.codes.queries import in_force
from registry.eligibility.facts import (
    BenchmarkFacts,
    DeclarationFacts,
    DocumentFacts,
    EnterpriseFacts,
    Facts,
    OtherFiling,
    PatentFacts,
    ProductFacts,
    RoundFacts,
)
from registry.extensions import db
from registry.patents.models import Patent
from registry.patents.standing import standings
from registry.patents.timeline import KnownStanding
from registry.products.models import Product
from registry.programme.models import Benchmark, Round
from registry.programme.queries import benchmarks_of


def gather(application: Application) -> Facts:
    """The facts as the registry knows them now, today being the day of assessment."""
    # A draft, or one given back, is judged as if it were handed in today.
    submitted = None if application.status in EDITABLE else application.submitted_at
    return Facts(
        round=_round(application.round),
        enterprise=_enterprise(application),
        product=_product(application),
        declaration=_declaration(application),
        patents=_patents(application.links),
        benchmarks=tuple(
            _benchmark(row) for row in benchmarks_of(application.round_year, application.class_code)
        ),
        other_filings=_other_filings(application),
        assessed_on=clock.today(),
        submitted_on=clock.day_of(submitted) if submitted else None,
        resubmission=application.returned_on is not None,
        documents=tuple(
            DocumentFacts(each.name, each.kind.value, each.sha256) for each in application.documents
        ),
    )


def _round(row: Round) -> RoundFacts:
    return RoundFacts(
        year=row.year,
        data_year=row.data_year,
        opens_on=row.opens_on,
        filing_by=row.filing_by,
        correction_by=row.correction_by,
        standard=row.standard,
        status_max_age_days=row.status_max_age_days,
    )


def _enterprise(application: Application) -> EnterpriseFacts:
    enterprise = application.enterprise
    known = in_force(enterprise.region, application.round.filing_by)
    return EnterpriseFacts(
        credit_code=enterprise.credit_code,
        name=enterprise.name,
        region_code=enterprise.region_code,
        region_name=enterprise.region.name if known else None,
    )


def _product(application: Application) -> ProductFacts:
    industry_class = application.industry_class
    known = in_force(industry_class, application.round.filing_by)
    return ProductFacts(
        name=application.product.name,
        model=application.model,
        class_code=application.class_code,
        class_name=industry_class.name if known else None,
        industry_code=application.industry_code,
    )


def _declaration(application: Application) -> DeclarationFacts:
    return DeclarationFacts(
        data_year=application.round.data_year,
        output_value=application.output_value,
        sales_revenue=application.sales_revenue,
        export_value=application.export_value,
        profit=application.profit,
    )


def _patents(links: list[PatentLink]) -> tuple[PatentFacts, ...]:
    known = standings([link.patent_id for link in links if link.patent_id], clock.today())
    return tuple(_patent(link, known.get(link.patent_id or 0)) for link in links)


def _patent(link: PatentLink, known: KnownStanding | None) -> PatentFacts:
    patent = link.patent
    standing = known.standing if known and known.looked_on else None
    return PatentFacts(
        typed=link.typed,
        number=patent.number if patent else None,
        kind=(patent.kind or None) if patent else None,
        title=patent.title if patent else "",
        patentees=patentees_of(patent) if patent else (),
        filed_on=patent.filed_on if patent else None,
        granted_on=standing.granted_on if standing else patent.granted_on if patent else None,
        status=standing.status.value if standing else None,
        ended_on=standing.ended_on if standing else None,
        status_as_of=standing.as_of if standing else None,
        source=standing.source if standing else "",
        core=link.core,
        basis=link.basis.value if link.basis else None,
        contribution=link.contribution,
        extension_days=sum(each.days for each in standing.extensions) if standing else 0,
        extended_further=standing.is_extended_further if standing else False,
    )


def patentees_of(patent: Patent) -> tuple[str, ...]:
    """The names in the patentee field, which semicolons separate, Chinese ones too."""
    names = patent.patentee.replace("；", ";").split(";")
    return tuple(name.strip() for name in names if name.strip())


def _benchmark(row: Benchmark) -> BenchmarkFacts:
    return BenchmarkFacts(
        dimension=row.dimension.value,
        measure=row.measure,
        threshold=row.threshold,
        unit=row.unit,
        reference=row.reference,
        is_example=row.is_example,
    )


def _other_filings(application: Application) -> tuple[OtherFiling, ...]:
    rows = db.session.execute(
        select(Product.name, Application.model, Application.status)
        .join(Product, Product.id == Application.product_id)
        .where(Application.enterprise_id == application.enterprise_id)
        .where(Application.round_year == application.round_year)
        .where(Application.id != application.id)
        .where(Application.status.not_in((Status.WITHDRAWN, Status.REJECTED)))
        .order_by(Application.id)
    )
    return tuple(OtherFiling(name, model, status.value) for name, model, status in rows)
