"""People who look at pages in a real browser, in their language."""

from typing import Any
from urllib.parse import urlsplit

from factories import PASSWORD
from served import Served

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 700}
LANGUAGES = {"zh": "zh_Hans_CN", "en": "en"}
BROWSERS = {"zh": "zh-CN", "en": "en-GB"}


class Visitor:
    """One person in a browser of their own, and whatever was wrong with what it was given."""

    def __init__(self, site: Served, chromium: Any, language: str, **context: Any) -> None:
        self.site = site
        self.faults: list[str] = []
        self.context = chromium.new_context(
            base_url=site.address, viewport=WIDE, locale=BROWSERS[language], **context
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("request", self._note_request)
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.faults.append(f"{self.page.url}: {error}"))
        self.page.goto("/")
        button = self.page.locator(f"button[name=locale][value={LANGUAGES[language]}]")
        if button.count():
            button.click()

    def sign_in(self, email: str, password: str = PASSWORD) -> "Visitor":
        """By the form, as everybody does."""
        self.page.goto("/login")
        self.page.fill("input[name=email]", email)
        self.page.fill("input[name=password]", password)
        self.page.click("main button")
        return self

    def _note_request(self, request: Any) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https") and not request.url.startswith(self.site.address):
            self.faults.append(f"{self.page.url} asks another host: {request.url}")

    def _note_console(self, message: Any) -> None:
        if message.type == "error":
            self.faults.append(f"{self.page.url} says: {message.text}")

    def close(self) -> None:
        """Shut the browser, and fail for whatever was wrong."""
        self.context.close()
        assert self.faults == [], "\n".join(self.faults)
