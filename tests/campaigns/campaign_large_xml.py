"""A gigabyte of legal status data, loaded by the command: flat memory, and a kill in the middle."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
from conftest import Campaign
from legal_status_data import write

PATENTS, BYTES_EACH = 64_000, 16_800
MOST_MEMORY = 200 * 1024
COMMAND = Path(sys.executable).with_name("registry")


def test_a_gigabyte_of_xml_is_loaded_in_flat_memory_and_a_kill_costs_one_batch_at_most(
    tmp_path: Path, campaign: Campaign
) -> None:
    file = write(tmp_path / "large.xml", PATENTS, bytes_each=BYTES_EACH)
    environment = os.environ | {
        "REGISTRY_DATABASE_URL": f"sqlite:///{tmp_path}/registry.db",
        "REGISTRY_STORE": str(tmp_path / "store"),
        "REGISTRY_DEVELOPMENT_AUTHORITY": str(tmp_path / "authority"),
    }
    subprocess.run([COMMAND, "upgrade"], env=environment, check=True, capture_output=True)
    killed = subprocess.Popen([COMMAND, "patents", "load", file], env=environment)
    database = tmp_path / "registry.db"
    while count(database, "patent") < PATENTS // 3 and killed.poll() is None:
        time.sleep(2)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    after_kill = (count(database, "patent"), mark(database))
    begun = time.monotonic()
    resumed = subprocess.Popen([COMMAND, "patents", "load", file], env=environment)
    _, status, used = os.wait4(resumed.pid, 0)
    seconds = time.monotonic() - begun
    failures = [
        said
        for said, holds in {
            f"the mark and the patents differ after the kill: {after_kill}": after_kill[0]
            == after_kill[1],
            f"the command ended with {status}": status == 0,
            f"{used.ru_maxrss} KB of memory": used.ru_maxrss <= MOST_MEMORY,
            "patents are missing": count(database, "patent") == PATENTS,
            "events are missing": count(database, "legal_event") == EVENTS,
        }.items()
        if not holds
    ]
    campaign.record(
        what="patents loaded from one file of legal status data",
        how_many=PATENTS,
        failures=failures,
        megabytes=file.stat().st_size // 1_000_000,
        most_memory_megabytes=used.ru_maxrss // 1024,
        read_before_the_kill=after_kill[0],
        patents_a_second=round((PATENTS - after_kill[0]) / seconds),
    )


EVENTS = 2 * PATENTS + -(-PATENTS // 5)


def count(database: Path, table: str) -> int:
    with sqlite.connect(f"file:{database}?mode=ro", uri=True) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def mark(database: Path) -> int:
    with sqlite.connect(f"file:{database}?mode=ro", uri=True) as connection:
        return int(connection.execute("SELECT records_read FROM patent_reading").fetchone()[0])
