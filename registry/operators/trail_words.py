"""The entries of the trail in words: what was done, to what, and what the details mean."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext

from registry.accounts.wording import NAMES as ROLE_NAMES
from registry.contracts.wording import NAMES as CONTRACT_NAMES
from registry.contracts.workflow import ContractKind
from registry.money import N_, format_yuan
from registry.permissions import Role

SUBJECTS: Mapping[str, str] = {
    "application": N_("Application"),
    "assignment": N_("Who works on an application"),
    "benchmarks": N_("Benchmarks of a round"),
    "certificate": N_("Certificate"),
    "correction": N_("Correction of figures"),
    "delegation": N_("Absence of a reviewer"),
    "enterprise": N_("Enterprise"),
    "objection": N_("Objection"),
    "paper": N_("Paper"),
    "patent": N_("Patent"),
    "patent_fetch": N_("Document about patents"),
    "patent_warning": N_("Patent warning"),
    "proposal": N_("Proposal"),
    "release": N_("Statistical release"),
    "round": N_("Round"),
    "staff_note": N_("Note among the staff"),
    "target": N_("Target"),
    "technology_contract": N_("Technology contract"),
    "user": N_("Account"),
}

VERBS: Mapping[str, str] = {
    "accept": N_("accepted"),
    "add": N_("added"),
    "add_factor": N_("added a second factor"),
    "announce": N_("put under public notice"),
    "answer": N_("answered"),
    "ask": N_("asked for a correction"),
    "attach": N_("attached a document"),
    "begin": N_("began"),
    "cancel": N_("cancelled"),
    "certify": N_("certified"),
    "change": N_("changed"),
    "change_password": N_("changed the own password"),
    "clear": N_("cleared"),
    "close": N_("closed or ended"),
    "confirm": N_("confirmed"),
    "correct": N_("brought up to date"),
    "decline": N_("declined"),
    "delegate": N_("named who stands in"),
    "dismiss": N_("dismissed"),
    "dismissed": N_("dismissed the objection"),
    "end": N_("ended"),
    "fetch": N_("took in"),
    "give": N_("gave to somebody"),
    "invite": N_("made a link for a password"),
    "issue": N_("issued"),
    "make": N_("made"),
    "make_recovery_codes": N_("made new recovery codes"),
    "match": N_("matched with another"),
    "note": N_("noted"),
    "open": N_("opened again"),
    "prepare": N_("prepared"),
    "propose": N_("made a proposal"),
    "publish": N_("published"),
    "put_back": N_("put back"),
    "recall": N_("took the proposal back"),
    "receive": N_("received"),
    "record": N_("recorded"),
    "refuse": N_("refused"),
    "register": N_("registered"),
    "reinstate": N_("reinstated"),
    "reject": N_("rejected"),
    "remove": N_("removed a document"),
    "remove_factor": N_("removed a second factor"),
    "replace": N_("replaced"),
    "request": N_("asked for a paper"),
    "return": N_("returned for correction"),
    "revoke": N_("revoked"),
    "save": N_("saved"),
    "set": N_("set"),
    "set_password": N_("set another password"),
    "set_roles": N_("changed the roles"),
    "settle": N_("settled"),
    "submit": N_("handed in"),
    "suspend": N_("suspended"),
    "take": N_("took over"),
    "upheld": N_("upheld the objection"),
    "uphold": N_("confirmed the suspension"),
    "warn": N_("warned"),
    "withdraw": N_("withdrew"),
}

DETAILS: Mapping[str, str] = {
    "action": N_("Action"),
    "added": N_("Added"),
    "after": N_("Afterwards"),
    "amount": N_("Amount"),
    "answer_by": N_("Answer by"),
    "application": N_("Application"),
    "as_of": N_("As of"),
    "at": N_("At"),
    "before": N_("Before"),
    "cause": N_("Cause"),
    "certificate": N_("Certificate"),
    "changed": N_("Changed"),
    "class_code": N_("Product class"),
    "confirmed": N_("Amounts confirmed as unchanged"),
    "content_sha256": N_("Hash of the contents"),
    "correction_by": N_("Corrections by"),
    "credit_code": N_("Credit code"),
    "data_year": N_("Data year"),
    "design": N_("Design"),
    "document": N_("Document"),
    "effective_on": N_("Day of effect"),
    "email": N_("E-mail address"),
    "enterprise": N_("Enterprise"),
    "export_value": N_("Export value"),
    "factor": N_("Second factor"),
    "facts_sha256": N_("Hash of the facts"),
    "filed_on": N_("Filed on"),
    "filing_by": N_("Filing deadline"),
    "from_on": N_("From"),
    "granted_on": N_("Granted on"),
    "identity": N_("Hash of the contract"),
    "indicator": N_("Indicator"),
    "indicators": N_("Indicators"),
    "is_example": N_("Example data"),
    "kind": N_("Kind"),
    "last_entry_id": N_("Last entry of the ledger"),
    "left_out": N_("Patents left out"),
    "name": N_("Name"),
    "note": N_("Note"),
    "notice_days": N_("Days of public notice"),
    "number": N_("Number"),
    "opens_on": N_("Opens on"),
    "other_patent": N_("Another patent"),
    "output_value": N_("Output value"),
    "parties": N_("Parties"),
    "patent": N_("Patent"),
    "patentee": N_("Patentee"),
    "patents": N_("Patents"),
    "payload": N_("Hash of what it says"),
    "print": N_("Print"),
    "proposal": N_("Proposal"),
    "profit": N_("Profit"),
    "reason": N_("Reason"),
    "reason_code": N_("Reason code"),
    "received_on": N_("Received on"),
    "record_number": N_("Number of the record"),
    "reference": N_("Source"),
    "region": N_("Region"),
    "region_code": N_("Region code"),
    "removed": N_("Removed"),
    "replaced": N_("Replaced"),
    "replaces": N_("Replaces"),
    "reviewer": N_("Reviewer"),
    "roles": N_("Roles"),
    "round": N_("Round"),
    "rows": N_("Rows"),
    "rule": N_("Rule of disclosure"),
    "said": N_("Finding"),
    "sales_revenue": N_("Sales revenue"),
    "same_as": N_("The same as"),
    "sha256": N_("Hash of the contents"),
    "signed_on": N_("Signed on"),
    "since": N_("Since"),
    "size": N_("Size"),
    "source": N_("Source"),
    "stage": N_("Stage"),
    "standard": N_("Standard"),
    "status": N_("Status"),
    "status_max_age_days": N_("Greatest age of a patent's status in days"),
    "tables": N_("Tables"),
    "text": N_("Text"),
    "threatens": N_("Threatens the certification"),
    "title": N_("Title"),
    "to": N_("Who stands in"),
    "until_on": N_("Until"),
    "validity_months": N_("Validity in months"),
    "value": N_("Amount"),
    "version": N_("Version"),
    "warned_on": N_("Warned on"),
    "year": N_("Year"),
}
# Their values are words of the workflows, which the catalogue knows as they stand in sentences.
_WORDS = {"before", "after", "status", "action", "stage"}
_MONEY = {"amount", "value", "output_value", "sales_revenue", "export_value", "profit"}
_HASH, _SHOWN_OF_HASH = re.compile(r"[0-9a-f]{64}"), 16
_LONGEST = 300


def subject_word(subject_type: str) -> str:
    """What sort of thing it is."""
    return str(gettext(SUBJECTS[subject_type])) if subject_type in SUBJECTS else subject_type


def verb_word(verb: str) -> str:
    """What was done; a word that is no longer known stands for itself."""
    return str(gettext(VERBS[verb])) if verb in VERBS else verb


def details_in_words(details: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What an entry says, as pairs of label and value; what is empty is left out."""
    return list(_pairs(details))


