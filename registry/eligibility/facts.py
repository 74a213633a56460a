"""The facts of one application, frozen: all that the rules may know.

Money is integer fen, contributions are hundredths of a percent (2550 is 25.50 %), thresholds are
decimal text. `None` always means: not known. Facts are stored with every decision as JSON
(`to_json`) together with their SHA-256, so that the decision can be replayed.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Self

from registry.eligibility.plain import from_plain, sha256_of, to_plain

Basis = Literal["patentee", "licensee"]
Dimension = Literal[
    "economic_benefit", "protection_strength", "value_contribution", "patent_dependence"
]


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """What the operator set for the year; rules are chosen by `filing_by`.

    `correction_by` is the last day to hand in a returned application again; without
    `status_max_age_days` the dated parameter of that name applies.
    """

    year: int
    data_year: int
    opens_on: date
    filing_by: date
    correction_by: date | None
    standard: str
    status_max_age_days: int | None


@dataclass(frozen=True, slots=True)
class EnterpriseFacts:
    """Who applies; `region_name` is None when the code is not in the list in force."""

    credit_code: str
    name: str
    region_code: str
    region_name: str | None


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """What is applied for; `class_name` is None when the code is not in the list in force.

    `industry_code` is the class of GB/T 4754, where one is declared; no rule asks for it.
    """

    name: str
    model: str
    class_code: str
    class_name: str | None
    industry_code: str | None = None


@dataclass(frozen=True, slots=True)
class DeclarationFacts:
    """The amounts of the data year in fen; None where nothing was declared."""

    data_year: int
    output_value: int | None
    sales_revenue: int | None
    export_value: int | None
    profit: int | None


@dataclass(frozen=True, slots=True)
class PatentFacts:
    """One patent link with what is known of the patent as of `status_as_of`.

    `typed` is the number as the applicant wrote it, `number` its canonical form or None when it
    could not be read. `kind` and `status` hold the values of `Kind` and `PatentStatus`.
    `ended_on` is the day on which the right ended. `contribution` is in hundredths of a percent.
    `extension_days` were added to the term; `extended_further`: and more, which nobody has told.
    """

    typed: str
    number: str | None
    kind: str | None
    title: str
    patentees: tuple[str, ...]
    filed_on: date | None
    granted_on: date | None
    status: str | None
    ended_on: date | None
    status_as_of: date | None
    source: str
    core: bool
    basis: Basis | None
    contribution: int | None
    extension_days: int = 0
    extended_further: bool = False


@dataclass(frozen=True, slots=True)
class BenchmarkFacts:
    """One threshold of class and round: at least `threshold` (decimal text, in `unit`).

    `measure` names one of `measures.MEASURES`; `is_example` is true until the operator has
    replaced the shipped figure by an official one.
    """

    dimension: Dimension
    measure: str
    threshold: str
    unit: str
    reference: str
    is_example: bool


@dataclass(frozen=True, slots=True)
class OtherFiling:
    """Another application of the same enterprise in the same round, neither withdrawn
    nor rejected."""

    product_name: str
    model: str
    status: str


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """A supporting document: its name, its kind, the hash of its content. No rule asks for it."""

    name: str
    kind: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the rules see. `submitted_on` is None for a draft: `assessed_on` counts then."""

    round: RoundFacts
    enterprise: EnterpriseFacts
    product: ProductFacts
    declaration: DeclarationFacts
    patents: tuple[PatentFacts, ...]
    benchmarks: tuple[BenchmarkFacts, ...]
    other_filings: tuple[OtherFiling, ...]
    assessed_on: date
    submitted_on: date | None
    resubmission: bool
    documents: tuple[DocumentFacts, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain data for `json.dumps`; `from_json` reads it back to equal facts."""
        plain: dict[str, Any] = to_plain(self)
        return plain

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Raises `PlainError` naming the first field that is not as it should be."""
        return from_plain(cls, data)

    def sha256(self) -> str:
        """64 hexadecimal digits over the canonical JSON: equal exactly for equal facts."""
        return sha256_of(self)
