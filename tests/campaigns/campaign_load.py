"""Two hundred people at once, for ten minutes, against gunicorn as docs/operations has it.

They look at the public's pages, search, and open the page to sign in, over connections that stay
open. Nobody is answered with an error, nobody waits for half a minute, and the processes hold no
more memory at the end than after the first third.
"""

import asyncio
import random
import re
import sys
import time
from collections import Counter
from pathlib import Path
from urllib.parse import quote

import pytest
from conftest import Campaign
from databases import available, empty_database
from lengths import length

sys.path.insert(0, str(Path(__file__).parents[1] / "operations"))
from serving import environment, free_port, gunicorn, registry  # noqa: E402

SECONDS = length("LOAD_SECONDS")
PEOPLE = length("LOAD_PEOPLE")
SEED = 2025
LONGEST_S = 30.0
# Between two clicks, in seconds; people read what they asked for.
PAUSE = (0.5, 4.0)
PAGES = ("/", "/register", "/register?q=密封", "/verify", "/login", "/static/theme.css", "/healthz")
# What the processes may hold more at the end than after the first third.
MOST_GROWTH = 1.15


class Person:
    """One connection that stays open, and what it met."""

    def __init__(self, port: int, seed: int) -> None:
        self.port, self.chance = port, random.Random(seed)
        self.met: Counter[str] = Counter()
        self.waited: list[float] = []

    async def live(self, until: float) -> None:
        """Click until the time is over; who is refused or cut off comes again."""
        await asyncio.sleep(self.chance.uniform(0, PAUSE[1]))
        while time.monotonic() < until:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError as error:
                self.met[type(error).__name__] += 1
                await asyncio.sleep(self.chance.uniform(*PAUSE))
                continue
            while time.monotonic() < until and await self._click(reader, writer):
                await asyncio.sleep(self.chance.uniform(*PAUSE))
            writer.close()

    async def _click(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Whether the connection stays."""
        began = time.monotonic()
        status, stays = await self._get(reader, writer, self.chance.choice(PAGES))
        self.waited.append(time.monotonic() - began)
        self.met[status] += 1
        return stays

    async def _get(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str
    ) -> tuple[str, bool]:
        """The status, and whether the connection stays; a broken one is an error of its own."""
        asked = f"GET {quote(path, safe='/?=')} HTTP/1.1\r\nHost: registry.example\r\n\r\n"
        try:
            writer.write(asked.encode())
            await writer.drain()
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            length = re.search(r"(?i)content-length: (\d+)", head)
            await reader.readexactly(int(length[1]) if length else 0)
        except (OSError, asyncio.IncompleteReadError) as error:
            return type(error).__name__, False
        return head.split()[1], "connection: close" not in head.lower()


def memory_of(parent: int) -> int:
    """The kilobytes that the processes of a server hold, parent and children."""
    family = [parent]
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            family.append(int(entry.parent.name))
    texts = [Path(f"/proc/{each}/status").read_text() for each in family]
    held = (re.search(r"VmRSS:\s+(\d+)", text) for text in texts)
    return sum(int(found[1]) for found in held if found)


async def everybody(people: list[Person], server: int) -> list[int]:
    """Have them live, and look at the memory meanwhile."""
    until = time.monotonic() + SECONDS
    living = asyncio.gather(*(person.live(until) for person in people))
    held = []
    while not living.done():
        await asyncio.sleep(max(0.5, SECONDS / 60))
        held.append(memory_of(server))
    await living
    return held


@pytest.mark.parametrize("kind", available())
def test_two_hundred_people_at_once_meet_no_error_and_memory_stays_flat(
    tmp_path: Path, campaign: Campaign, kind: str
) -> None:
    with empty_database(kind, tmp_path, "load") as url:
        environ = environment(
            tmp_path,
            REGISTRY_DATABASE_URL=url,
            REGISTRY_PROXY_HOPS="0",
            REGISTRY_SEARCHES_PER_MINUTE="1000000",
            WEB_CONCURRENCY="2",
        )
        registry(environ, "upgrade")
        address = f"127.0.0.1:{free_port()}"
        # Processes that are replaced would hide what they hold.
        with gunicorn(environ, address, "--max-requests", "0", "--threads", "8") as server:
            port = int(address.rpartition(":")[2])
            people = [Person(port, SEED + each) for each in range(PEOPLE)]
            held = asyncio.run(everybody(people, server.pid))
    met = sum((person.met for person in people), Counter())
    waited = sorted(each for person in people for each in person.waited)
    faults = [f"{status}: {count}" for status, count in met.items() if status != "200"]
    faults += [f"{waited[-1]:.1f} s"] if waited[-1] > LONGEST_S else []
    before = max(held[: max(1, len(held) // 3)])
    faults += [f"{before} kB, then {held[-1]} kB"] if held[-1] > before * MOST_GROWTH else []
    campaign.record(
        what=f"requests of {PEOPLE} people at once in {SECONDS} s",
        how_many=met.total(),
        seed=SEED,
        failures=faults,
        database=kind,
        median_s=round(waited[len(waited) // 2], 3),
        p95_s=round(waited[int(len(waited) * 0.95)], 3),
        longest_s=round(waited[-1], 2),
        memory_kb=[before, held[-1]],
    )
