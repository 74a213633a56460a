"""What people type to sign in and to look after their account."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField

from registry.errors import FieldProblem

LONGEST_NAME = 60


class AccountForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is not annotated.
    """A form whose problems are found by the services."""

    def show(self, problems: list[FieldProblem]) -> None:
        """Put each problem at its field."""
        for problem in problems:
            self[problem.field].errors = [problem.text(gettext)]

    def listed(self) -> list[tuple[str, str, str]]:
        """Every problem for the summary: id of the field, label, message."""
        return [(field.id, field.label.text, message) for field in self for message in field.errors]


class SignInForm(AccountForm):
    """Address and password."""

    email = StringField(_l("E-mail address"))
    password = PasswordField(_l("Password"))


class SecondStepForm(AccountForm):
    """The digits of the app or a recovery code, or a key's answer."""

    code = StringField(_l("Code"))
    credential = HiddenField()


class PasswordForm(AccountForm):
    """The password there is and the one that shall be."""

    old = PasswordField(_l("Password until now"))
    new = PasswordField(_l("New password"))
    again = PasswordField(_l("New password once more"))


class ChosenPasswordForm(AccountForm):
    """The password that a link lets one choose."""

    new = PasswordField(_l("New password"))
    again = PasswordField(_l("New password once more"))


class AuthenticatorForm(AccountForm):
    """The digits that a new app shows."""

    code = StringField(_l("The six digits that the app shows"))


class KeyForm(AccountForm):
    """A new key: what its owner calls it, and what it answers."""

    name = StringField(_l("What you call this key"))
    credential = HiddenField(_l("Security key"))
