"""Texts in every language at once: files of data are for readers of all of them."""

from collections.abc import Mapping

from flask_babel import LazyString, force_locale, gettext

from registry.locale import LANGUAGES, language_tag

TAGS = {locale: language_tag(locale).partition("-")[0] for locale in LANGUAGES}
"""Locale → the primary language subtag that SDMX and RDF want: ``zh``, ``en``."""


def in_all(text: LazyString | str, **values: object) -> dict[str, str]:
    """Language → text, of a lazy string or of a msgid with its values."""
    found = {}
    for locale, tag in TAGS.items():
        with force_locale(locale):
            found[tag] = str(gettext(text, **values) if isinstance(text, str) else text)
    return found


def named(name: str, name_en: str | None) -> dict[str, str]:
    """Language → the name of a code; in English only where it has an English name."""
    return {"zh": name, "en": name_en or name}


def best(texts: Mapping[str, str]) -> str:
    """The one text for readers that take one only: English, which every tool of data can show."""
    return texts.get("en") or next(iter(texts.values()))
