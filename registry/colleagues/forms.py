"""What the administrator of an enterprise fills in."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField

from registry.accounts.models import User
from registry.accounts.reading import read_person, state_of
from registry.accounts.role_ticks import RoleTicks
from registry.colleagues.service import Invited
from registry.errors import Conflict
from registry.money import N_
from registry.permissions import Role
from registry.problem_form import ProblemForm
from registry.single_values import Typed

OFFERED = (Role.APPLICANT, Role.ENTERPRISE_READER, Role.ENTERPRISE_ADMINISTRATOR)


class ColleagueForm(ProblemForm):
    """What a colleague may do; or only that the page has shown how it stands."""

    roles = RoleTicks(OFFERED)
    seen = HiddenField()

    def check_seen(self, user: User) -> None:
        """Conflict where somebody else has changed the account since it was shown."""
        if self.seen.data != state_of(user):
            raise Conflict(N_("Somebody else has changed this meanwhile; look at it again."))


class InviteForm(ProblemForm):
    """Who is invited, and as what."""

    email = StringField(_l("E-mail address"))
    name = StringField(_l("Name of the person"))
    roles = RoleTicks(OFFERED)

    def given(self) -> Invited:
        """Who it is; BadInput with every problem."""
        typed = Typed({name: str(self[name].data or "") for name in ("email", "name")})
        email, name = read_person(typed)
        roles = self.roles.roles()
        if not roles:
            typed.wrong("roles", N_("No role is chosen."), N_("Tick at least one."))
        typed.finish()
        return Invited(email, name, roles)
