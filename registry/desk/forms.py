"""The form of an application: product, declaration, patents, in one page."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Self

from flask_babel import get_locale, gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    SelectField,
    StringField,
    SubmitField,
)

from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than stubs

from registry.applications.corrections import counted_amounts
from registry.applications.models import Application, Basis, PatentLink
from registry.applications.service import ApplicationInput, LinkInput
from registry.codes.industries import is_loaded
from registry.codes.models import IndustryClass
from registry.codes.queries import middle_classes
from registry.desk.fields import (
    amount,
    chosen,
    four_digits,
    line,
    listed,
    number_remark,
    percentage,
    typed,
)
from registry.errors import FieldProblem
from registry.money import fen_to_decimal_text, parse_yuan
from registry.percent import format_percent, parse_percent
from registry.plain_text import read_line
from registry.products.models import LONGEST_NAME
from registry.programme.models import Round

FIRST_ROWS, MORE_ROWS, MOST_ROWS = 6, 6, 60
LONGEST_NUMBER = 100
AMOUNTS = ("output_value", "sales_revenue", "export_value", "profit")

_BASES = (
    SelectChoice("", lazy_gettext("Choose")),
    SelectChoice(Basis.PATENTEE.value, lazy_gettext("Patentee")),
    SelectChoice(Basis.LICENSEE.value, lazy_gettext("Licensee")),
)


def _amount_field(label: str) -> StringField:
    return StringField(label, [amount])


class PatentRow(Form):
    """One patent; a row in which nothing is typed is no patent."""

    typed = StringField(lazy_gettext("Patent number"), [line(LONGEST_NUMBER, required=False)])
    core = BooleanField(lazy_gettext("Core patent"))
    basis = SelectField(
        lazy_gettext("Basis of use"), [listed], choices=_BASES, validate_choice=False
    )
    contribution = StringField(lazy_gettext("Contribution"), [percentage])

    @property
    def blank(self) -> bool:
        """Whether the row names no patent and says nothing of one."""
        texts = (self.typed, self.basis, self.contribution)
        return not (any(typed(field) for field in texts) or self.core.data)

    @property
    def remark(self) -> str:
        """Why the number cannot be read; a draft may be saved with it all the same."""
        return "" if self.typed.errors else number_remark(self.typed.data or "")

    def given(self) -> LinkInput:
        """The patent of a valid row."""
        contribution = typed(self.contribution)
        return LinkInput(
            typed=read_line(self.typed.data or "", LONGEST_NUMBER),
            core=bool(self.core.data),
            basis=Basis(self.basis.data) if self.basis.data else None,
            contribution=parse_percent(contribution) if contribution else None,
        )


class ApplicationForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """What the enterprise declares of one product for one round. Amounts stay as typed."""

    round_year = SelectField(lazy_gettext("Round"), [chosen], validate_choice=False)
    product_name = StringField(lazy_gettext("Product name"), [line(LONGEST_NAME)])
    model = StringField(lazy_gettext("Model"), [line(LONGEST_NAME, required=False)])
    class_code = SelectField(lazy_gettext("Product class"), [chosen], validate_choice=False)
    industry_code = StringField(lazy_gettext("Industry class (GB/T 4754)"), [four_digits])
    output_value = _amount_field(lazy_gettext("Output value"))
    sales_revenue = _amount_field(lazy_gettext("Sales revenue"))
    export_value = _amount_field(lazy_gettext("Export value"))
    profit = _amount_field(lazy_gettext("Profit"))
    seeks_certification = BooleanField(
        lazy_gettext("The product takes part in certification"), default=True
    )
    shows_output_value = BooleanField(
        lazy_gettext("The certificate shows the output value"), default=True
    )
    links = FieldList(FormField(PatentRow), max_entries=MOST_ROWS)
    version = HiddenField()
    add_rows = SubmitField(lazy_gettext("Add rows for more patents"))
    save = SubmitField(lazy_gettext("Save the draft"))

    @classmethod
    def for_new(cls, rounds: Sequence[Round], on: date, carried: Application | None = None) -> Self:
        """An empty form, or one with what a record carries over; ``rounds`` may be chosen."""
        form = (
            cls(data=shown(carried, counted_amounts(carried)) | {"version": ""})
            if carried
            else cls()
        )
        form.round_year.choices = [
            SelectChoice(str(each.year), _round_label(each)) for each in rounds
        ]
        form._offer_classes(on)
        form._show_blank_rows(max(FIRST_ROWS - len(form.links.entries), 2))
        return form

    @classmethod
    def for_change(cls, application: Application, on: date) -> Self:
        """The form with what the application says; its round stays what it is."""
        form = cls(data=shown(application))
        form._offer_classes(on)
        form._show_blank_rows(max(FIRST_ROWS - len(application.links), 2))
        del form.round_year
        return form

    def _offer_classes(self, on: date) -> None:
        choices = [SelectChoice(each.code, _class_label(each)) for each in middle_classes(on)]
        self.class_code.choices = [SelectChoice("", gettext("Choose a class")), *choices]
        if not is_loaded():
            del self.industry_code

    def _show_blank_rows(self, count: int) -> None:
        # Not min_entries: that reads rows of the answer twice when it leaves rows out.
        if not self.is_submitted():
            self.append_rows(count)

    def append_rows(self, count: int = MORE_ROWS) -> None:
        """Rows for more patents, as many as there may be."""
        for _ in range(min(count, MOST_ROWS - len(self.links.entries))):
            self.links.append_entry()

    def validate(self, extra_validators: None = None) -> bool:
        """All fields, and that what is said of a patent names one."""
        valid = bool(super().validate(extra_validators))
        for row in self.links.entries:
            if not row.form.blank and not typed(row.form.typed):
                row.form.typed.errors = [gettext("This row names no patent. Write its number.")]
                valid = False
        if not valid:
            self._name_unreadable()
        return valid

    def _name_unreadable(self) -> None:
        """Whoever has to correct the form anyway is told of every number that cannot be read."""
        for row in self.links.entries:
            if row.form.remark:
                row.form.typed.errors = [row.form.remark]

    def remarks(self) -> list[str]:
        """The numbers that cannot be read, each with its place, where nothing else is wrong."""
        return [
            f"{gettext('Patent %(place)s: ', place=place)}{row.form.remark}"
            for place, row in enumerate(self.links.entries, start=1)
            if row.form.remark
        ]

    def given(self) -> ApplicationInput:
        """What a valid form declares."""
        fen = {name: typed(self[name]) for name in AMOUNTS}
        return ApplicationInput(
            product_name=read_line(self.product_name.data or "", LONGEST_NAME),
            model=read_line(self.model.data or "", LONGEST_NAME, required=False),
            class_code=self.class_code.data,
            industry_code=self._industry(),
            seeks_certification=bool(self.seeks_certification.data),
            shows_output_value=bool(self.shows_output_value.data),
            **{name: parse_yuan(text) if text else None for name, text in fen.items()},
            links=tuple(row.form.given() for row in self._filled_rows()),
        )

    def _industry(self) -> str | None:
        """None where nothing is typed, or where there is no table and so no field."""
        return (typed(self.industry_code) or None) if "industry_code" in self else None

    @property
    def seen_version(self) -> int:
        """The version that the person saw; 0, which no application has, if it is unreadable."""
        text = typed(self.version)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    def take_problems(self, problems: Sequence[FieldProblem]) -> None:
        """Put a service's problems at their fields; ``links-0-typed`` counts filled rows only."""
        rows = self._filled_rows()
        for problem in problems:
            parts = problem.field.split("-")
            target = (
                rows[int(parts[1])].form[parts[2]] if parts[0] == "links" else self[problem.field]
            )
            target.errors = [*target.errors, problem.text(gettext)]
        self._name_unreadable()

    def problems(self) -> list[tuple[str, str, str]]:
        """Every error with the id and the label of its field, in the order of the page."""
        found = [(self, "")] + [
            (row.form, gettext("Patent %(place)s: ", place=place))
            for place, row in enumerate(self.links.entries, start=1)
        ]
        return [
            (field.id, f"{before}{field.label.text}", message)
            for form, before in found
            for field in form
            if field.type != "FieldList"
            for message in field.errors
        ]

    def _filled_rows(self) -> "list[FormField[PatentRow]]":
        return [row for row in self.links.entries if not row.form.blank]


