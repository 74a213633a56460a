"""The annual update: a record of an earlier round, carried over into a new application."""

from registry import clock
from registry.applications.corrections import counted_amounts
from registry.applications.models import Application, PatentLink
from registry.applications.queries import for_actor, of_product_and_round
from registry.applications.workflow import REGISTERED
from registry.desk.fields import typed
from registry.desk.forms import AMOUNTS, ApplicationForm, PatentRow, shown, shown_link
from registry.errors import Conflict, NotFound
from registry.money import MoneyError, N_, parse_yuan
from registry.permissions import Actor
from registry.programme.queries import open_rounds
from registry.reviews.comparison import TEXTS, Mark, mark_of, patent_key, untouched
from registry.reviews.queries import earlier_record

Marks = dict[str, tuple[Mark, str]]


def record_to_carry(actor: Actor, public_id: str) -> Application | None:
    """The record that an address asks to carry over; NotFound for others', Conflict for one that
    was not registered. None where the address asks for none."""
    if not public_id:
        return None
    found = for_actor(actor, public_id)
    if not actor.owns(found.enterprise_id):
        raise NotFound(N_("There is no application {id}."), id=public_id)
    if found.status not in REGISTERED:
        raise Conflict(N_("Only a registered record can be carried over into another year."))
    return found


def may_be_updated(application: Application) -> bool:
    """Whether a later round takes filings in which its product has no application yet."""
    return application.status in REGISTERED and any(
        each.year > application.round_year
        and of_product_and_round(application.product_id, each.year) is None
        for each in open_rounds(clock.today())
    )


def unchanged(application: Application) -> tuple[str, ...]:
    """The names of the amounts that are still those of the earlier record."""
    return tuple(each.name for each in untouched(application, earlier_record(application)))


def marks_on_form(form: ApplicationForm, before: Application | None) -> Marks:
    """Field id → what became of it against the earlier record, and what that says."""
    if before is None:
        return {}
    said = shown(before, counted_amounts(before))
    marks: Marks = {}
    for name in (*TEXTS, *AMOUNTS):
        if name in form:
            now, then = typed(form[name]), str(said[name])
            mark = mark_of(_compared(name, now), _compared(name, then))
            marks[form[name].id] = mark, then
    links = {patent_key(link.typed): link for link in before.links}
    for row in form.links.entries:
        link = links.get(patent_key(typed(row.form.typed)))
        if typed(row.form.typed):
            marks[row.form.typed.id] = _mark_of_row(row.form, link), link.typed if link else ""
    return marks


def _mark_of_row(row: PatentRow, link: PatentLink | None) -> Mark:
    if link is None:
        return Mark.NEW
    now = row.core.data, row.basis.data or "", typed(row.contribution)
    then = shown_link(link)
    return mark_of(now, (then["core"], then["basis"], then["contribution"]))


def _compared(name: str, text: str) -> object:
    if name not in AMOUNTS or not text:
        return text
    try:
        return str(parse_yuan(text))
    except MoneyError:
        return text
