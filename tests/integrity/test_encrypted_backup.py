"""An encrypted backup opens with its key alone, and then it is the backup."""

from pathlib import Path

import pytest
from another_registry import elsewhere, kind_of_database, papers_in
from factories import ApplicationFactory
from flask import Flask
from snapshots import contents
from sqlalchemy import select

from registry.config import setting
from registry.enterprises.models import Enterprise
from registry.errors import Conflict
from registry.extensions import db
from registry.integrity.backup import back_up
from registry.integrity.encryption import new_identity
from registry.integrity.restore import restore
from registry.products.models import Product


@pytest.fixture
def registry(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setitem(app.config["REGISTRY"], "STORE", str(tmp_path / "store"))
    ApplicationFactory(certified=True)
    return tmp_path / "store"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return tmp_path / "key.txt"


def test_what_was_encrypted_is_restored_row_by_row_and_bit_by_bit(
    registry: Path, key: Path, tmp_path: Path
) -> None:
    before, papers = contents(), papers_in(registry)
    back_up(tmp_path / "backup", [new_identity(tmp_path / "other.txt"), new_identity(key)])
    with elsewhere(kind_of_database(), tmp_path / "other"):
        assert restore(tmp_path / "backup", key).faults() == []
        assert contents() == before
        assert papers_in(tmp_path / "other") == papers != {}
        assert [path for path in Path(setting("STORE")).rglob("*.age")] == []


def test_an_encrypted_backup_says_nothing_of_what_was_declared(
    registry: Path, key: Path, tmp_path: Path
) -> None:
    back_up(tmp_path / "backup", [new_identity(key)])
    files = [path for path in (tmp_path / "backup").rglob("*") if path.is_file()]
    assert {path.name for path in files if path.suffix != ".age"} == {
        "manifest.json",
        "manifest.sha256",
    }
    held = b"".join(path.read_bytes() for path in files)
    (enterprise,), (product,) = (
        db.session.scalars(select(model)).all() for model in (Enterprise, Product)
    )
    told = (enterprise.name, enterprise.credit_code, product.name, "%PDF", key.read_text()[-60:])
    assert [text for text in told if text.encode() in held] == []
    assert all(
        path.read_bytes().startswith(b"age-encryption.org/v1")
        for path in files
        if path.suffix == ".age"
    )


def test_without_its_key_nothing_of_it_is_restored(
    registry: Path, key: Path, tmp_path: Path
) -> None:
    back_up(tmp_path / "backup", [new_identity(key)])
    another, no_key = tmp_path / "another.txt", tmp_path / "no-key.txt"
    new_identity(another)
    no_key.write_text("age1 is not a private key")
    with elsewhere(kind_of_database(), tmp_path / "other"):
        for identity, said in (
            (None, "say with --identity where the private key is"),
            (another, "does not open with this key"),
            (no_key, "no private key of age in"),
            (tmp_path / "nowhere.txt", "no private key of age in"),
        ):
            with pytest.raises(Conflict, match=said):
                restore(tmp_path / "backup", identity)
            assert papers_in(tmp_path / "other") == {}
            assert db.inspect(db.engine).get_table_names() == []


def test_a_changed_file_of_it_is_refused_even_when_the_manifest_was_made_anew(
    registry: Path, key: Path, tmp_path: Path
) -> None:
    manifest = back_up(tmp_path / "backup", [new_identity(key)])
    dump = tmp_path / "backup" / manifest.files[0].path
    changed = bytearray(dump.read_bytes())
    changed[-20] ^= 1
    dump.write_bytes(bytes(changed))
    with elsewhere(kind_of_database(), tmp_path / "other"):
        with pytest.raises(Conflict, match="was changed or is missing"):
            restore(tmp_path / "backup", key)


@pytest.mark.parametrize(
    "text", ["age1", "AGE-SECRET-KEY-1", "ssh-ed25519 AAAA", "公钥", "age1" + "q" * 58]
)
def test_what_is_no_public_key_is_refused_before_anything_is_written(
    registry: Path, tmp_path: Path, text: str
) -> None:
    with pytest.raises(Conflict, match="is no public key of age"):
        back_up(tmp_path / "backup", [text])
    assert not (tmp_path / "backup").exists()


def test_a_key_is_never_overwritten_and_its_owner_alone_reads_it(app: Flask, key: Path) -> None:
    assert new_identity(key).startswith("age1")
    before = key.read_bytes()
    with pytest.raises(Conflict, match="never overwritten"):
        new_identity(key)
    assert key.read_bytes() == before
    assert key.stat().st_mode & 0o777 == 0o600