def shown(
    application: Application, counted: Mapping[str, int | None] | None = None
) -> dict[str, object]:
    """What the fields show of an application, as it would be typed; of its amounts those declared,
    or those given."""
    amounts = counted or {name: getattr(application, name) for name in AMOUNTS}
    return {
        "product_name": application.product.name,
        "model": application.model,
        "class_code": application.class_code,
        "industry_code": application.industry_code or "",
        "seeks_certification": application.seeks_certification,
        "shows_output_value": application.shows_output_value,
        "version": str(application.version),
        "links": [shown_link(link) for link in application.links],
    } | {name: "" if fen is None else fen_to_decimal_text(fen) for name, fen in amounts.items()}


def shown_link(link: PatentLink) -> dict[str, object]:
    known = link.contribution is not None
    return {
        "typed": link.typed,
        "core": link.core,
        "basis": link.basis.value if link.basis else "",
        "contribution": format_percent(link.contribution or 0) if known else "",
    }


def _round_label(each: Round) -> str:
    label = gettext("%(year)s (data year %(data_year)s)", year=each.year, data_year=each.data_year)
    return str(label)


def _class_label(each: IndustryClass) -> str:
    name = each.name if str(get_locale()).startswith("zh") else each.name_en
    return f"{each.code} {name}"
