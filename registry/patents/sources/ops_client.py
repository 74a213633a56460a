"""Asks the EPO's Open Patent Services over the network, throttled as the EPO wants it.

Needs the extra ``ops``. Key and secret are those of an account with the EPO's developers' portal.
"""

from pathlib import Path

# The client ships no types.
import epo_ops  # type: ignore[import-untyped]
from epo_ops.middlewares.throttle.storages import SQLite  # type: ignore[import-untyped]  # as above
from requests import RequestException

from registry.money import N_
from registry.patents.sources import SourceUnavailable

ADDRESS = "https://ops.epo.org"
_NOT_FOUND = 404
_FORBIDDEN = 403

NO_CONNECTION = N_("EPO OPS cannot be reached: {why}.")
NO_ANSWER = N_("EPO OPS answered with status {status}; ask again later.")
QUOTA = N_("EPO OPS refuses: {why}. The quota is used up, or key and secret are wrong.")


class OpsClient:
    """An ``Ask`` for ``EpoOps``. ``folder`` keeps what the EPO said of the load of its services,
    by which this and other processes wait their turn."""

    def __init__(self, key: str, secret: str, folder: Path, *, address: str = ADDRESS) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        throttle = epo_ops.middlewares.Throttler(SQLite(str(folder / "throttle.db")))
        self._client = epo_ops.Client(key, secret, middlewares=[throttle], raise_for_status=False)
        # The client knows the address of the service only as constants of its class.
        self._client.__auth_url__ = f"{address}/3.2/auth/accesstoken"
        self._client.__service_url_prefix__ = f"{address}/3.2/rest-services"

    def __call__(self, digits: str, kind_code: str) -> bytes | None:
        """The legal events of an application as XML; None if the service has no such number."""
        try:
            asked = epo_ops.models.Docdb(digits, "CN", kind_code)
            response = self._client.legal("application", asked)
        except RequestException as error:
            raise SourceUnavailable(NO_CONNECTION, why=type(error).__name__) from error
        if response.status_code == _NOT_FOUND:
            return None
        if response.status_code == _FORBIDDEN:
            why = response.headers.get("X-Rejection-Reason", response.reason)
            raise SourceUnavailable(QUOTA, why=why)
        if not response.ok:
            raise SourceUnavailable(NO_ANSWER, status=response.status_code)
        return bytes(response.content)
