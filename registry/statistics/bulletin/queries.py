"""What a bulletin is made from, read back: the release, those before it, the target, who publishes."""

from sqlalchemy import select

from registry.codes.models import Region
from registry.config import setting
from registry.extensions import db
from registry.programme.models import Target
from registry.statistics.breakdowns import Breakdown
from registry.statistics.bulletin.findings import Findings, Goal, Issuer, Shown, Vintage
from registry.statistics.releases import queries
from registry.statistics.releases.content import Side
from registry.statistics.releases.models import Publication, Release
from registry.statistics.releases.triangle import Step, triangle

_TOLD = ("products", "enterprises", "output_value", "sales_revenue")


def findings_of(release: Release) -> Findings:
    """All that the bulletin of a release says, from what was public when it came out: releases
    that came later change nothing of it. Of one that is not published, what is public now."""
    now = Shown(queries.content_of(release))
    before = _newest(release.data_year - 1, release)
    return Findings(
        issuer=_issuer(),
        now=now,
        before=Shown(queries.content_of(before)) if before else None,
        goal=_goal(now),
        vintages=tuple(map(_vintage, triangle(_until(release)))),
    )


def _newest(data_year: int, release: Release) -> Release | None:
    """The last release of a data year that was out when this one came out."""
    out = queries.publication_of(release)
    query = select(Release).join(Publication, Publication.release_id == Release.id)
    query = query.where(Release.data_year == data_year)
    if out is not None:
        query = query.where(Publication.published_at <= out.published_at)
    return db.session.scalars(query.order_by(Publication.serial.desc()).limit(1)).first()


def _until(release: Release) -> list[Release]:
    """The releases of the year, up to this one."""
    published = queries.published(release.data_year)
    before = [each for each in published if each.id in release.after]
    return [*before, release] if queries.publication_of(release) else before


def _vintage(step: Step) -> Vintage:
    out = step.release.publication
    assert out is not None
    values = {name: step.values.get((Side.TOGETHER, name)) for name in _TOLD}
    return Vintage(
        out.number, step.release.as_of, step.release.status.value, values, dict(step.reasons)
    )


def _goal(now: Shown) -> Goal | None:
    """The next target of the province that runs the registry, and what of it is reached there."""
    code = setting("REGION")
    target = db.session.scalars(
        select(Target)
        .where(Target.indicator == "output_value", Target.region_code == code)
        .where(Target.year >= now.content.data_year)
        .order_by(Target.year)
        .limit(1)
    ).one_or_none()
    if target is None:
        return None
    within = code in {key.code for key in now.keys(Breakdown.PROVINCE)}
    place = ((Breakdown.PROVINCE,), (code,)) if within else ((), ())
    reached = now.value("output_value", Side.TOGETHER, *place)
    return Goal(target.year, target.value, target.reference, reached)


def _issuer() -> Issuer:
    code = setting("REGION")
    region = db.session.get(Region, code)
    return Issuer(
        setting("AUTHORITY_NAME"), setting("AUTHORITY_NAME_EN"), code, region.name if region else ""
    )
