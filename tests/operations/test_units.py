"""docs/operations/systemd: units that systemd itself finds sound, and commands that there are."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from serving import OPERATIONS

from registry.commands import main
from registry.config import PREFIX, SETTINGS, read_environment

UNITS = OPERATIONS / "systemd"
SERVICES = sorted(path.name for path in UNITS.glob("*.service"))
TIMERS = sorted(path.name for path in UNITS.glob("*.timer"))
ANALYZE = shutil.which("systemd-analyze")
PROGRAMS = "/opt/registry/.venv/bin/"
LAID_OUT = ("/opt/registry/.venv/bin/", "/opt/registry/docs/operations/", "/usr/bin/", "/bin/")
# As systemd-analyze counts: 0 is a unit that may do nothing, 10 one that may do everything.
MOST_EXPOSED = 2.0


def lines(name: str, key: str) -> list[str]:
    """What a unit says under a key, once for each line."""
    text = (UNITS / name).read_text("utf-8")
    return [line.partition("=")[2] for line in text.splitlines() if line.startswith(f"{key}=")]


def commands() -> list[list[str]]:
    """Every command that a unit starts, in words."""
    return [shlex.split(said) for name in SERVICES for said in lines(name, "ExecStart")]


def is_there(words: list[str]) -> bool:
    """Whether the command line has this command, with no argument left over or missing."""
    command: click.Command = main
    for word in words:
        if not isinstance(command, click.Group):
            return word.startswith("--") and any(word in p.opts for p in command.params)
        if word not in command.commands:
            return False
        command = command.commands[word]
    return not any(p.required for p in command.params)


def test_every_command_of_the_units_is_one_of_the_registrys():
    ours = [words[1:] for words in commands() if words[0] == f"{PROGRAMS}registry"]
    assert len(ours) >= 5
    assert [words for words in ours if not is_there(words)] == []
    assert not is_there(["audit", "verfy"]) and not is_there(["backup"])


def test_every_other_program_comes_with_an_extra_or_the_system():
    others = {words[0] for words in commands()} - {f"{PROGRAMS}registry"}
    assert others == {
        f"{PROGRAMS}gunicorn",
        f"{PROGRAMS}celery",
        "/opt/registry/docs/operations/backup.sh",
        "/usr/bin/logger",
    }
    for name in ("gunicorn", "celery"):
        assert (Path(sys.executable).parent / name).exists()
    assert os.access(OPERATIONS / "backup.sh", os.X_OK)


def test_every_timer_has_its_service_and_every_service_its_timer_or_a_place_at_the_start():
    timed = {name.removesuffix(".timer") for name in TIMERS}
    for name in SERVICES:
        unit = name.removesuffix(".service")
        assert unit in timed or lines(name, "WantedBy") or unit == "registry-failed@", name
        assert (lines(name, "Type") == ["oneshot"]) == (unit in timed or unit.endswith("@")), name
    assert timed <= {name.removesuffix(".service") for name in SERVICES}


def test_what_is_due_at_night_fails_loudly():
    for name in TIMERS:
        service = name.replace(".timer", ".service")
        assert lines(service, "OnFailure") == ["registry-failed@%n.service"], service


@pytest.fixture
def machine(tmp_path):
    """A root with the units and files that they name, for systemd to look at."""
    system = tmp_path / "etc/systemd/system"
    shutil.copytree(UNITS, system)
    for words in [*commands(), ["/bin/kill"]]:
        assert words[0].startswith(LAID_OUT), words
        program = tmp_path / words[0].removeprefix("/")
        program.parent.mkdir(parents=True, exist_ok=True)
        program.touch(mode=0o755)
    for name in ("sysinit", "basic", "shutdown", "network-online", "multi-user", "timers"):
        (system / f"{name}.target").write_text(f"[Unit]\nDescription={name}\n")
    (system / "time-set.target").write_text("[Unit]\nDescription=time-set\n")
    (system / "time-sync.target").write_text("[Unit]\nDescription=time-sync\n")
    return tmp_path


@pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not on this machine")
def test_systemd_finds_nothing_wrong_with_the_units(machine):
    names = [name.replace("@.", "@registry-audit.") for name in SERVICES]
    command = [ANALYZE, "verify", f"--root={machine}", "--man=no", *names, *TIMERS]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not on this machine")
@pytest.mark.parametrize("name", SERVICES)
def test_a_unit_may_do_little_more_than_it_needs(machine, name):
    unit = name.replace("@.", "@registry-audit.")
    command = [ANALYZE, "security", "--offline=true", f"--root={machine}", "--no-pager", unit]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    exposed = re.search(r"Overall exposure level for .*: ([0-9.]+)", said)
    assert exposed and float(exposed[1]) <= MOST_EXPOSED, said


def test_the_example_of_the_environment_starts_once_its_blanks_are_filled(monkeypatch):
    given = dict(
        line.split("=", 1)
        for line in (OPERATIONS / "environment.example").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    )
    for setting in SETTINGS:
        monkeypatch.delenv(PREFIX + setting.name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value or f"{name} filled in by the operator, long enough")
    ours = {name.removeprefix(PREFIX) for name in given if name.startswith(PREFIX)}
    assert ours <= {setting.name for setting in SETTINGS}
    assert read_environment()["ENV"] == "production"


@pytest.fixture
def backups(tmp_path):
    """A folder with a backup of today's and of forty days ago, and something of somebody else's."""
    folder = tmp_path / "backups"
    for name in ("20260101T013000Z", "20260201T013000Z", "kept-by-hand"):
        (folder / name).mkdir(parents=True)
    long_ago = (folder / "20260201T013000Z").stat().st_mtime - 40 * 86_400
    for name in ("20260101T013000Z", "kept-by-hand"):
        os.utime(folder / name, (long_ago, long_ago))
    return folder


def run_backup(folder: Path, tmp_path: Path, command: str) -> int:
    registry = tmp_path / "registry"
    registry.write_text(f"#!/bin/sh\n{command}\n")
    registry.chmod(0o755)
    environ = os.environ | {"REGISTRY_COMMAND": str(registry)}
    done = subprocess.run([OPERATIONS / "backup.sh", folder], env=environ, capture_output=True)
    return done.returncode


def test_after_a_whole_backup_what_is_too_old_goes_and_nothing_else(backups, tmp_path):
    assert run_backup(backups, tmp_path, 'mkdir "$2" && touch "$2/manifest.json"') == 0
    left = sorted(path.name for path in backups.iterdir())
    assert left[0] == "20260201T013000Z" and left[-1] == "kept-by-hand" and len(left) == 3


@pytest.mark.parametrize("command", ["exit 1", 'mkdir "$2"'], ids=["failed", "no manifest"])
def test_after_a_backup_that_failed_nothing_is_removed(backups, tmp_path, command):
    assert run_backup(backups, tmp_path, command) != 0
    assert {"20260101T013000Z", "20260201T013000Z"} <= {path.name for path in backups.iterdir()}
