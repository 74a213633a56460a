"""The names of the fields of questions about figures; ``registry.words`` has all."""

from collections.abc import Mapping

from registry.money import N_

FIELDS: Mapping[str, str] = {
    "data_year": N_("Data year"),
    "as_of": N_("As of"),
    "by": N_("Breakdown"),
    "codes": N_("Codes of regions and classes"),
    "region": N_("Region"),
    "class": N_("Product class"),
    "industry": N_("Industry class (GB/T 4754)"),
    "industry_code": N_("Industry class (GB/T 4754)"),
    "size": N_("Size of the enterprise"),
    "kind": N_("Kind of patent"),
    "right": N_("Right to the patents"),
    "order": N_("Order of the rows"),
    "unit": N_("Unit of amounts"),
    "figures": N_("Figures"),
    "indicator": N_("Figure"),
    "years": N_("Data years"),
    "n": N_("Number of the largest"),
    "stage": N_("What is counted"),
    "member": N_("Who is compared"),
}
