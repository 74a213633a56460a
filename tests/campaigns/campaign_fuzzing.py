"""Every reader of what strangers send, under a fuzzer that follows the lines it reaches.

Only a reader's own error may come out of it (fuzz_reader.py says which). The fuzzer is atheris, which
nothing else here needs: it is installed into a folder of its own, once, below var/. Without it the
ordinary tests try the same readers with hypothesis.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Campaign
from lengths import length

ROOT = Path(__file__).parents[2]
PROGRAM = Path(__file__).with_name("fuzz_reader.py")
FUZZER = "atheris==3.0.0"
FOLDER = ROOT / "var" / "fuzzer"
SEED = 2025
# A reader that takes longer over one file than this, in seconds, or more memory, in megabytes, hangs.
LONGEST_S, MOST_MB = 25, 4096
READERS = ("money", "percentages", "names", "dates", "numbers", "rows", "forms") + (
    "json",
    "csv",
    "xlsx",
    "statements",
    "xml",
    "documents",
    "pdf",
)


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """That of a process which has the fuzzer, and what the tests know of the readers' contents."""
    if not (FOLDER / "atheris").is_dir():
        command = [sys.executable, "-m", "pip", "install", "-q", "--target", FOLDER, FUZZER]
        subprocess.run(command, check=True)
    found = [FOLDER, ROOT, ROOT / "tests", ROOT / "tests" / "filing"]
    return os.environ | {"PYTHONPATH": os.pathsep.join(str(each) for each in found)}


@pytest.mark.parametrize("reader", READERS)
def test_only_its_own_error_comes_out_of_a_reader(
    campaign: Campaign, environment: dict[str, str], tmp_path: Path, reader: str
) -> None:
    options = [f"-max_total_time={length('FUZZ_SECONDS')}", f"-seed={SEED}"]
    limits = [f"-timeout={LONGEST_S}", f"-rss_limit_mb={MOST_MB}"]
    command = [sys.executable, PROGRAM, reader, tmp_path, *options, *limits]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=tmp_path)
    tried = re.search(r"number_of_executed_units: (\d+)", done.stderr)
    reached = re.findall(r" cov: (\d+) ", done.stderr)
    campaign.record(
        what=f"contents given to the reader of {reader}",
        how_many=int(tried[1]) if tried else 0,
        seed=SEED,
        failures=[done.stderr[-3000:]] if done.returncode else [],
        branches_reached=int(reached[-1]) if reached else 0,
    )


def test_every_reader_of_the_program_is_tried(environment: dict[str, str]) -> None:
    command = [sys.executable, PROGRAM, "--readers"]
    known = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert set(known.stdout.split()) == set(READERS)
