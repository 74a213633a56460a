"""What the English bulletin explains at its end."""

from registry.statistics.bulletin.blocks import Note
from registry.statistics.bulletin.findings import Findings


def notes(found: Findings) -> list[Note]:
    """Terms, sources, rules, in the order in which they stand."""
    return [*_terms(found), *_rules(found), *_marks(found)]


def _terms(found: Findings) -> list[Note]:
    year = found.content.data_year
    return [
        Note(
            "What is counted",
            f"Products registered or certified in the register for the data year {year}. “Certified” and"
            " “registered only” exclude each other; the total is both. A product that is revoked or"
            " withdrawn is not counted from the day of that decision.",
        ),
        Note(
            "Output value, sales revenue, export value, profit",
            "What enterprises declare of these products for the year, at current prices: neither all of"
            " their business nor value added, and not to be compared with or added to the value added"
            " of patent-intensive industries. A product counts once, under the enterprise that filed"
            " it; exports are part of the sales revenue.",
        ),
        Note(
            "Products, enterprises, patents",
            "Each counted once in a line. The same enterprise or patent may stand in several groups:"
            " parts may sum to more than the total.",
        ),
        Note(
            "Region and industry",
            "The region of the enterprise on the day of registration; the industry after the statistical"
            " classification of patent-intensive industries (2019).",
        ),
    ]


def _rules(found: Findings) -> list[Note]:
    content, before = found.content, found.before
    compared = "No figures of the year before have been published; no rate is computed."
    if before is not None:
        compared = (
            f"Against the newest release of {before.content.data_year} ({before.content.number}), from"
            " figures before rounding, with one decimal, at current prices. None where one of the two"
            " is confidential or the base is not more than nothing."
        )
    least = content.rule.get("minimum_enterprises", "—")
    return [
        Note("Growth", compared),
        Note(
            "Rounding",
            "Amounts in 100 million yuan with two decimals, a half to the even neighbour, each from its"
            " exact value: parts may not add up to their sum.",
        ),
        Note(
            "Confidential figures",
            f"A figure is not published (x) where fewer than {least} enterprises stand behind it, where a"
            " few of them dominate it, or where it would give back such a figure or a single change"
            " between releases. Text, charts and rates use published figures only.",
        ),
        Note(
            "Revisions",
            "Figures are provisional, revised or final. What is published is never changed; later"
            " decisions, revocations, withdrawals and corrections are in the next release.",
        ),
    ]


def _marks(found: Findings) -> list[Note]:
    content = found.content
    marks = [
        Note(
            "Check",
            f"Release {content.number or '(not published)'}; SHA-256 of the figures:"
            f" {content.content_sha256}; of the facts behind them: {content.facts_sha256}. The file"
            " bulletin.jsonld within this document has the figures for programs.",
        )
    ]
    if content.example:
        marks.append(
            Note(
                "EXAMPLE",
                "Benchmarks or the confidentiality rule of this release are example data of the"
                " operator and not an official standard.",
            )
        )
    return marks
