"""Whether a product still meets the rules without the patents that are in doubt.

The rules decide, over the facts of today less these patents; what they find is kept.
"""

from collections.abc import Collection
from dataclasses import replace

from registry import clock
from registry.applications.facts import gather
from registry.applications.models import Application
from registry.applications.workflow import Status
from registry.eligibility.evaluate import Evaluation, evaluate
from registry.eligibility.rule import Answer, Finding, Stage
from registry.extensions import db
from registry.watching.models import WarningAssessment


def assess_without(application: Application, left_out: Collection[str]) -> WarningAssessment:
    """Run the rules as if the patents of these typed numbers were not linked; keep it for ever."""
    facts = gather(application)
    left = tuple(patent for patent in facts.patents if patent.typed not in left_out)
    facts = replace(facts, patents=left)
    evaluation = evaluate(facts)
    record = WarningAssessment(
        application_id=application.id,
        at=clock.now(),
        left_out=sorted(left_out),
        rule_set=evaluation.rule_set,
        facts=facts.to_json(),
        facts_sha256=facts.sha256(),
        result=evaluation.to_json(),
    )
    db.session.add(record)
    db.session.flush()
    return record


def threatens(application: Application, assessment: WarningAssessment) -> bool:
    """Whether a rule that counts for the application is not met, or cannot be told to be."""
    return evaluation_of(assessment).answer(stage_of(application)) is not Answer.MET


def doubts(application: Application, assessment: WarningAssessment) -> tuple[Finding, ...]:
    """The findings that threaten."""
    stages = {Stage.REGISTRATION, stage_of(application)}
    return tuple(
        finding
        for finding in evaluation_of(assessment).findings
        if finding.answer is not Answer.MET and finding.stage in stages
    )


def stage_of(application: Application) -> Stage:
    """The stage that the application has reached or asks for."""
    if application.status in (Status.PUBLIC_NOTICE, Status.CERTIFIED):
        return Stage.CERTIFICATION
    asks = application.seeks_certification and application.refused_on is None
    return Stage.CERTIFICATION if asks else Stage.REGISTRATION


def evaluation_of(assessment: WarningAssessment) -> Evaluation:
    """What the rules found, read back."""
    return Evaluation.from_json(assessment.result)
