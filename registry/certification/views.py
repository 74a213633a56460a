"""The staff's pages of a certificate, the decision to certify, and the paper to download."""

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext

from registry import clock
from registry.applications.queries import for_actor, may_read
from registry.applications.workflow import TRANSITIONS, Action
from registry.certification import service, store
from registry.certification.forms import ChangeForm, RevocationForm, read_filter
from registry.certification.models import Certificate
from registry.certification.queries import (
    contents_of,
    listed,
    of_application,
    of_number,
    state_on,
)
from registry.certification.workflow import (
    CERTIFICATE_TRANSITIONS,
    CertificateAction,
    CertificateStatus,
)
from registry.errors import BadInput, Conflict, NotFound, NotReady, Refused
from registry.permissions import Actor, Permission, current_actor, requires
from registry.reviews.decisions import Answered, ask, take
from registry.transaction import unit_of_work

blueprint = Blueprint("certification", __name__)

PER_PAGE = 40


@blueprint.get("/certification/applications/<public_id>/certify", endpoint="certify_form")
@requires(TRANSITIONS[Action.CERTIFY].permission)
def certify_form(public_id: str) -> Answered:
    """The form of the decision to certify."""
    return ask(public_id, Action.CERTIFY)


@blueprint.post("/certification/applications/<public_id>/certify")
@requires(TRANSITIONS[Action.CERTIFY].permission)
def certify(public_id: str) -> Answered:
    """Certify, and show the certificate."""
    return take(
        public_id,
        Action.CERTIFY,
        service.certify,
        lambda: url_for("certification.of_application", public_id=public_id),
    )


@blueprint.get("/certification/applications/<public_id>", endpoint="of_application")
@requires(Permission.READ_APPLICATIONS)
def certificate_of(public_id: str) -> Answered:
    """To the certificate of an application."""
    found = of_application(for_actor(current_actor(), public_id).id)
    if found is None:
        raise NotFound("The application {id} has no certificate.", id=public_id)
    return redirect(url_for("certification.certificate", number=found.number))


@blueprint.get("/certification/")
@requires(Permission.READ_APPLICATIONS)
def certificates() -> str:
    """All certificates, the newest first, by number, product, enterprise or status."""
    chosen = read_filter(request.args)
    return render_template(
        "certification/certificates.html",
        listed=listed(chosen.words, chosen.status, chosen.page, PER_PAGE),
        chosen=chosen,
        statuses=tuple(CertificateStatus),
        per_page=PER_PAGE,
        today=clock.today(),
    )


@blueprint.get("/certification/<number>")
@requires(Permission.READ_APPLICATIONS)
def certificate(number: str) -> str:
    """A certificate with its state, what became of it, and its paper."""
    found = of_number(number)
    return render_template(
        "certification/certificate.html",
        certificate=found,
        state=state_on(found, clock.today()),
        actions=_actions(current_actor(), found),
        is_example=contents_of(found).examples,
        own=current_actor().owns(found.application.enterprise_id),
    )


def _actions(actor: Actor, certificate: Certificate) -> list[CertificateAction]:
    return [
        row.action
        for row in CERTIFICATE_TRANSITIONS.values()
        if certificate.status in row.sources and actor.may(row.permission)
    ]


@blueprint.get("/certification/<number>/<any(suspend, reinstate, revoke):action>")
@requires(Permission.MAINTAIN_CERTIFICATES)
def change_form(number: str, action: str) -> Answered:
    """The form that changes a certificate's status."""
    found, chosen = of_number(number), CertificateAction(action)
    if current_actor().owns(found.application.enterprise_id):
        raise Refused("Nobody decides on a certificate of their own enterprise.")
    if chosen not in _actions(current_actor(), found):
        raise Conflict(
            "A certificate that is {status} cannot be changed by “{action}”.",
            status=found.status.value,
            action=action,
        )
    form = _form(chosen, version=str(found.version), effective_on=clock.today().isoformat())
    return _change_page(found, chosen, form)


@blueprint.post("/certification/<number>/<any(suspend, reinstate, revoke):action>")
@requires(Permission.MAINTAIN_CERTIFICATES)
def change(number: str, action: str) -> Answered:
    """Suspend, reinstate or revoke a certificate."""
    chosen = CertificateAction(action)
    form = _form(chosen)
    try:
        with unit_of_work():
            found = of_number(number)
            form.check_seen(found.version)
            _change(current_actor(), found, chosen, form)
    except BadInput as error:
        form.show(error.problems)
        return _change_page(of_number(number), chosen, form), error.status
    flash(gettext("The decision is made and recorded."), "done")
    return redirect(url_for("certification.certificate", number=number))


def _change(actor: Actor, found: Certificate, action: CertificateAction, form: ChangeForm) -> None:
    reason = form.given_reason()
    if isinstance(form, RevocationForm):
        service.revoke(actor, found, reason, form.day_of_effect())
    elif action is CertificateAction.SUSPEND:
        service.suspend(actor, found, reason)
    else:
        service.reinstate(actor, found, reason)


def _form(action: CertificateAction, **given: str) -> ChangeForm:
    kind = RevocationForm if action is CertificateAction.REVOKE else ChangeForm
    return kind(formdata=request.form if request.method == "POST" else None, data=given)


def _change_page(found: Certificate, action: CertificateAction, form: ChangeForm) -> str:
    return render_template("certification/change.html", certificate=found, action=action, form=form)


@blueprint.get("/certificates/<number>/paper")
@requires(Permission.SIGNED_IN)
def paper(number: str) -> Response:
    """The signed PDF, for the enterprise and the staff; ``?download=1`` to keep it as a file.

    NotReady as long as it has not been made.
    """
    found = of_number(number)
    if not may_read(current_actor(), found.application):
        raise NotFound("There is no certificate {number}.", number=number)
    if found.pdf_sha256 is None:
        raise NotReady("The paper of {number} is being made; try again in a minute.", number=number)
    response = Response(store.read(found.pdf_sha256), content_type="application/pdf")
    placed = "attachment" if request.args.get("download") else "inline"
    response.headers["Content-Disposition"] = f'{placed}; filename="{found.number}.pdf"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-cache"
    return response
