"""Write the pages of docs/ that follow from the code, or say which of them no longer do.

.venv/bin/python tools/make_docs.py [--check]    --check writes nothing; 1 if one is outdated
"""

import inspect
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask

from registry.app import create_app
from registry.applications.conditions import CONDITIONS
from registry.applications.workflow import (
    CORRECTION_TRANSITIONS,
    EDITABLE,
    REGISTERED,
    TRANSITIONS,
    Status,
)
from registry.certification.workflow import CERTIFICATE_TRANSITIONS, CertificateStatus
from registry.config import DEVELOPMENT_SECRET, PREFIX, SETTINGS
from registry.eligibility.catalogue import all_rules
from registry.eligibility.measures import MEASURES
from registry.eligibility.parameters import all_parameters
from registry.permissions import GRANTS, Permission, Role, access_table, fresh_endpoints
from registry.statistics import concentration, panel
from registry.statistics.breakdowns import ALL_DIMENSIONS, TITLES, Breakdown
from registry.statistics.catalogue import all_figures, all_indicators
from registry.statistics.indicator import Indicator, Ratio, Unit

DOCS = Path(__file__).parents[1] / "docs"
MADE = "<!-- Made by tools/make_docs.py from the code: change the code, then run it again. -->"


def diagram(arrows: Iterable[tuple[str, str, str]], first: str, ends: Iterable[str]) -> str:
    """A Mermaid state diagram of (from, to, action)."""
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {first}"]
    lines += [f"    {source} --> {target}: {action}" for source, target, action in arrows]
    lines += [f"    {end} --> [*]" for end in ends]
    return "\n".join([*lines, "```"])


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines
    )


def workflow() -> str:
    """docs/workflow.md: the tables of applications and certificates, drawn and written out."""
    return "\n\n".join(
        (
            MADE,
            "# The workflow",
            "Two tables in the code say what can be done: `registry/applications/workflow.py` and "
            "`registry/certification/workflow.py`. Buttons, checks, the verbs of the audit trail "
            "and the tests of every status × action × role read them, and so does this page.",
            "## Applications",
            _applications_diagram(),
            f"The enterprise may change what it declares in: {_words(EDITABLE)}. "
            f"The declared output counts in: {_words(REGISTERED)}.",
            table(
                ("action", "from", "to", "permission", "and it must hold that"), _application_rows()
            ),
            "## Conditions",
            table(("condition", "what it demands"), _conditions()),
            "## Certificates",
            _certificates_diagram(),
            "Every one of these needs a reason, and nobody decides on a certificate of their own "
            "enterprise. *Expired* and *superseded* are no statuses: they follow from the dates of "
            "the certificate and of the product's next one.",
            table(("action", "from", "to", "permission", "persons"), _certificate_rows()),
            "## Corrections of figures",
            "The enterprise asks for other amounts than those that count; the decision is made by a "
            "reviewer who did not examine the application. Accepted, the ledger gets the difference "
            "on that day; what was declared and decided stays as it was.",
            table(
                ("action", "from", "to", "permission", "and it must hold that"), _correction_rows()
            ),
        )
    )


def _applications_diagram() -> str:
    arrows = [
        (source.value, row.target.value, row.action.value)
        for row in TRANSITIONS.values()
        for source in Status
        if source in row.sources
    ]
    left = {source for source, _, _ in arrows}
    return diagram(arrows, Status.DRAFT.value, [s.value for s in Status if s.value not in left])


def _application_rows() -> Iterable[tuple[str, ...]]:
    for row in TRANSITIONS.values():
        conditions = ", ".join(f"`{condition.value}`" for condition in row.conditions)
        permission = f"`{row.permission.value}`"
        yield f"`{row.action.value}`", _words(row.sources), row.target.value, permission, conditions


def _conditions() -> Iterable[tuple[str, ...]]:
    for condition, function in CONDITIONS.items():
        yield f"`{condition.value}`", (inspect.getdoc(function) or "").replace("\n", " ")


