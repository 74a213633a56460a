"""The set-up: the make targets, and the tools that they call."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv" / "bin" / "python"
WITH_POSTGRES = ROOT / "tools" / "with_postgres.py"
PACKAGES = ROOT / "tools" / "debian_packages.sh"
PHONY = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
TARGETS = PHONY[1].split() if PHONY else []
# What make tells the tests it runs is not for the make that they run.
ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
HAS_POSTGRES = any(Path("/usr/lib/postgresql").glob("*/bin/postgres")) or bool(
    shutil.which("postgres")
)


def finished(*command: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in command],
        cwd=ROOT,
        env=ENVIRONMENT | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def tools_only(tmp_path: Path) -> Path:
    """A folder for PATH, as of a machine that has a shell and its tools but no package manager."""
    for name in ("sh", "id", "grep", "env"):
        (tmp_path / name).symlink_to(shutil.which(name) or name)
    return tmp_path


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_of_the_makefile_can_be_planned(target: str) -> None:
    planned = finished("make", "--dry-run", target)
    assert planned.returncode == 0, planned.stderr


def test_help_has_one_line_for_every_target_and_no_other() -> None:
    listed = re.findall(r"^  make ([a-z]+) +\S", finished("make", "help").stdout, re.MULTILINE)
    assert listed == TARGETS != []


def test_one_measurement_is_chosen_by_its_name() -> None:
    assert "-m bench --only totals" in finished("make", "--dry-run", "bench", "ONLY=totals").stdout


@pytest.mark.parametrize(
    "script", [*ROOT.glob("tools/*.sh"), ROOT / ".ci/run"], ids=lambda p: p.name
)
def test_every_script_can_be_run_and_is_read_by_its_shell(script: Path) -> None:
    shell = script.read_text().splitlines()[0].removeprefix("#!")
    assert os.access(script, os.X_OK)
    assert finished(shell, "-n", script).stderr == ""


def test_nothing_to_install_is_no_error_and_says_nothing() -> None:
    done = finished(PACKAGES)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_without_a_package_manager_one_sentence_names_what_is_missing(tools_only: Path) -> None:
    done = finished("/bin/sh", PACKAGES, "libexample-1", "libexample-2", PATH=str(tools_only))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "These Debian packages are missing: libexample-1 libexample-2." in done.stderr


def test_an_interpreter_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = finished(ROOT / "tools" / "environment.sh", tmp_path / "venv", PYTHON="python-nowhere")
    assert done.returncode == 1
    assert "python-nowhere" in done.stderr
    assert not (tmp_path / "venv").exists()


def test_the_status_of_the_command_is_the_status_of_the_tool() -> None:
    assert finished(PYTHON, WITH_POSTGRES, "--", "sh", "-c", "exit 7").returncode == 7


def test_a_server_that_was_named_and_does_not_answer_is_an_error_not_a_silent_sqlite_run() -> None:
    done = finished(
        PYTHON,
        WITH_POSTGRES,
        "--",
        "echo",
        "ran",
        REGISTRY_TEST_POSTGRES_URL="postgresql+psycopg://x@127.0.0.1:1/x",
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert "No PostgreSQL to test on: REGISTRY_TEST_POSTGRES_URL" in done.stderr


@pytest.mark.skipif(not HAS_POSTGRES, reason="PostgreSQL's binaries are not installed")
def test_a_server_of_our_own_is_there_for_the_command_and_gone_after_it() -> None:
    command = "test -S ${REGISTRY_TEST_POSTGRES_URL##*=}/.s.PGSQL.5432 && "
    command += 'echo "at ${REGISTRY_TEST_POSTGRES_URL##*=}"'
    done = finished(PYTHON, WITH_POSTGRES, "--own", "--", "sh", "-c", command)
    assert done.returncode == 0, done.stderr
    assert "a server of our own" in done.stdout
    folder = Path(done.stdout.split("at ")[-1].strip())
    assert folder.name.startswith("registry-postgres-")
    assert not folder.exists()
