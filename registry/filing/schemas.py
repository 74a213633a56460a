"""What each row of the four files must hold, and the values it becomes."""

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load, validates_schema

from registry.applications.models import Basis
from registry.codes.industries import industry_problem
from registry.enterprises.models import Size
from registry.errors import FieldProblem
from registry.filing import readers
from registry.filing.columns import File
from registry.filing.readers import Known, Reader, Wrong
from registry.money import N_
from registry.patents.numbers import PatentNumber
from registry.patents.status import ENDED, PatentStatus

_SHOWN = 100


@dataclass(frozen=True, slots=True)
class EnterpriseRow:
    """A row of enterprises.csv."""

    credit_code: str
    name: str
    region_code: str
    size: Size


@dataclass(frozen=True, slots=True)
class PatentRow:
    """A row of patents.csv: what is said of one patent as of a day."""

    number: PatentNumber
    title: str
    patentee: str
    filed_on: date | None
    granted_on: date | None
    status: PatentStatus
    ended_on: date | None
    status_as_of: date


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """A row of applications.csv; amounts in fen, None where nothing is declared."""

    credit_code: str
    product_name: str
    model: str
    class_code: str
    round: int
    output_value: int | None
    sales_revenue: int | None
    export_value: int | None
    profit: int | None
    certification: bool
    industry_code: str | None = None


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A row of patent_links.csv; ``contribution`` in hundredths of a percent."""

    credit_code: str
    product_name: str
    round: int
    number: str
    core: bool
    basis: Basis | None
    contribution: int | None


AnyRow = EnterpriseRow | PatentRow | ApplicationRow | LinkRow


def problem(field: str, given: str, wrong: Wrong) -> FieldProblem:
    """The answer to a cell that cannot be taken."""
    shown = given if len(given) <= _SHOWN else given[:_SHOWN] + "…"
    return FieldProblem(field, shown, wrong.problem, wrong.expected, wrong.values)


class Cell(fields.Field[Any]):
    """A cell that one of the readers reads; an optional one may be empty and is then ``empty``."""

    def __init__(self, read: Reader, *, optional: bool = False, empty: object = None) -> None:
        self.read = read
        self.optional = optional
        self.empty = empty
        super().__init__(required=True)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> object:
        text = str(value)
        if not text and self.optional:
            return self.empty
        try:
            if not text:
                raise Wrong(N_("Nothing is given."), N_("This column cannot be empty."))
            return self.read(text, cast(RowSchema, self.root).known)
        except Wrong as wrong:
            raise ValidationError([problem(attr or "", text, wrong)]) from None


class RowSchema(Schema):
    """A schema that knows what its cells are held against."""

    class Meta:
        unknown = EXCLUDE

    row_type: type[AnyRow]

    def __init__(self, known: Known) -> None:
        self.known = known
        super().__init__()

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> AnyRow:
        """The row as a value."""
        return self.row_type(**data)


class EnterpriseSchema(RowSchema):
    """enterprises.csv."""

    row_type = EnterpriseRow
    credit_code = Cell(readers.read_credit_code)
    name = Cell(readers.read_name)
    region_code = Cell(readers.read_region)
    size = Cell(readers.read_size)


class PatentSchema(RowSchema):
    """patents.csv. Days that are not known may be left empty, but the end of an ended right not."""

    row_type = PatentRow
    number = Cell(readers.read_patent_number)
    title = Cell(readers.read_title)
    patentee = Cell(readers.read_patentee)
    filed_on = Cell(readers.read_past_day, optional=True)
    granted_on = Cell(readers.read_past_day, optional=True)
    status = Cell(readers.read_status_word)
    ended_on = Cell(readers.read_past_day, optional=True)
    status_as_of = Cell(readers.read_past_day)

    @validates_schema(skip_on_field_errors=True)
    def days_in_order(self, data: dict[str, Any], **_: Any) -> None:
        """Neither grant nor end before the filing."""
        for name in ("granted_on", "ended_on"):
            day, filed_on = data[name], data["filed_on"]
            if day is not None and filed_on is not None and day < filed_on:
                wrong = Wrong(
                    N_("The day lies before the filing date."),
                    N_("Correct one of the two; the patent was filed on {filed_on}."),
                    filed_on=filed_on.isoformat(),
                )
                raise ValidationError([problem(name, day.isoformat(), wrong)], name)

    @validates_schema(skip_on_field_errors=True)
    def end_goes_with_status(self, data: dict[str, Any], **_: Any) -> None:
        """A right that has ended says when; one in force has not ended."""
        status, ended_on, as_of = data["status"], data["ended_on"], data["status_as_of"]
        wrong = None
        if status in ENDED and ended_on is None:
            wrong = Wrong(
                N_("The patent has ended (status {status}), but no day is given."),
                N_("Write the first day on which it was no longer in force."),
                status=status.value,
            )
        elif status is PatentStatus.IN_FORCE and ended_on is not None and ended_on <= as_of:
            wrong = Wrong(
                N_("The patent is said to be in force on {as_of}, and to have ended before."),
                N_("Correct the status or remove the day."),
                as_of=as_of.isoformat(),
            )
        if wrong is not None:
            given = ended_on.isoformat() if ended_on else ""
            raise ValidationError([problem("ended_on", given, wrong)], "ended_on")


class ApplicationSchema(RowSchema):
    """applications.csv. An amount left empty is not declared; the rules find it."""

    row_type = ApplicationRow
    credit_code = Cell(readers.read_credit_code)
    product_name = Cell(readers.read_name)
    model = Cell(readers.read_name, optional=True, empty="")
    class_code = Cell(readers.read_class)
    round = Cell(readers.read_round)
    output_value = Cell(readers.read_yuan, optional=True)
    sales_revenue = Cell(readers.read_yuan, optional=True)
    export_value = Cell(readers.read_yuan, optional=True)
    profit = Cell(readers.read_yuan, optional=True)
    certification = Cell(readers.read_yes_no)
    industry_code = Cell(readers.read_industry, optional=True)

    @validates_schema(skip_on_field_errors=True)
    def industry_is_known(self, data: dict[str, Any], **_: Any) -> None:
        """The industry stands in the table of GB/T 4754 at the end of the data year."""
        code, year = data["industry_code"], data["round"]
        if code is None or code in self.known.industries.get(year, ()):
            return
        loaded = any(self.known.industries.values())
        raise ValidationError([industry_problem(code, year - 1, loaded=loaded)], "industry_code")


class LinkSchema(RowSchema):
    """patent_links.csv. A number that cannot be read is kept as typed; the rules find it."""

    row_type = LinkRow
    credit_code = Cell(readers.read_credit_code)
    product_name = Cell(readers.read_name)
    round = Cell(readers.read_round)
    number = Cell(readers.read_typed_number)
    core = Cell(readers.read_yes_no)
    basis = Cell(readers.read_basis, optional=True)
    contribution = Cell(readers.read_percent, optional=True)


SCHEMAS: dict[File, type[RowSchema]] = {
    File.ENTERPRISES: EnterpriseSchema,
    File.PATENTS: PatentSchema,
    File.APPLICATIONS: ApplicationSchema,
    File.LINKS: LinkSchema,
}


def read_row(schema: RowSchema, values: dict[str, str]) -> AnyRow | list[FieldProblem]:
    """The row, or everything that is wrong with it in the order of the columns."""
    try:
        return cast(AnyRow, schema.load(values))
    except ValidationError as error:
        found = cast(dict[str, list[FieldProblem]], error.messages)
        return [each for name in schema.fields for each in found.get(name, [])]