def _certificates_diagram() -> str:
    arrows = [
        (source.value, row.target.value, row.action.value)
        for row in CERTIFICATE_TRANSITIONS.values()
        for source in CertificateStatus
        if source in row.sources
    ]
    return diagram(arrows, CertificateStatus.VALID.value, [CertificateStatus.REVOKED.value])


def _certificate_rows() -> Iterable[tuple[str, ...]]:
    for row in CERTIFICATE_TRANSITIONS.values():
        sources = ", ".join(each.value for each in CertificateStatus if each in row.sources)
        persons = "two: one proposes, another confirms" if row.by_two else "one"
        permission = f"`{row.permission.value}`"
        yield f"`{row.action.value}`", sources, row.target.value, permission, persons


def _correction_rows() -> Iterable[tuple[str, ...]]:
    for action, row in CORRECTION_TRANSITIONS.items():
        conditions = ", ".join(f"`{condition.value}`" for condition in row.conditions)
        source = row.source.value if row.source else "—"
        permission = f"`{row.permission.value}`"
        yield f"`{action.value}`", source, row.target.value, permission, conditions


def _words(statuses: frozenset[Status]) -> str:
    return ", ".join(status.value for status in Status if status in statuses)


def settings() -> str:
    """docs/settings.md: every environment variable, its default, what it is for."""
    rows = [(f"`{PREFIX}{s.name}`", _default(s.default), s.purpose) for s in SETTINGS]
    return "\n\n".join(
        (
            MADE,
            "# Settings",
            "The registry is configured by environment variables and by nothing else. A value "
            "that cannot be used is refused at the start, in a sentence that names it. With "
            f"`{PREFIX}ENV=production` the development secrets and keys are refused as well.",
            table(("variable", "default", "what it is for"), rows),
        )
    )


def _default(value: str) -> str:
    if value == DEVELOPMENT_SECRET:
        return "a development secret"
    return f"`{value}`" if value else "none"


def access() -> str:
    """docs/access.md: what each role may do, and what each address needs."""
    with TemporaryDirectory() as folder:
        app = create_app({"DATABASE_URL": f"sqlite:///{folder}/registry.db", "ENV": "development"})
    return "\n\n".join(
        (
            MADE,
            "# Access",
            "Whoever has one of the roles has its permissions; everybody has `public`.",
            table(("permission", *Role), _grants()),
            "The application does not start with an address that is not in this table. *Once more*: "
            "who acts there must have proved who they are within the last minutes.",
            table(("address", "methods", "permission", "once more", "endpoint"), _addresses(app)),
        )
    )


def _grants() -> Iterable[tuple[str, ...]]:
    for permission in Permission:
        has = ("yes" if permission in GRANTS[role] else "" for role in Role)
        yield f"`{permission.value}`", *has


def _addresses(app: Flask) -> Iterable[tuple[str, ...]]:
    needed, fresh = access_table(app), fresh_endpoints(app)
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        methods = ", ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        again = "yes" if rule.endpoint in fresh else ""
        needs = f"`{needed[rule.endpoint].value}`"
        yield f"`{rule.rule}`", methods, needs, again, f"`{rule.endpoint}`"


def rules() -> str:
    """docs/rules.md: every rule with its citation, the dated values, and what can be measured."""
    return "\n\n".join(
        (
            MADE,
            "# The rules",
            "Each rule answers *met*, *not met* or *undetermined*, with its reason. A rule that "
            "cannot be run is undetermined. The rules of a round are those in force on its filing "
            "deadline; a rule that changes gets a new file with a later first day. Each has its "
            "file in `registry/eligibility/rules/` and its cases in `tests/eligibility/cases/`.",
            table(("rule", "what must hold", "for", "in force", "citation"), _rules()),
            "## Values that the authority may change",
            "Dated and cited in `registry/eligibility/parameters/`. EXAMPLE: no official value is "
            "known; the operator sets it.",
            table(("value", "what it is", "from", "reference"), _parameters()),
            "## What a benchmark can measure",
            "The four dimensions are held against the benchmarks of class and round, which are the "
            "operator's data: each names one of these measures and its unit. Shipped are EXAMPLE "
            "benchmarks only (`registry/programme/example_benchmarks.yaml`).",
            table(
                ("measure", "what it is", "unit"),
                ((f"`{each.name}`", each.label, each.unit) for each in MEASURES.values()),
            ),
        )
    )


