"""The staff's pages of a certificate, the decisions that give papers, and the papers themselves."""

from flask import (
    Blueprint,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext, get_locale

from registry import clock
from registry.applications.queries import for_actor
from registry.applications.workflow import TRANSITIONS, Action
from registry.certification import proposals, service
from registry.certification.forms import ChangeForm, RevocationForm, read_filter
from registry.certification.keys import key_notice
from registry.certification.models import Certificate
from registry.certification.queries import (
    contents_of,
    listed,
    of_application,
    of_number,
    state_on,
    successor_of,
)
from registry.certification.reasons import reason_name
from registry.certification.workflow import (
    CERTIFICATE_TRANSITIONS,
    CertificateAction,
    CertificateStatus,
)
from registry.errors import BadInput, Conflict, NotFound, Refused
from registry.permissions import Actor, Permission, current_actor, fresh, requires
from registry.reviews.decisions import Answered, ask, take
from registry.transaction import unit_of_work

blueprint = Blueprint("certification", __name__)

PER_PAGE = 40


@blueprint.get("/reviews/<public_id>/register", endpoint="register_form")
@requires(TRANSITIONS[Action.REGISTER].permission)
def register_form(public_id: str) -> Answered:
    """The form of the decision to register."""
    return ask(public_id, Action.REGISTER)


@blueprint.post("/reviews/<public_id>/register")
@fresh
@requires(TRANSITIONS[Action.REGISTER].permission)
def register(public_id: str) -> Answered:
    """Register, and go back to the application."""
    return take(
        public_id,
        Action.REGISTER,
        service.register,
        lambda: url_for("reviews.review", public_id=public_id),
    )


@blueprint.get("/certification/applications/<public_id>/certify", endpoint="certify_form")
@requires(TRANSITIONS[Action.CERTIFY].permission)
def certify_form(public_id: str) -> Answered:
    """The form of the decision to certify."""
    return ask(public_id, Action.CERTIFY)


@blueprint.post("/certification/applications/<public_id>/certify")
@fresh
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
        proposed=proposals.count_open(),
        key_notice=key_notice(clock.today()),
        gettext=gettext,
    )


@blueprint.get("/certification/<number>")
@requires(Permission.READ_APPLICATIONS)
def certificate(number: str) -> str:
    """A certificate with its state, what became of it, what is proposed, and its papers."""
    found = of_number(number)
    return render_template(
        "certification/certificate.html",
        certificate=found,
        state=state_on(found, clock.today()),
        successor=successor_of(found, clock.today()),
        actions=_actions(current_actor(), found),
        by_two={each.action for each in CERTIFICATE_TRANSITIONS.values() if each.by_two},
        waiting=proposals.open_proposals(found),
        is_example=contents_of(found).examples,
        own=current_actor().owns(found.application.enterprise_id),
        may_reprint=current_actor().may(Permission.MAINTAIN_CERTIFICATES),
        reason_name=reason_name_for_reader,
    )


def reason_name_for_reader(code: str) -> str:
    """The name of a certificate's reason code in the reader's language; none for no code."""
    return reason_name(code, english=reads_english()) if code else ""


def reads_english() -> bool:
    """Whether the page is in English."""
    return str(get_locale()).startswith("en")


def _actions(actor: Actor, certificate: Certificate) -> list[CertificateAction]:
    return [
        row.action
        for row in CERTIFICATE_TRANSITIONS.values()
        if certificate.status in row.sources and actor.may(row.permission)
    ]


@blueprint.get("/certification/<number>/<any(suspend, reinstate, revoke):action>")
@requires(Permission.MAINTAIN_CERTIFICATES)
def change_form(number: str, action: str) -> Answered:
    """The form that changes a certificate's status, or proposes to revoke it."""
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
@fresh
@requires(Permission.MAINTAIN_CERTIFICATES)
def change(number: str, action: str) -> Answered:
    """Suspend or reinstate a certificate, or propose to revoke it."""
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
    if CERTIFICATE_TRANSITIONS[chosen].by_two:
        flash(gettext("It is proposed; another person decides."), "done")
    else:
        flash(gettext("The decision is made and recorded."), "done")
    return redirect(url_for("certification.certificate", number=number))


def _change(actor: Actor, found: Certificate, action: CertificateAction, form: ChangeForm) -> None:
    reason, code = form.given_reason(), str(form.reason_code.data or "")
    if isinstance(form, RevocationForm):
        proposals.propose(actor, found, action, code, reason, form.day_of_effect())
    elif action is CertificateAction.SUSPEND:
        service.suspend(actor, found, reason, code)
    else:
        service.reinstate(actor, found, reason, code)


def _form(action: CertificateAction, **given: str) -> ChangeForm:
    kind = RevocationForm if action is CertificateAction.REVOKE else ChangeForm
    form = kind(formdata=request.form if request.method == "POST" else None, data=given)
    form.offer(action, english=reads_english())
    return form


def _change_page(found: Certificate, action: CertificateAction, form: ChangeForm) -> str:
    return render_template("certification/change.html", certificate=found, action=action, form=form)
