"""The demonstration: the whole main job on one filing package, each round on its own days."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Protocol

from flask_babel import gettext
from flask_migrate import upgrade

from registry import clock
from registry.applications.workflow import Status
from registry.certification.paper import missing_papers
from registry.codes.service import load_codes
from registry.errors import RegistryError
from registry.extensions import db
from registry.filing import demo_folder as folder
from registry.filing import demo_output as output
from registry.filing import demo_round as play
from registry.filing.columns import File
from registry.filing.demo_people import People, hire
from registry.filing.demo_round import Outcomes
from registry.filing.package import Package, PackageFiles, read_package
from registry.filing.problems import RowProblem
from registry.filing.queries import enterprises_by_code, known_today
from registry.filing.service import LoadResult, store
from registry.money import N_
from registry.programme.models import Round
from registry.programme.service import load_programme
from registry.statistics.queries import Totals
from registry.transaction import unit_of_work

Step = Callable[[], None]


class Narrator(Protocol):
    """Shows the demonstration to whoever started it."""

    def say(self, what: str) -> None:
        """One step that is done, as a sentence."""

    def heading(self, what: str) -> None:
        """A new chapter."""

    def progress(self, what: str, total: int) -> AbstractContextManager[Step]:
        """A bar for long work; call what it gives once for each part that is done."""


@dataclass(slots=True)
class DemoResult:
    """What came of it: how many applications ended how, in each round, and what lies where."""

    out: Path
    outcomes: dict[int, Outcomes] = field(default_factory=dict)
    loaded: Counter[str] = field(default_factory=Counter)
    problems: list[RowProblem] = field(default_factory=list)
    totals: list[Totals] = field(default_factory=list)
    papers: int = 0
    # The last day that was played: a round that is still open is played into the future.
    until: date = date.min
    people: People | None = None


class IncompletePackage(RegistryError):
    """422: the folder lacks files of a filing package."""

    status = 422


def example() -> Path:
    """The folder of the shipped example."""
    return Path(str(resources.files("registry.filing") / "example"))


def package_files(source: Path) -> PackageFiles:
    """The four files of a folder, each as CSV or XLSX; IncompletePackage names those missing."""
    found = {file: _one_of(source, file) for file in File}
    missing = [file.value for file, path in found.items() if path is None]
    if missing:
        raise IncompletePackage(
            N_("{folder} lacks {names} (CSV or XLSX) of a filing package."),
            folder=source,
            names=", ".join(missing),
        )
    return PackageFiles(*(path for path in found.values() if path is not None))


def _one_of(source: Path, file: File) -> Path | None:
    candidates = (source / file.value, (source / file.value).with_suffix(".xlsx"))
    return next((path for path in candidates if path.is_file()), None)


def run_demo(files: PackageFiles, out: Path, narrator: Narrator) -> DemoResult:
    """Play the package in the running application, whose database is that of the emptied ``out``."""
    result = DemoResult(out)
    _set_up(narrator)
    people = result.people = hire()
    package = read_package(files, known_today())
    result.problems.extend(package.problems)
    _say_what_was_read(package, narrator)
    known_until = date.min
    for programme_round in _rounds(package):
        until = programme_round.filing_by
        part = package.of_round(programme_round.year, after=known_until, until=until)
        result.outcomes[programme_round.year] = _play(
            programme_round, part, people, result, narrator
        )
        known_until = until
    _load_the_rest(package.of_round(None, after=known_until, until=date.max), people, narrator)
    result.problems = list(package.in_order(result.problems))
    _finish(result, package, people, narrator)
    return result


def _load_the_rest(rest: Package, people: People, narrator: Narrator) -> None:
    """What was stated of patents after the last filing day: no round has known it."""
    if rest.patents:
        with unit_of_work():
            store(people.operator, rest)
        told = gettext(
            "%(count)s statements on patents are later than the last filing day; no round has "
            "known them",
            count=len(rest.patents),
        )
        narrator.say(told)


def _set_up(narrator: Narrator) -> None:
    upgrade()
    with unit_of_work():
        codes = load_codes()
        programme = load_programme()
    narrator.heading(gettext("Setting up"))
    narrator.say(gettext("%(regions)s regions and %(classes)s classes", **codes))
    narrator.say(
        gettext(
            "%(rounds)s rounds, %(benchmarks)s EXAMPLE benchmarks, %(targets)s target", **programme
        )
    )


def _say_what_was_read(package: Package, narrator: Narrator) -> None:
    narrator.heading(gettext("Reading the filing package"))
    narrator.say(
        gettext(
            "Readable: %(enterprises)s enterprises, %(patents)s statements on patents, "
            "%(applications)s applications with %(links)s patent links",
            enterprises=len(package.enterprises),
            patents=len(package.patents),
            applications=len(package.filings),
            links=sum(len(filing.links) for filing in package.filings),
        )
    )
    for file, headings in package.ignored.items():
        told = gettext("%(file)s: columns that nothing asks for: %(columns)s")
        narrator.say(told % {"file": file, "columns": ", ".join(headings)})
    if package.problems:
        narrator.say(
            gettext("%(count)s problems, listed in rejected.csv", count=len(package.problems))
        )


def _rounds(package: Package) -> Iterator[Round]:
    for year in package.rounds:
        yield db.session.get_one(Round, year)


def _play(
    programme_round: Round,
    part: Package,
    people: People,
    result: DemoResult,
    narrator: Narrator,
) -> Outcomes:
    """A round from its last filing day to its certificates, the clock held at each of its days."""
    year, filing_by = programme_round.year, programme_round.filing_by
    narrator.heading(
        gettext("Round %(year)s, data year %(data_year)s", year=year, data_year=year - 1)
    )
    done: Outcomes = Counter()
    with clock.at(filing_by):
        _load(part, people, result, narrator)
        done += _act(gettext("Submitting"), Status.DRAFT, play.submit_all, people, year, narrator)
    with clock.at(play.examination_day(programme_round)):
        done += _act(
            gettext("Examining"), Status.SUBMITTED, play.examine_all, people, year, narrator
        )
        done += _act(
            gettext("Announcing"), Status.REGISTERED, play.announce_all, people, year, narrator
        )
    last_day = play.notice_ends(year)
    result.until = max(result.until, play.examination_day(programme_round))
    if last_day is not None:
        result.until = max(result.until, last_day + timedelta(days=1))
        with clock.at(last_day + timedelta(days=1)):
            certify = play.certify_all
            done += _act(
                gettext("Certifying"), Status.PUBLIC_NOTICE, certify, people, year, narrator
            )
    return done


def _load(part: Package, people: People, result: DemoResult, narrator: Narrator) -> None:
    show = partial(narrator.progress, gettext("Loading"))
    with unit_of_work():
        loaded: LoadResult = store(people.operator, part, progress=show)
        applying = enterprises_by_code(filing.row.credit_code for filing in part.filings)
        people.add_applicants(sorted(applying.values(), key=lambda enterprise: enterprise.id))
    result.problems.extend(loaded.problems)
    result.loaded.update(loaded.counts)
    narrator.say(
        gettext(
            "%(day)s: %(applications)s applications with %(links)s patent links drafted",
            day=clock.today().isoformat(),
            applications=loaded.counts.get("applications", 0),
            links=loaded.counts.get("links", 0),
        )
    )


def _act(
    title: str,
    status: Status,
    act: Callable[[People, int, Step], Outcomes],
    people: People,
    year: int,
    narrator: Narrator,
) -> Outcomes:
    with narrator.progress(title, play.count_in_status(year, status)) as step:
        done = act(people, year, step)
    told = gettext(", ").join(
        f"{gettext(OUTCOMES[w])} {count}" for w, count in done.items() if count
    )
    told = told or gettext("nothing to do")
    narrator.say(gettext("%(day)s: %(told)s", day=clock.today().isoformat(), told=told))
    return done


OUTCOMES = {
    "submitted": N_("submitted"),
    "registered": N_("registered"),
    "returned": N_("returned for correction"),
    "rejected": N_("rejected"),
    "announced": N_("under public notice"),
    "refused": N_("refused certification"),
    "waiting": N_("waiting, no benchmark being set"),
    "certified": N_("certified"),
}


def _finish(result: DemoResult, package: Package, people: People, narrator: Narrator) -> None:
    """Write everything that can be looked at without the database."""
    out = result.out
    narrator.heading(gettext("Writing the results"))
    result.papers = output.write_papers(out / folder.CERTIFICATES)
    applications = output.write_findings(out / folder.FINDINGS)
    as_of = max(clock.today(), result.until)
    result.totals = output.totals_of((year - 1 for year in package.rounds), as_of)
    output.write_totals(out / folder.TOTALS, result.totals)
    output.write_rejected(out / folder.REJECTED, result.problems)
    output.write_accounts(out / folder.ACCOUNTS, people.accounts)
    narrator.say(gettext("%(count)s signed certificates", count=result.papers))
    unmade = len(missing_papers())
    if unmade:
        narrator.say(gettext("%(count)s papers could not be made, see the log", count=unmade))
    narrator.say(gettext("Findings on %(count)s applications", count=applications))
