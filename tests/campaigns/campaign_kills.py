"""Five hundred processes killed in the middle of their work, on each database.

Each takes applications from draft to certificate; some by the services, as tests/integrity does
twenty times in every run, and some over the web with a key, where whatever was sent when the
process died is sent again and must be answered. After every kill all that was acknowledged is
there, and `registry audit verify` finds nothing.
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from factories import ApplicationFactory, UserFactory
from flask import Flask
from flask.testing import FlaskClient
from lengths import length
from sqlalchemy import func, select

from registry.accounts.models import User
from registry.applications.models import Application
from registry.audit import AuditLink
from registry.extensions import db
from registry.idempotency import FIELD, KeptAnswer
from registry.integrity.verify import verify

sys.path.insert(0, str(Path(__file__).parents[1] / "integrity"))
from forked import working  # noqa: E402
from test_crashes import go_on_elsewhere, is_there, own_store, whole_way  # noqa: E402, F401

CYCLES = length("KILLS")
SEED = 2025
# The check reads everything there is, which grows: it is asked after each of the first ones, and
# then once in so many.
EVERY, AFTER = 10, 40


def test_whatever_is_killed_leaves_everything_whole_that_it_acknowledged(
    app: Flask, campaign
) -> None:
    ApplicationFactory(certified=True)
    chance, promised, faults = random.Random(SEED), [], []
    for cycle in range(CYCLES):
        go_on_elsewhere()
        with working(app, whole_way) as worker:
            worker.wait_for(chance.randrange(8))
            time.sleep(chance.uniform(0, 0.15))
        said = worker.acknowledged()
        promised += said
        faults += [f"{cycle}: {each} is gone" for each in said if not is_there(each)]
        if cycle < AFTER or cycle % EVERY == 0:
            faults += [f"{cycle}: {fault}" for fault in verify().faults()]
    faults += [f"{each} is gone" for each in promised if not is_there(each)]
    faults += [f"at the end: {fault}" for fault in verify().faults()]
    kinds = Counter(said.split()[0] for said in promised)
    campaign.record(
        what="processes killed in the middle of applying, registering, certifying",
        how_many=CYCLES,
        seed=SEED,
        failures=faults,
        acknowledged=dict(kinds),
        entries=db.session.scalar(select(func.count()).select_from(AuditLink)),
    )


def test_what_was_sent_to_a_process_that_was_killed_is_sent_again_and_done_once(
    app: Flask, sign_in: Callable[[User], FlaskClient], campaign
) -> None:
    user = UserFactory()
    browser = sign_in(user)
    chance, faults, known = random.Random(SEED), [], 0

    def send(key: str) -> int:
        data = {"round_year": "2025", "product_name": f"示例产品{key}", "class_code": "0301"}
        return browser.post("/applications/new", data=data | {FIELD: key}).status_code

    def sending(turn: int) -> Iterator[str]:
        key = f"{cycle:04d}-{turn:06d}"
        yield f"begin {key}"
        yield f"done {key} {send(key)}"

    for cycle in range(CYCLES // 5):
        with working(app, sending) as worker:
            worker.wait_for(1 + chance.randrange(6))
            time.sleep(chance.uniform(0, 0.05))
        said = [line.split() for line in worker.acknowledged()]
        for key in sorted({words[1] for words in said}):
            known += 1
            status = send(key)
            faults += [] if status == 303 else [f"{key} was answered with {status}"]
        db.session.rollback()
        made = db.session.scalar(select(func.count()).select_from(Application))
        kept = db.session.scalar(select(func.count()).select_from(KeptAnswer))
        faults += [] if made == kept == known else [f"{cycle}: {known} sent, {made} made"]
        known = made or 0
    faults += [f"at the end: {fault}" for fault in verify().faults()]
    campaign.record(
        what="requests with a key whose process was killed, sent again",
        how_many=CYCLES // 5,
        seed=SEED,
        failures=faults,
        sent=known,
    )
