"""What a paper may read while it is drawn: the drawings of its own design, nothing else.

WeasyPrint's own fetcher reads local files and calls web servers, and a style sheet given as text
has a fetcher of its own. So every HTML and CSS object gets this one.
"""

from collections.abc import Mapping

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

SCHEME = "design:"


class ForbiddenAddress(FatalURLFetchingError):  # type: ignore[misc]  # WeasyPrint has no types
    """A template, a style sheet or a drawing asked for something outside the design."""


class DesignFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Answers `design:<file name>` from memory and refuses every other address."""

    def __init__(self, drawings: Mapping[str, str]) -> None:
        super().__init__()
        self.drawings = drawings

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """Give the drawing of that name; raise ForbiddenAddress, which stops the paper."""
        drawing = self.drawings.get(url.removeprefix(SCHEME)) if url.startswith(SCHEME) else None
        if drawing is None:
            raise ForbiddenAddress(f"The design asks for {url!r}, which is not part of it.")
        return URLFetcherResponse(url, drawing.encode(), {"Content-Type": "image/svg+xml"})
