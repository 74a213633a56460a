"""The folder that a demonstration writes to: begun anew each time, and nobody else's."""

import shutil
from pathlib import Path

from registry.errors import RegistryError
from registry.money import N_

MARK = ".registry-demo"
DATABASE, STORE, AUTHORITY, MAIL = "registry.db", "store", "development-authority", "mail"
CERTIFICATES, ACCOUNTS = "certificates", "accounts.txt"
FINDINGS, TOTALS, REJECTED = "findings.json", "totals.json", "rejected.csv"

_MADE = frozenset(
    {
        MARK, DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", f"{DATABASE}-journal", STORE, MAIL,
        AUTHORITY, CERTIFICATES, ACCOUNTS, FINDINGS, TOTALS, REJECTED, f"{STORE}.checkpoints",
    }
)  # fmt: skip


class FolderInUse(RegistryError):
    """409: the folder holds what no demonstration has made."""

    status = 409


def begin_anew(out: Path) -> None:
    """Make the folder, or empty it of what an earlier demonstration left; FolderInUse when there
    is anything else in it."""
    _refuse_foreign(out)
    out.mkdir(parents=True, exist_ok=True)
    for path in out.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    (out / MARK).touch()
    (out / CERTIFICATES).mkdir()


def _refuse_foreign(out: Path) -> None:
    if not out.exists() and not out.is_symlink():
        return
    if not out.is_dir():
        raise FolderInUse(N_("{out} is not a folder; name another one."), out=out)
    found = {path.name for path in out.iterdir()}
    foreign = sorted(found - _MADE) or (sorted(found) if found and MARK not in found else [])
    if foreign:
        raise FolderInUse(
            N_(
                "{out} holds files that no demonstration has made ({names}); name an empty or "
                "new folder."
            ),
            out=out,
            names=", ".join(foreign[:3]) + (" …" if len(foreign) > 3 else ""),
        )


def settings(out: Path) -> dict[str, str]:
    """The settings of the application that the demonstration runs in."""
    return {
        "DATABASE_URL": f"sqlite:///{out.resolve() / DATABASE}",
        "STORE": str(out.resolve() / STORE),
        "MAIL_FOLDER": str(out.resolve() / MAIL),
        "DEVELOPMENT_AUTHORITY": str(out.resolve() / AUTHORITY),
    }
