"""The language of an answer: the account's, the visitor's choice, the browser's, the default."""

from collections.abc import Mapping

from flask import g, has_request_context, request, session

from registry.config import setting

# Locale → what readers of that language call it.
LANGUAGES: Mapping[str, str] = {"zh_Hans_CN": "中文", "en": "English"}
_SESSION_KEY = "locale"
_BY_BROWSER = {"zh-hans-cn": "zh_Hans_CN", "zh-cn": "zh_Hans_CN", "zh": "zh_Hans_CN", "en": "en"}


def choose_locale() -> str:
    """The locale of this request (outside of one: the default); the selector of Flask-Babel."""
    if not has_request_context():
        return setting("LOCALE")
    return _of_account() or _of_visitor() or _of_browser() or setting("LOCALE")


def remember_choice(locale: str) -> None:
    """Keep the visitor's choice in the session."""
    session[_SESSION_KEY] = locale


def language_tag(locale: str) -> str:
    """The BCP 47 tag for the ``lang`` attribute of a page."""
    return "zh-CN" if locale.startswith("zh") else "en"


def _of_account() -> str | None:
    # Set by ``accounts`` for each request; none of a visitor.
    chosen = getattr(g.get("account"), "locale", None)
    return chosen if chosen in LANGUAGES else None


def _of_visitor() -> str | None:
    chosen = session.get(_SESSION_KEY)
    return chosen if chosen in LANGUAGES else None


def _of_browser() -> str | None:
    best = request.accept_languages.best_match(list(_BY_BROWSER))
    return _BY_BROWSER[best.lower()] if best else None
