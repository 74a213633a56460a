"""Filing packages to test with: one that is right in everything, to be changed at one place."""

import csv
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from registry.filing.columns import COLUMNS, File
from registry.filing.package import Package, PackageFiles, read_package
from registry.filing.readers import Known

KNOWN = Known(
    regions=frozenset({"370100", "370200"}),
    classes={"0301": "通用设备制造", "0302": "专用设备制造"},
    rounds=frozenset({2024, 2025}),
    today=date(2025, 9, 1),
)

CREDIT_CODE = "91370100MAEXD00016"
NUMBER = "ZL202019000001.9"
OTHER_NUMBER = "ZL201929000002.6"

_RIGHT: dict[File, list[dict[str, str]]] = {
    File.ENTERPRISES: [
        {
            "credit_code": CREDIT_CODE,
            "name": "示例精密机械有限公司",
            "region_code": "370100",
            "size": "small",
        }
    ],
    File.PATENTS: [
        {
            "number": NUMBER,
            "title": "一种示例装置",
            "patentee": "示例精密机械有限公司",
            "filed_on": "2020-03-02",
            "granted_on": "2022-06-07",
            "status": "in_force",
            "ended_on": "",
            "status_as_of": "2025-08-20",
        }
    ],
    File.APPLICATIONS: [
        {
            "credit_code": CREDIT_CODE,
            "product_name": "示例减速器",
            "model": "SL-1",
            "class_code": "0301",
            "round": "2025",
            "output_value": "12000000.50",
            "sales_revenue": "11000000.00",
            "export_value": "0",
            "profit": "-250000.05",
            "certification": "yes",
        }
    ],
    File.LINKS: [
        {
            "credit_code": CREDIT_CODE,
            "product_name": "示例减速器",
            "round": "2025",
            "number": NUMBER,
            "core": "yes",
            "basis": "patentee",
            "contribution": "42.5",
        }
    ],
}


@dataclass
class Draft:
    """The rows of the four files, ready to be changed and written."""

    rows: dict[File, list[dict[str, str]]] = field(default_factory=lambda: deepcopy(_RIGHT))

    def change(self, file: File, **values: str) -> "Draft":
        """Set values in the first row of a file."""
        self.rows[file][0].update(values)
        return self

    def add(self, file: File, **values: str) -> "Draft":
        """Add a row that is the first one with other values."""
        self.rows[file].append(_RIGHT[file][0] | values)
        return self

    def write(self, folder: Path) -> PackageFiles:
        """Write the four CSV files."""
        for file, rows in self.rows.items():
            with (folder / file.value).open("w", encoding="utf-8", newline="") as out:
                writer = csv.DictWriter(out, list(COLUMNS[file]))
                writer.writeheader()
                writer.writerows(rows)
        return files_of(folder)

    def read(self, folder: Path) -> Package:
        """Write and read it, held against KNOWN."""
        return read_package(self.write(folder), KNOWN)


def files_of(folder: Path) -> PackageFiles:
    """The four files of a folder under their usual names."""
    return PackageFiles(*(folder / file.value for file in File))
