"""Who publishes the figures, under which licence and address: the operator's settings."""

from dataclasses import dataclass

from registry.config import setting


@dataclass(frozen=True, slots=True)
class Publisher:
    """``licence`` is the address of a licence, empty where the operator has stated none. ``agency``
    is the id under which SDMX structures are maintained, ``region_code`` the province."""

    name: str
    name_en: str
    address: str
    licence: str
    agency: str
    region_code: str

    def at(self, path: str) -> str:
        """A path of this server as the public sees it."""
        return f"{self.address}{path}"


def publisher() -> Publisher:
    """The publisher of the running application."""
    return Publisher(
        name=setting("AUTHORITY_NAME"),
        name_en=setting("AUTHORITY_NAME_EN"),
        address=setting("PUBLIC_URL").rstrip("/"),
        licence=setting("OPEN_DATA_LICENCE"),
        agency=setting("SDMX_AGENCY"),
        region_code=setting("REGION"),
    )
