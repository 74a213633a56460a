"""The forms of objections: the public's, that for paper, and the answer."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than stubs

from registry.applications.objections import AnswerKind, Ground
from registry.errors import BadInput, FieldProblem
from registry.money import N_
from registry.reviews.forms import SeenForm
from registry.reviews.wording import NAMES


class ObjectionForm(SeenForm):
    """Who objects and why; ``reading`` reads it."""

    name = StringField(_l("Name of who objects"))
    contact = StringField(_l("How you can be reached"))
    ground = SelectField(_l("Ground of the objection"), coerce=str, validate_choice=False)
    objection = TextAreaField(_l("Objection"))

    def offer(self) -> None:
        """Put the grounds into the list."""
        offered = [SelectChoice(each.value, gettext(NAMES[Ground][each])) for each in Ground]
        self.ground.choices = [SelectChoice("", gettext("Choose")), *offered]


class PaperForm(ObjectionForm):
    """The same for one that came on paper."""

    received_on = StringField(_l("Day of receipt"))


class AnswerForm(SeenForm):
    """Upheld or dismissed, and why."""

    answer = RadioField(_l("Decision on the objection"), coerce=str, validate_choice=False)
    reason = TextAreaField(_l("Reason"))

    def offer(self) -> None:
        """Put the answers into the list."""
        self.answer.choices = [
            SelectChoice(each.value, gettext(NAMES[AnswerKind][each])) for each in AnswerKind
        ]

    def chosen(self) -> AnswerKind:
        """The answer; BadInput where none is chosen."""
        given = str(self.answer.data or "")
        if given not in set(AnswerKind):
            problem, expected = N_("Nothing of the list is chosen."), N_("Choose one of the list.")
            raise BadInput([FieldProblem("answer", given[:40], problem, expected)])
        return AnswerKind(given)
