"""What waits for a second person, and the page on which that person decides."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from registry import clock
from registry.certification import proposals
from registry.certification.forms import ProposalForm
from registry.certification.models import Proposal
from registry.certification.queries import state_on
from registry.certification.views import reason_name_for_reader
from registry.certification.workflow import Outcome
from registry.errors import BadInput
from registry.paging import page_number
from registry.permissions import Actor, Permission, current_actor, fresh, requires
from registry.reviews.decisions import Answered
from registry.transaction import unit_of_work

blueprint = Blueprint("proposals", __name__, url_prefix="/certification/proposals")

PER_PAGE = 40


@blueprint.get("/")
@requires(Permission.READ_APPLICATIONS)
def waiting() -> str:
    """A page of the open proposals, the oldest first."""
    page = page_number(request.args)
    rows, total = proposals.page_of_open(page, PER_PAGE)
    return render_template(
        "certification/proposals.html",
        proposals=rows,
        total=total,
        page=page,
        per_page=PER_PAGE,
        reason_name=reason_name_for_reader,
    )


@blueprint.get("/<int:proposal_id>")
@requires(Permission.READ_APPLICATIONS)
def proposal(proposal_id: int) -> str:
    """One proposal: what, why, by whom, and how it ended; who may decides here."""
    found = proposals.of_id(proposal_id)
    return _page(found, ProposalForm(formdata=None, data={"version": found.certificate.version}))


@blueprint.post("/<int:proposal_id>/<any(confirmed, declined, withdrawn):outcome>")
@fresh
@requires(Permission.MAINTAIN_CERTIFICATES)
def decide(proposal_id: int, outcome: str) -> Answered:
    """Confirm, decline or take back."""
    form = ProposalForm()
    try:
        with unit_of_work():
            found = proposals.of_id(proposal_id)
            form.check_seen(found.certificate.version)
            _end(current_actor(), found, Outcome(outcome), form.given_note())
    except BadInput as error:
        form.show(error.problems)
        return _page(proposals.of_id(proposal_id), form), error.status
    flash(gettext("The decision is made and recorded."), "done")
    return redirect(url_for("proposals.proposal", proposal_id=proposal_id))


def _end(actor: Actor, found: Proposal, outcome: Outcome, note: str) -> None:
    if outcome is Outcome.CONFIRMED:
        proposals.confirm(actor, found, note)
    elif outcome is Outcome.DECLINED:
        proposals.decline(actor, found, note)
    else:
        proposals.withdraw(actor, found)


def _page(found: Proposal, form: ProposalForm) -> str:
    actor = current_actor()
    application = found.certificate.application
    return render_template(
        "certification/proposal.html",
        proposal=found,
        form=form,
        state=state_on(found.certificate, clock.today()),
        mine=actor.user_id is not None and actor.user_id == found.proposed_by_id,
        own=actor.owns(application.enterprise_id),
        may_decide=actor.may(Permission.MAINTAIN_CERTIFICATES),
        reason_name=reason_name_for_reader,
    )
