"""The index goes with a backup: what was found before is found after it is restored."""

from pathlib import Path

from databases import empty_database
from factories import EnterpriseFactory
from flask import Flask

from registry.app import create_app
from registry.extensions import db
from registry.integrity.backup import back_up
from registry.integrity.restore import restore
from registry.search import Kind, find
from registry.search.check import differences
from registry.search.service import fold, waiting

NAMES = ("示例海尔有限公司", "示例电机有限公司", "示例海尔集团")


def test_a_restored_registry_finds_what_the_backup_found(app: Flask, tmp_path: Path) -> None:
    ids = [EnterpriseFactory(name=name).id for name in NAMES[:2]]
    fold(Kind.ENTERPRISE)
    ids.append(EnterpriseFactory(name=NAMES[2]).id)
    db.session.rollback()
    back_up(tmp_path / "backup")
    rows = tuple(zip(ids, NAMES, strict=True))
    with empty_database(db.engine.dialect.name, tmp_path, "restored") as url:
        other = create_app({"DATABASE_URL": url, "STORE": str(tmp_path / "store")})
        with other.app_context():
            restore(tmp_path / "backup")
            assert find(Kind.ENTERPRISE, "海尔", 9).ids == (ids[0], ids[2])
            assert waiting(Kind.ENTERPRISE) == 1
            assert not differences(Kind.ENTERPRISE, rows)
            db.session.remove()
            db.engine.dispose()
