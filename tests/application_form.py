"""What a browser sends when the form of an application is filled in rightly."""

from factories import PatentFactory

from registry.enterprises.models import Enterprise


def filled_in(enterprise: Enterprise, **changes: str) -> dict[str, str]:
    """All fields of a new application with two core patents; ``changes`` replace some."""
    first, second = (PatentFactory(patentee=enterprise.name) for _ in range(2))
    given = {
        "round_year": "2025",
        "product_name": "示例精密减速器",
        "model": "SL-100",
        "class_code": "0301",
        "output_value": "12000000.00",
        "sales_revenue": "11,000,000",
        "export_value": "1000000",
        "profit": "2000000.5",
        "seeks_certification": "y",
        "shows_output_value": "y",
        "links-0-typed": f"ZL{first.number}",
        "links-0-core": "y",
        "links-0-basis": "patentee",
        "links-0-contribution": "30",
        "links-3-typed": f"ZL{second.number}",
        "links-3-basis": "licensee",
        "links-3-contribution": "12.5",
        "save": "1",
    }
    blank = {
        f"links-{row}-{cell}": "" for row in range(6) for cell in ("typed", "basis", "contribution")
    }
    return blank | given | changes
