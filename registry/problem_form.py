"""A form that shows what a reader or a service found wrong, each problem at its field."""

from collections.abc import Iterable, Mapping

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import Field

from registry.errors import BadInput, FieldProblem


class ProblemForm(FlaskForm):  # type: ignore[misc]  # the extension is untyped
    """What the forms have in common whose fields are read elsewhere."""

    def show(self, problems: Iterable[FieldProblem]) -> None:
        """Put each problem at its field."""
        fields: Mapping[str, Field] = self._fields
        for problem in problems:
            field = fields[problem.field]
            field.errors = [*field.errors, problem.text(gettext)]

    def listed(self) -> list[tuple[str, str, str]]:
        """Field id, label and message of every problem, for the summary at the top."""
        fields: Mapping[str, Field] = self._fields
        return [
            (field.id, str(field.label.text), str(message))
            for field in fields.values()
            for message in field.errors
        ]

    def check_fields(self) -> None:
        """BadInput with what a field's own checks found."""
        if not self.validate():
            raise BadInput([])