def _pairs(details: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in details.items():
        if name == "changed" and isinstance(value, Mapping):
            for each, (was, now) in value.items():
                if each in details:
                    continue
                change = f"{_said(each, was) or '—'} → {_said(each, now) or '—'}"
                yield _label(each), change
        elif value is not None and value != "" and value != []:
            yield _label(name), _said(name, value)


def _label(name: str) -> str:
    return str(gettext(DETAILS[name])) if name in DETAILS else name


def _said(name: str, value: object) -> str:
    if isinstance(value, bool):
        return str(gettext("yes") if value else gettext("no"))
    if isinstance(value, Mapping):
        return _cut("; ".join(f"{_label(k)}: {_said(k, v)}" for k, v in value.items()))
    if isinstance(value, list):
        return _cut(", ".join(_said(name, each) for each in value))
    if isinstance(value, str):
        return _cut(_word(name, value))
    if name in _MONEY and isinstance(value, int):
        return str(gettext("%(amount)s yuan", amount=format_yuan(value)))
    return "" if value is None else str(value)


def _word(name: str, value: str) -> str:
    if value in set(Role):
        return str(gettext(ROLE_NAMES[Role][Role(value)]))
    if value in set(ContractKind):
        return str(gettext(CONTRACT_NAMES[ContractKind][ContractKind(value)]))
    if name == "confirmed":
        return _label(value)
    if _HASH.fullmatch(value):
        return value[:_SHOWN_OF_HASH] + "…"
    return str(gettext(value.replace("_", " "))) if name in _WORDS and value else value


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
