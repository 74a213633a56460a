"""A box to tick for each role that can be given."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than stubs
from wtforms.widgets import CheckboxInput, ListWidget

from registry.accounts.wording import NAMES
from registry.errors import BadInput, FieldProblem
from registry.money import N_
from registry.permissions import Role


class RoleTicks(SelectMultipleField):
    """Some of the roles that are offered; more than these cannot be sent."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, offered: Sequence[Role], **kwargs: Any) -> None:
        self._offered = frozenset(offered)
        choices = [SelectChoice(role.value, _l(NAMES[Role][role])) for role in offered]
        super().__init__(_l("Roles"), choices=choices, validate_choice=False, **kwargs)

    def roles(self) -> frozenset[Role]:
        """The roles that are ticked; BadInput for one that is not offered."""
        given: Sequence[str] = self.data or []
        if not set(given) <= self._offered:
            problem = N_("Nothing of the list is chosen.")
            raise BadInput([FieldProblem(self.name, "", problem, N_("Choose one of the list."))])
        return frozenset(Role(each) for each in given)
