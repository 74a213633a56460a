"""What a proposal of the system says, in the language of the registry: the enterprise and the
public read it when a person has confirmed it."""

from collections.abc import Sequence

from flask_babel import gettext

from registry.applications.models import Application
from registry.certification.models import CertificateEvent
from registry.eligibility.catalogue import title_of
from registry.eligibility.rule import Answer, Finding
from registry.watching.assessing import doubts
from registry.watching.models import PatentWarning, WarningAssessment
from registry.watching.wording import citation, sentence
from registry.watching.workflow import WarningAction

# More findings than these are not read out; they stand in the assessment.
_MOST_FINDINGS = 6


def grounds_of_suspension(
    application: Application, due: Sequence[PatentWarning], assessment: WarningAssessment
) -> str:
    """Each cause with its basis and whether it was answered; then what the rules find without
    the patents in doubt. Lines."""
    lines = [_of_warning(warning) for warning in due]
    left_out = ", ".join(assessment.left_out)
    found = doubts(application, assessment)
    lines.append(
        gettext("Without %(patents)s the rules find (rule set %(rules)s):",
                patents=left_out, rules=assessment.rule_set)
    )  # fmt: skip
    lines += [_of_finding(finding) for finding in found[:_MOST_FINDINGS]]
    if len(found) > _MOST_FINDINGS:
        lines.append(gettext("and %(count)s more", count=len(found) - _MOST_FINDINGS))
    return "\n".join(lines)


def grounds_of_reinstatement(suspended: CertificateEvent) -> str:
    """That what led to the suspension holds no longer."""
    text: str = gettext(
        "The certificate was suspended with effect from %(day)s because of its patents. By what is "
        "known now, the rules are met with the patents that are not in doubt.",
        day=suspended.effective_on.isoformat(),
    )
    return text


def _of_warning(warning: PatentWarning) -> str:
    said = sentence(warning.cause, warning.said, gettext)
    basis = gettext("Basis: %(citation)s.", citation=gettext(citation(warning.cause)))
    answered = [each for each in warning.events if each.action is WarningAction.ANSWER]
    if answered:
        day = answered[-1].at.date().isoformat()
        told = gettext("The enterprise answered on %(day)s.", day=day)
    else:
        day = warning.answer_by.isoformat()
        told = gettext("The enterprise did not answer by %(day)s.", day=day)
    # A Chinese full stop brings its own space.
    return " ".join((said, basis, told)).replace("\u3002 ", "\u3002")


def _of_finding(finding: Finding) -> str:
    subject = f"{finding.subject}: " if finding.subject else ""
    answer = gettext("Not met") if finding.answer is Answer.NOT_MET else gettext("Undetermined")
    title = gettext(title_of(finding.rule))
    return f"· {title} ({answer}) {subject}{finding.text(gettext)}"
