"""The snapshot taken by the beat: what is new is merged; a failure leaves the earlier one in use."""

from pathlib import Path

import pytest
from factories import ApplicationFactory, UserFactory
from flask import Flask
from flask.testing import FlaskClient

from registry import worker
from registry.statistics.snapshot import nightly, store


@pytest.fixture(autouse=True)
def quiet(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of this test's own, and no papers, which take long."""
    monkeypatch.setitem(app.config["REGISTRY"], "SNAPSHOT_FOLDER", str(tmp_path / "snapshot"))
    for name in ("DESIGN", "NOTICE_DESIGN"):
        monkeypatch.setattr(f"registry.certification.service.{name}", "not_there")


def measures(client: FlaskClient) -> dict[str, float]:
    lines = client.get("/metrics").text.splitlines()
    told = (line.split(" ") for line in lines if line.startswith("registry_snapshot_"))
    return {name: float(value) for name, value in told}


def test_each_night_merges_what_is_new_and_metrics_say_when(client: FlaskClient) -> None:
    assert measures(client) == {
        "registry_snapshot_taken_seconds": 0.0,
        "registry_snapshot_failed": 0.0,
    }
    ApplicationFactory(applicant=UserFactory(), registered=True)
    assert worker.take_snapshot() == 1
    ApplicationFactory(applicant=UserFactory(), certified=True)
    assert worker.take_snapshot() == 3
    assert worker.take_snapshot() == 0
    told = measures(client)
    assert told["registry_snapshot_taken_seconds"] == store.path().stat().st_mtime
    assert told["registry_snapshot_failed"] == 0.0


def test_a_failure_leaves_the_earlier_one_in_use_and_is_seen_until_it_is_mended(
    client: FlaskClient,
) -> None:
    ApplicationFactory(applicant=UserFactory(), registered=True)
    worker.take_snapshot()
    before = store.path().read_bytes()
    ApplicationFactory(applicant=UserFactory(), registered=True)
    # Nothing can be put into the place of what is a folder.
    blocked = store.path().with_name("kept")
    store.path().rename(blocked)
    store.path().mkdir()
    (store.path() / "something").touch()
    with pytest.raises(OSError):
        worker.take_snapshot()
    (store.path() / "something").unlink()
    store.path().rmdir()
    blocked.rename(store.path())
    assert measures(client)["registry_snapshot_failed"] == 1.0
    assert store.path().read_bytes() == before
    found = store.fitting()
    assert found is not None and found.count == 1
    assert worker.take_snapshot() == 1
    assert measures(client)["registry_snapshot_failed"] == 0.0
    assert not nightly.condition().failed