def _rules() -> Iterable[tuple[str, ...]]:
    for rule in all_rules():
        until = f" until {rule.until}" if rule.until else ""
        yield f"`{rule.id}`", rule.title, rule.stage.value, f"{rule.since}{until}", rule.citation


def _parameters() -> Iterable[tuple[str, ...]]:
    for values in all_parameters().values():
        for each in values:
            shown = f"{each.value} {each.unit}{' (EXAMPLE)' if each.example else ''}"
            yield shown, each.title, str(each.since), each.reference


def indicators() -> str:
    """docs/indicators.md: every figure with unit, definition, source, and what it is told by."""
    more = [
        (str(each.TITLE), str(each.DEFINITION), f"`registry/statistics/{name}.py`")
        for name, each in (("panel", panel), ("concentration", concentration))
    ]
    return "\n\n".join(
        (
            MADE,
            "# The indicators",
            "Each has its file in `registry/statistics/indicators/` and its cases in "
            "`tests/statistics/cases/`. Every figure belongs to one data year, is as known on one "
            "day, and is given for registered, certified, and both together.",
            table(("id", "figure", "unit", "definition", "source"), _figures()),
            "## Breakdowns",
            "Of each dimension one level may be asked for. Region, class and size are those of the "
            "day of registration. *Adds up*: the figures whose rows always sum to the total; the "
            "rows of the others may share what they count, and their total is counted by itself. "
            "With `codes=today`, a code that has ended is replaced by its successor; one that has "
            "no single successor (a split) keeps its row, marked `unbridged`, since nobody has "
            "stated by what shares it would be divided.",
            table(("word", "level", "dimension", "adds up", "not for"), _breakdowns()),
            "## Computed beside them",
            table(("figure", "definition", "file"), more),
        )
    )


def _figures() -> Iterable[tuple[str, ...]]:
    for each in all_figures():
        yield f"`{each.id}`", str(each.title), _unit(each), str(each.definition), str(each.source)


def _unit(figure: Indicator | Ratio) -> str:
    if isinstance(figure, Ratio):
        return f"fen: `{figure.numerator}` / `{figure.denominator}`"
    return "fen, shown in yuan" if figure.unit is Unit.FEN else "number"


def _breakdowns() -> Iterable[tuple[str, ...]]:
    for number, dimension in enumerate(ALL_DIMENSIONS, start=1):
        for level in dimension:
            yield f"`{level.value}`", str(TITLES[level]), str(number), *_rows_of(level)


def _rows_of(level: Breakdown) -> tuple[str, str]:
    added = [f"`{each.id}`" for each in all_indicators() if each.adds_up(level)]
    refused = [f"`{each.id}`" for each in all_figures() if level not in each.breakdowns]
    return ", ".join(added), ", ".join(refused)


PAGES: dict[str, Callable[[], str]] = {
    "workflow.md": workflow,
    "settings.md": settings,
    "access.md": access,
    "rules.md": rules,
    "indicators.md": indicators,
}


def outdated() -> list[str]:
    """The pages that are missing or say something else than the code."""
    return [
        name
        for name, make in PAGES.items()
        if not (DOCS / name).exists() or (DOCS / name).read_text("utf-8") != make() + "\n"
    ]


def main(arguments: list[str]) -> int:
    """The exit code."""
    old = outdated()
    if "--check" in arguments:
        print("outdated:", ", ".join(old) or "nothing")
        return bool(old)
    for name in old:
        (DOCS / name).write_text(PAGES[name]() + "\n", "utf-8")
        print(f"written: docs/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
