"""The pages of the contracts: a party's own, with form and correction, and the reviewers'."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from registry import clock
from registry.contracts import queries, service
from registry.contracts.forms import ContractForm, DecideForm, written
from registry.contracts.models import TechnologyContract
from registry.contracts.workflow import ContractAction, ContractStatus, decisions_from
from registry.enterprises.models import Enterprise
from registry.errors import BadInput, FieldProblem, Refused
from registry.extensions import db
from registry.money import N_
from registry.paging import page_number
from registry.permissions import Actor, Permission, current_actor, requires
from registry.transaction import unit_of_work

blueprint = Blueprint("contracts", __name__, url_prefix="/contracts")

Decide = Callable[[Actor, TechnologyContract, str], None]
_ACTS: dict[ContractAction, Decide] = {
    ContractAction.CONFIRM: lambda actor, contract, _: service.confirm(actor, contract),
    ContractAction.MATCH: lambda actor, contract, _: service.match(actor, contract),
    ContractAction.REFUSE: service.refuse,
    ContractAction.CANCEL: service.cancel,
}


@blueprint.get("/")
@requires(Permission.READ_OWN)
def own() -> str:
    """What the own enterprise has recorded."""
    page = page_number(request.args)
    enterprise_id = current_actor().enterprise_id or 0
    return render_template(
        "contracts/own.html",
        listed=queries.own_contracts(enterprise_id, page),
        may_record=current_actor().may(Permission.APPLY),
        page=page,
        per_page=queries.PER_PAGE,
        written=written,
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.APPLY)
def new() -> ResponseReturnValue:
    """Record a contract for the own enterprise."""
    form = ContractForm()
    return _form(form, None) if request.method == "GET" else _record(form, None)


@blueprint.route("/<public_id>/correct", methods=["GET", "POST"])
@requires(Permission.APPLY)
def correct(public_id: str) -> ResponseReturnValue:
    """Record a new version of a confirmed contract; it replaces the old one once confirmed."""
    contract = queries.for_actor(current_actor(), public_id)
    if request.method == "GET":
        return _form(ContractForm.for_correction(contract), contract)
    return _record(ContractForm(), contract)


@blueprint.get("/<public_id>")
@requires(Permission.SIGNED_IN)
def contract(public_id: str) -> str:
    """One record, with what can be done."""
    return _page(queries.for_actor(current_actor(), public_id))


@blueprint.post("/<public_id>/withdraw")
@requires(Permission.APPLY)
def withdraw(public_id: str) -> ResponseReturnValue:
    """Take a record back that waits for a reviewer."""
    with unit_of_work():
        service.withdraw(current_actor(), queries.for_actor(current_actor(), public_id))
    flash(gettext("The record is withdrawn."), "done")
    return redirect(url_for("contracts.own"), 303)


@blueprint.get("/work")
@requires(Permission.READ_APPLICATIONS)
def work_list() -> str:
    """The contracts in a status; those that wait for a reviewer unless another is asked for."""
    status, page = _status(request.args.get("status", "waiting")), page_number(request.args)
    return render_template(
        "contracts/work_list.html",
        listed=queries.work_list(status, page),
        status=status,
        statuses=tuple(ContractStatus),
        page=page,
        per_page=queries.PER_PAGE,
        written=written,
    )


@blueprint.route("/<public_id>/decide", methods=["GET", "POST"])
@requires(Permission.EXAMINE)
def decide(public_id: str) -> ResponseReturnValue:
    """Confirm, match, refuse or cancel; other records that may be the same are shown beside."""
    actor = current_actor()
    form, contract = DecideForm(), queries.for_actor(actor, public_id)
    if request.method == "GET":
        form.version.data = str(contract.version)
        return _decision(form, contract)
    try:
        with unit_of_work():
            contract = queries.for_actor(actor, public_id)
            action = form.chosen(decisions_from(contract.status), contract.version)
            _ACTS[action](actor, contract, form.reason.data or "")
    except BadInput as error:
        form.show(error.problems)
        return _decision(form, queries.for_actor(actor, public_id)), error.status
    flash(gettext("This is recorded."), "done")
    return redirect(url_for("contracts.contract", public_id=public_id), 303)


def own_enterprise() -> Enterprise:
    """The enterprise that who asks applies for; Refused where there is none."""
    enterprise = db.session.get(Enterprise, current_actor().enterprise_id or 0)
    if enterprise is None:
        raise Refused("This account applies for no enterprise.")
    return enterprise


def _record(form: ContractForm, replaced: TechnologyContract | None) -> ResponseReturnValue:
    public_id = replaced.public_id if replaced else None
    try:
        with unit_of_work():
            again = queries.for_actor(current_actor(), public_id) if public_id else None
            given = form.given(own_enterprise(), clock.today())
            made = service.record(current_actor(), given, again).public_id
    except BadInput as error:
        form.show(error.problems)
        again = queries.for_actor(current_actor(), public_id) if public_id else None
        return _form(form, again), error.status
    flash(gettext("The contract is recorded and waits for a reviewer."), "done")
    return redirect(url_for("contracts.contract", public_id=made), 303)


def _form(form: ContractForm, replaced: TechnologyContract | None) -> str:
    return render_template(
        "contracts/form.html", form=form, replaced=replaced, enterprise=own_enterprise()
    )


def _page(contract: TechnologyContract) -> str:
    actor = current_actor()
    is_own = actor.owns(contract.enterprise_id)
    may_act = is_own and actor.may(Permission.APPLY)
    correction = queries.waiting_correction(contract)
    may_correct = contract.status is ContractStatus.CONFIRMED and correction is None
    return render_template(
        "contracts/contract.html",
        contract=contract,
        correction=correction,
        written=written,
        own=is_own,
        may_withdraw=may_act and contract.status is ContractStatus.WAITING,
        may_correct=may_act and may_correct,
        may_decide=not is_own
        and actor.may(Permission.EXAMINE)
        and bool(decisions_from(contract.status)),
    )


def _decision(form: DecideForm, contract: TechnologyContract) -> str:
    form.offer(decisions_from(contract.status))
    return render_template(
        "contracts/decide.html",
        form=form,
        contract=contract,
        same=queries.the_same(contract),
        alike=queries.alike(contract),
        written=written,
    )


def _status(given: str) -> ContractStatus:
    if given in set(ContractStatus):
        return ContractStatus(given)
    problem, expected = N_("Contracts have no such status."), N_("Choose one of: {words}.")
    values = {"words": ", ".join(ContractStatus)}
    raise BadInput([FieldProblem("status", given[:40], problem, expected, values)])
