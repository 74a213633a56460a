"""One event of WIPO ST.96 legal status data."""

from datetime import date
from xml.etree.ElementTree import Element

from registry.errors import FieldProblem
from registry.money import N_
from registry.patents.event_codes import Effect, read_event_code
from registry.patents.events import LegalEvent, action_of
from registry.patents.sources import Fetch
from registry.patents.sources.days import read_day
from registry.patents.sources.xml_stream import text_of
from registry.patents.st27 import action_of_detailed, effect_of

PAT = "{http://www.wipo.int/standards/XMLSchema/ST96/Patent}"
COM = "{http://www.wipo.int/standards/XMLSchema/ST96/Common}"
_CODE = f"{PAT}StatusEventCode"
_NAMES = (f"{COM}OrganizationStandardName", f"{COM}PersonFullName", f"{COM}EntityName")

NO_CODE = N_("The event code {given} is neither one of WIPO ST.27 nor one of the Chinese office.")
NO_DAY = N_("The event {given} has no date that can be read.")


def read_status_event(element: Element, fetch: Fetch) -> LegalEvent | FieldProblem:
    """A ``StatusEventData``: by the Chinese code if it has one, else by the ST.27 codes."""
    national = text_of(element, f"{_CODE}/{PAT}NationalEventCode")
    key = text_of(element, f"{_CODE}/{PAT}KeyEventCode")
    detailed = text_of(element, f"{_CODE}/{PAT}DetailedEventCode")
    given = national or detailed or key
    code = read_event_code(national)
    reason = text_of(element, f".//{COM}ReasonNotInForceCategory")
    effect = code.effect if code else effect_of(key, detailed, reason)
    if effect is None:
        return FieldProblem("event", given, NO_CODE, "", {"given": given})
    announced_on = _day(element, "PublicationDate") or _day(element, "EventDate")
    # The office states the end of a right as the first day on which it is not in force.
    effective_on = _day(element, f".//{COM}NotInForceDate") or _day(element, "EffectiveDate")
    if announced_on is None and effective_on is None:
        return FieldProblem("event", given, NO_DAY, "", {"given": given})
    return LegalEvent(
        effect=effect,
        announced_on=announced_on,
        effective_on=effective_on,
        known_on=fetch.day,
        source=fetch.source,
        code=given,
        action=action_of(code) if code else action_of_detailed(detailed),
        holder=_new_holder(element) if effect in _OF_PARTIES else "",
        reference=text_of(element, f".//{COM}LicenceNumber"),
    )


_OF_PARTIES = frozenset({Effect.TRANSFERRED, Effect.PARTY_CHANGED})


def _day(element: Element, path: str) -> date | None:
    return read_day(text_of(element, path if path.startswith(".") else COM + path))


def _new_holder(element: Element) -> str:
    """Owners or applicants named as the new party; others (an attorney) hold nothing."""
    for path in (f"{PAT}OwnerBag", f"{PAT}ApplicantBag", f"{PAT}AssigneeBag"):
        names = parties_in(element, f".//{PAT}NewPartyBag//{path}")
        if names:
            return names
    return parties_in(element, f".//{PAT}OwnershipTransferData/{PAT}Assignee")


def parties_in(element: Element, path: str) -> str:
    """The names of the parties in the first element at a path, separated by semicolons."""
    bag = element.find(path)
    if bag is None:
        return ""
    names = ((each.text or "").strip() for each in bag.iter() if each.tag in _NAMES)
    return ";".join(dict.fromkeys(name for name in names if name))
