"""Load a filing package: enterprises, then patents, then applications with their links.

An application is stored with all its links or not at all; other rows go on. Loading the same
package again changes nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace

from registry import clock
from registry.applications import service as applications
from registry.applications.models import Application
from registry.applications.service import ApplicationInput, LinkInput
from registry.applications.workflow import EDITABLE
from registry.enterprises.models import Enterprise
from registry.enterprises.service import record_enterprise
from registry.errors import FieldProblem, RegistryError
from registry.extensions import db
from registry.filing.package import Filing, Package, PackageFiles, patent_key, read_package
from registry.filing.problems import RowProblem
from registry.filing.queries import application_of, enterprises_by_code, known_today
from registry.filing.schemas import EnterpriseRow, PatentRow
from registry.money import N_
from registry.patents.numbers import PatentNumber, parse
from registry.patents.queries import by_number
from registry.patents.service import PatentStatement, record_patent
from registry.permissions import Actor, Permission, Role, check

NO_ENTERPRISE = N_("The registry knows no enterprise of this credit code.")
NO_ENTERPRISE_EXPECTED = N_("Give it a correct row in {file}.")
DECIDED_ALREADY = N_(
    "The product has an application in round {round} already, which is {status} and says "
    "something else. It cannot be changed any more; remove the row."
)

Step = Callable[[], None]
# Called with the number of rows; what it gives is called once for each row that is stored.
Progress = Callable[[int], AbstractContextManager[Step]]


@dataclass(frozen=True, slots=True)
class LoadResult:
    """How many rows of each sort were taken, and what was not."""

    counts: dict[str, int]
    problems: tuple[RowProblem, ...]
    # Headings that nothing asks for, by file.
    ignored: dict[str, tuple[str, ...]]


class NothingStored(RegistryError):
    """422: a strict load met problems; they are in ``result``, and nothing of it is stored."""

    status = 422

    def __init__(self, result: LoadResult) -> None:
        self.result = result
        super().__init__(
            N_("{count} problem(s) in the filing package; nothing is stored."),
            count=len(result.problems),
        )


@contextmanager
def in_silence(total: int) -> Iterator[Step]:
    """Show no progress."""
    yield lambda: None


def load(
    actor: Actor, files: PackageFiles, *, strict: bool = False, progress: Progress = in_silence
) -> LoadResult:
    """Read and store a package. Raises FileProblem for a file that cannot be read, and in a
    strict load NothingStored for any row that cannot be taken."""
    check(actor, Permission.LOAD)
    return store(actor, read_package(files, known_today()), strict=strict, progress=progress)


def store(
    actor: Actor, package: Package, *, strict: bool = False, progress: Progress = in_silence
) -> LoadResult:
    """Store a package that has been read. The applications are begun on behalf of their
    enterprises; the trail names the actor."""
    check(actor, Permission.LOAD)
    if strict and package.problems:
        raise NothingStored(LoadResult({}, package.problems, package.ignored))
    with progress(package.size) as step:
        result = _Loading(actor, package, step).run()
    if strict and result.problems:
        raise NothingStored(result)
    return result


class _Loading:
    """One load: what it acts for, and what it has met so far."""

    def __init__(self, actor: Actor, package: Package, step: Step) -> None:
        self.actor = actor
        self.package = package
        self.step = step
        # The file was read before; what it says is known from the storing on.
        self.fetch = replace(package.patents_fetch, at=clock.now())
        self.counts: Counter[str] = Counter()
        self.problems = list(package.problems)

    def run(self) -> LoadResult:
        """Store row after row; of one patent what was stated first comes first.

        Enterprises and patents are taken in the order of their numbers: two who load the same
        ones at once wait for each other in one order.
        """
        for enterprise in sorted(self.package.enterprises, key=lambda line: line.row.credit_code):
            self._enterprise(enterprise.row)
        for patent in sorted(self.package.patents, key=lambda line: patent_key(line.row)):
            self._patent(patent.row)
        known = enterprises_by_code(f.row.credit_code for f in self.package.filings)
        for filing in self.package.filings:
            self._filing(filing, known.get(filing.row.credit_code))
        problems = self.package.in_order(self.problems)
        return LoadResult(dict(self.counts), problems, self.package.ignored)

    def _taken(self, what: str) -> None:
        self.counts[what] += 1
        self.step()

    def _enterprise(self, row: EnterpriseRow) -> None:
        record_enterprise(
            self.actor,
            credit_code=row.credit_code,
            name=row.name,
            region_code=row.region_code,
            size=row.size,
        )
        self._taken("enterprises")

    def _patent(self, row: PatentRow) -> None:
        record_patent(
            self.actor,
            PatentStatement(
                office=row.number.office,
                number=row.number.canonical,
                kind=row.number.kind.value if row.number.kind else "",
                title=row.title,
                patentee=row.patentee,
                filed_on=row.filed_on,
                granted_on=row.granted_on,
                status=row.status,
                ended_on=row.ended_on,
                as_of=row.status_as_of,
                source=self.fetch.source,
            ),
            self.fetch,
        )
        self._taken("patents")

    def _filing(self, filing: Filing, enterprise: Enterprise | None) -> None:
        problem = self._no_enterprise(filing)
        if enterprise is not None:
            try:
                with db.session.begin_nested():
                    self._file_for(filing, enterprise)
                self._taken("applications")
                self.counts["links"] += len(filing.links)
                return
            except RegistryError as error:
                values = {name: str(value) for name, value in error.values.items()}
                given = filing.row.product_name
                problem = FieldProblem("product_name", given, error.template, "", values)
        self.problems.extend(self.package.refused_with(filing, problem))

    def _no_enterprise(self, filing: Filing) -> FieldProblem:
        values = {"file": next(iter(self.package.names.values()))}
        given = filing.row.credit_code
        return FieldProblem("credit_code", given, NO_ENTERPRISE, NO_ENTERPRISE_EXPECTED, values)

    def _file_for(self, filing: Filing, enterprise: Enterprise) -> None:
        row = filing.row
        applicant = on_behalf(self.actor, enterprise)
        known = application_of(enterprise.id, row.product_name, row.round)
        if known is None:
            applications.begin(applicant, row.round, application_input(filing))
            self.counts["begun"] += 1
        elif not _says_the_same(known, filing):
            if known.status not in EDITABLE:
                raise _Decided(row.round, known)
            given = application_input(filing, shows_output_value=known.shows_output_value)
            applications.save(applicant, known, given, known.version)
            self.counts["changed"] += 1


class _Decided(RegistryError):
    """409: the application of the row can be changed no more."""

    status = 409

    def __init__(self, year: int, known: Application) -> None:
        super().__init__(DECIDED_ALREADY, round=year, status=known.status.value)


def on_behalf(actor: Actor, enterprise: Enterprise) -> Actor:
    """The actor, applying for an enterprise whose papers it loads."""
    return Actor(
        user_id=actor.user_id,
        name=f"{actor.name} → {enterprise.credit_code}",
        roles=frozenset({Role.APPLICANT}),
        enterprise_id=enterprise.id,
    )


def application_input(filing: Filing, *, shows_output_value: bool = True) -> ApplicationInput:
    """What the rows declare, as the applicant's service takes it."""
    row = filing.row
    return ApplicationInput(
        product_name=row.product_name,
        model=row.model,
        class_code=row.class_code,
        seeks_certification=row.certification,
        shows_output_value=shows_output_value,
        output_value=row.output_value,
        sales_revenue=row.sales_revenue,
        export_value=row.export_value,
        profit=row.profit,
        industry_code=row.industry_code,
        links=tuple(
            LinkInput(link.row.number, link.row.core, link.row.basis, link.row.contribution)
            for link in filing.links
        ),
    )


def _says_the_same(known: Application, filing: Filing) -> bool:
    """Whether the application holds just what the rows say, its patents found as far as known."""
    as_given = application_input(filing, shows_output_value=known.shows_output_value)
    as_known = ApplicationInput(
        product_name=filing.row.product_name,
        model=known.model,
        class_code=known.class_code,
        seeks_certification=known.seeks_certification,
        shows_output_value=known.shows_output_value,
        output_value=known.output_value,
        sales_revenue=known.sales_revenue,
        export_value=known.export_value,
        profit=known.profit,
        industry_code=known.industry_code,
        links=tuple(
            LinkInput(link.typed, link.core, link.basis, link.contribution) for link in known.links
        ),
    )
    return as_given == as_known and not any(
        _can_be_found_now(link.typed) for link in known.links if link.patent_id is None
    )


def _can_be_found_now(typed: str) -> bool:
    reading = parse(typed)
    if not isinstance(reading, PatentNumber):
        return False
    return by_number(reading.office, reading.canonical) is not None
