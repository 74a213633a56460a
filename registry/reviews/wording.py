"""The fields of the reviewers' pages, as people read them where a problem names one."""

from collections.abc import Mapping

from registry.money import N_

FIELDS: Mapping[str, str] = {
    "chosen": N_("Chosen rows"),
    "action": N_("Decision"),
    "whose": N_("Whose applications"),
    "age": N_("Time since it was handed in"),
    "order": N_("Sorted by"),
    "reviewer": N_("Reviewer"),
}
