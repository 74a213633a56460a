"""The SDMX files of a release read back by a reader that others wrote, in an environment of its own.

The reader wants versions of libraries that are not the registry's. REGISTRY_SDMX_PYTHON names the
interpreter of an environment that has it; without one, this trial makes one, which takes minutes.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from released_figures import content, fill, publish

from registry.statistics.outputs.code_lists import code_lists
from registry.statistics.outputs.files import BY_NAME, file_of
from registry.statistics.outputs.observations import observations
from registry.statistics.outputs.publisher import publisher
from registry.statistics.outputs.sdmx_csv import components
from registry.statistics.outputs.structure import DIMENSIONS, structure_json

READER = "pysdmx[data,json]==1.21.0"
# Prints a list of [codes of the dimensions, value as text or null, status, confidentiality].
READING = """
import json, sys
from pysdmx.io import get_datasets
dimensions, structure, data = json.loads(sys.argv[1]), sys.argv[2], sys.argv[3]
found = get_datasets(data, structure)[0].data.to_dict("records")
def text(value):
    return None if value is None or value != value else f"{value:.2f}"
print(json.dumps([
    [[str(row[name]) for name in dimensions], text(row["OBS_VALUE"]), row["OBS_STATUS"],
     row["CONF_STATUS"]] for row in found
]))
"""


@pytest.fixture
def reader(tmp_path: Path) -> str:
    """The interpreter of an environment that has the reader."""
    given = os.environ.get("REGISTRY_SDMX_PYTHON")
    if given:
        return given
    made = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", made], check=True)
    python = made / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", READER], check=True)
    return str(python)


def test_the_reader_finds_every_figure_of_a_release(
    app: Flask, reader: str, tmp_path: Path, campaign: Any
) -> None:
    fill()
    release = content(publish())
    data, structure = tmp_path / "release.csv", tmp_path / "structure.json"
    data.write_bytes(file_of(BY_NAME["sdmx.csv"], release))
    structure.write_bytes(structure_json(publisher(), code_lists()))
    words = [json.dumps(DIMENSIONS), str(structure), str(data)]
    answered = subprocess.run(
        [reader, "-c", READING, *words], capture_output=True, text=True, check=True
    )
    read = {tuple(codes): tuple(rest) for codes, *rest in json.loads(answered.stdout)}
    expected = {}
    for each in observations(release):
        parts = components(release, each)
        value = None if each.number is None else f"{each.number:.2f}"
        codes = tuple(parts[name] for name in DIMENSIONS)
        expected[codes] = (value, parts["OBS_STATUS"], parts["CONF_STATUS"])
    wrong = [list(codes) for codes, found in expected.items() if read.get(codes) != found]
    campaign.record(
        what="figures of a release that the SDMX reader of others does not find as they are",
        how_many=len(expected),
        failures=wrong + [list(codes) for codes in read.keys() - expected.keys()],
        reader=READER,
    )
