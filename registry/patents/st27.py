"""Events by WIPO ST.27: what a key event (``H10``) or a detailed event (``H13``) does to a right.

Offices may add a code of their own; where it is one of the Chinese codes, that says more (see
``event_codes``). A detailed event of 00 is one that the office could not map: then the reason that
the event data state, or the category alone, decides.
"""

import re
from collections.abc import Mapping

from registry.patents.event_codes import Effect
from registry.patents.event_words import Action

# By category; the number of the detailed event, and under "" what the category alone tells.
_TABLE: Mapping[str, Mapping[str, Effect]] = {
    "B": {
        "11": Effect.WITHDRAWN,
        "12": Effect.WITHDRAWN,
        "13": Effect.WITHDRAWN,
        "14": Effect.WITHDRAWN,
        "15": Effect.REFUSED,
        "": Effect.WITHDRAWN,
    },
    "C": {"13": Effect.RESTORED, "10": Effect.RESTORED},
    "D": {"": Effect.EXAMINED},
    "F": {"": Effect.GRANTED},
    "G": {"17": Effect.TERM_EXTENDED, "20": Effect.TERM_EXTENDED, "10": Effect.TERM_EXTENDED},
    "H": {
        "12": Effect.INVALIDATED,
        "13": Effect.LAPSED,
        "14": Effect.EXPIRED,
        "15": Effect.ABANDONED,
        "": Effect.ENDED,
    },
    "K": {
        "10": Effect.RIGHT_RESTORED,
        "13": Effect.RIGHT_RESTORED,
        "14": Effect.RIGHT_RESTORED,
    },
    "M": {"12": Effect.REDUCED},
    "N": {"11": Effect.WITHDRAWN, "12": Effect.ENDED},
    "P": {"": Effect.CORRECTED},
    "Q": {"10": Effect.PUBLISHED, "11": Effect.PUBLISHED, "12": Effect.PUBLISHED},
    "R": {
        "10": Effect.PARTY_CHANGED,
        "12": Effect.TRANSFERRED,
        "14": Effect.TRANSFERRED,
        "13": Effect.PARTY_CHANGED,
        "16": Effect.PARTY_CHANGED,
        "17": Effect.PARTY_CHANGED,
        "18": Effect.PARTY_CHANGED,
    },
    "S": {"20": Effect.PLEDGED, "21": Effect.PLEDGED, "22": Effect.PLEDGED, "": Effect.LICENSED},
    "Y": {"": Effect.CORRECTED},
}
# Royalty agreements and concessions are neither licences nor pledges.
_OTHER = frozenset(f"S{number}" for number in (*range(28, 31), *range(34, 40)))
_REASONS = {
    "Lapsed": Effect.LAPSED,
    "Expired": Effect.EXPIRED,
    "Surrendered": Effect.ABANDONED,
    "Abandoned": Effect.ABANDONED,
    "Invalid": Effect.INVALIDATED,
}
_REASONS_OF_APPLICATIONS = {"Refused": Effect.REFUSED, "Invalid": Effect.REFUSED}
_CODE = re.compile("([A-HK-NP-WY])([0-9]{2})")
_UNMAPPED = "00"


def effect_of(key_event: str, detailed_event: str, reason: str = "") -> Effect | None:
    """What an event does; None if the codes are none of ST.27.

    ``reason`` is the ``ReasonNotInForceCategory`` of the event, "" if there is none.
    """
    code = detailed_event if _is_mapped(detailed_event) else key_event
    match = _CODE.fullmatch(code)
    if match is None:
        return None
    category, number = match.groups()
    if code in _OTHER:
        return Effect.OTHER
    effects = _TABLE.get(category, {})
    effect = effects.get(number, effects.get("", Effect.OTHER))
    if category == "H" and effect is Effect.ENDED:
        return _REASONS.get(reason, effect)
    if category == "B" and not _is_mapped(detailed_event):
        return _REASONS_OF_APPLICATIONS.get(reason, effect)
    return effect


def _is_mapped(detailed_event: str) -> bool:
    return _CODE.fullmatch(detailed_event) is not None and not detailed_event.endswith(_UNMAPPED)


def action_of_detailed(detailed_event: str) -> Action:
    """Of licences and pledges: S11 begins, S12 changes, S13 ends one, and so on by threes from
    S20; the offer of licences knows only its beginning and its end."""
    match = _CODE.fullmatch(detailed_event)
    if match is None or match[1] != "S" or not _is_mapped(detailed_event):
        return Action.UNCLEAR
    number = int(match[2])
    if number in (10, 26, 27):
        return {26: Action.BEGUN, 27: Action.ENDED}.get(number, Action.UNCLEAR)
    first = 11 if number < 20 else 20 if number < 26 else 28
    return (Action.BEGUN, Action.CHANGED, Action.ENDED)[(number - first) % 3]
