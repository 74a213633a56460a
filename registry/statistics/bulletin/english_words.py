"""Words of the English bulletin: headings, names, plurals."""

from collections.abc import Sequence

from registry.enterprises.models import Size
from registry.statistics.breakdowns import Breakdown
from registry.statistics.bulletin.findings import Findings
from registry.statistics.bulletin.growth import written
from registry.statistics.releases.content import ReleaseStatus

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
PARTS = {
    "whole": "Overall",
    "places": "By region",
    "classes": "By industry",
    "firms": "Enterprises and products",
    "goal": "The way to the plan's target",
    "revisions": "Revisions",
}
STATUSES = {
    ReleaseStatus.PROVISIONAL: "Provisional figures",
    ReleaseStatus.REVISED: "Revised figures",
    ReleaseStatus.FINAL: "Final figures",
}
SHORT_STATUSES: dict[str, str] = {
    ReleaseStatus.PROVISIONAL.value: "provisional",
    ReleaseStatus.REVISED.value: "revised",
    ReleaseStatus.FINAL.value: "final",
}
FIRMNESS = {
    ReleaseStatus.PROVISIONAL: "They are provisional; the newest release of the year is valid.",
    ReleaseStatus.REVISED: "They are revised and replace what was published of the year before this"
    " release; the newest release of the year is valid.",
    ReleaseStatus.FINAL: "They are final; nothing provisional or revised follows for this year.",
}
COUNTED = {
    "products": ("product", "products"),
    "enterprises": ("enterprise", "enterprises"),
    "patents": ("patent", "patents"),
}
INDICATORS = {
    "products": "Products",
    "enterprises": "Enterprises",
    "patents": "Patents",
    "patents_invention": "Invention patents",
    "patents_utility_model": "Utility models",
    "patents_design": "Designs",
    "patents_core": "Core patents",
    "output_value": "Output value",
    "sales_revenue": "Sales revenue",
    "export_value": "Export value",
    "profit": "Profit",
}
GROUPS = {
    Breakdown.REGION: ("prefecture", "prefectures"),
    Breakdown.PROVINCE: ("province", "provinces"),
    Breakdown.MAJOR: ("major class", "major classes"),
    Breakdown.CLASS: ("class", "classes"),
}
SIZES = {
    Size.LARGE.value: "Large enterprises",
    Size.MEDIUM.value: "Medium-sized enterprises",
    Size.SMALL.value: "Small enterprises",
    Size.MICRO.value: "Micro enterprises",
    Size.INSTITUTION.value: "Institutions",
}
KINDS = {
    "late_decision": "late decisions",
    "revocation": "revocations",
    "withdrawal": "withdrawals",
    "correction": "corrections",
    "other": "other changes",
}
WORDS = {
    "whole": "Total",
    "indicator": "Indicator",
    "unit": "Unit",
    "growth": "Growth (%)",
    "growth_short": "Growth of output (%)",
    "of_which_certified": "of which certified output",
    "certified": "Certified",
    "registered": "Registered only",
    "figures": "Amounts in 100 million yuan, others in numbers",
    "hidden": "x: confidential, not published so that no single enterprise can be recognised.",
    "no_rate": "—: no base to compare with, or no rate is computed.",
    "places": "Region",
    "classes": "Industry",
    "sizes": "Size of the enterprise",
    "release": "Release",
    "status": "Figures",
    "as_of": "As of",
    "change": "Change of output",
    "notes": "Definitions, sources and rules",
    "draft": "DRAFT",
    "draft_why": "Not published; for examination only, not to be cited.",
    "example": "EXAMPLE 示例",
    "example_why": "Benchmarks or the confidentiality rule are example data, no official standard.",
    "source": "Register of patent-intensive products",
    "unit_amount": "100 million yuan",
    "unit_products": "number",
    "unit_enterprises": "number",
    "unit_patents": "number",
}
_CAPTIONS = {
    "whole": "Main indicators of patent-intensive products, {year}",
    "places": "Patent-intensive products by region, {year}",
    "classes": "Patent-intensive products by major class of industry, {year}",
    "fine_classes": "Patent-intensive products by class of industry, {year}",
    "sizes": "Patent-intensive products by size of the enterprise, {year}",
    "revisions": "Releases of {year} (registered and certified together)",
    "picture_places": "Output value by region, {year}",
    "picture_classes": "Output value by major class of industry, {year}",
    "picture_goal": "Output value and the plan's target",
    "picture_revisions": "Output value of {year}, release by release",
}


def caption(name: str, found: Findings) -> str:
    """What a table or a chart is called."""
    return _CAPTIONS[name].format(year=found.content.data_year)


def rate(tenths: int) -> str:
    """A growth rate in words."""
    if tenths == 0:
        return "level with the year before"
    return f"{'up' if tenths > 0 else 'down'} {written(tenths)} %"


def signed_rate(tenths: int) -> str:
    """A change of a revision, with its sign."""
    return f"{'+' if tenths > 0 else '−'}{written(tenths)} %"


def counted(number: int, names: tuple[str, str]) -> str:
    """``1 product``, ``1,200 products``."""
    return f"{number:,} {names[0] if number == 1 else names[1]}"


def listed(parts: Sequence[str]) -> str:
    """``a, b and c``."""
    return " and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)


def shifted(amount: str, places: int) -> str:
    """An amount with its decimal point further left: ``2,039.23`` by one is ``203.923``."""
    digits = amount.replace(",", "").replace(".", "").lstrip("-").zfill(places + 3)
    whole, rest = digits[: -places - 2], digits[-places - 2 :]
    return f"{'-' if amount.startswith('-') else ''}{int(whole):,}.{rest}"
