"""The names of the roles as people read them; ``registry.words`` has all words."""

from collections.abc import Mapping
from enum import StrEnum

from registry.money import N_
from registry.permissions import Role

NAMES: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    Role: {
        Role.APPLICANT: N_("Applicant"),
        Role.ENTERPRISE_READER: N_("Reader of the enterprise"),
        Role.ENTERPRISE_ADMINISTRATOR: N_("Administrator of the enterprise"),
        Role.REVIEWER: N_("Reviewer"),
        Role.STATISTICIAN: N_("Statistician"),
        Role.OPERATOR: N_("Operator"),
    },
}
