"""The Chinese catalogue says everything that the program says, and nothing else."""

import re
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import force_locale, gettext

from registry.errors import Conflict, FieldProblem
from registry.words import NAMES

ROOT = Path(__file__).parents[1]
CATALOGUE = ROOT / "registry/translations/zh_Hans_CN/LC_MESSAGES/messages.po"
PLACEHOLDER = re.compile(r"\{[^}]*\}|%\([a-z_]+\)s")
# Said by both languages in the same way.
SAME_IN_BOTH = {"{reason_word}"}


def first(texts: str | tuple[str, ...] | list[str]) -> str:
    """The text of a message; the singular of one that has a plural."""
    return texts if isinstance(texts, str) else texts[0]


@cache
def said() -> frozenset[str]:
    """Every text that the program and its pages hold for translation."""
    with (ROOT / "registry/babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)
    found = (
        message
        for folder in ("registry", "templates")
        for _, _, message, _, _ in extract_from_dir(ROOT / folder, methods, options)
    )
    return frozenset(first(message) for message in found)


@cache
def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh_Hans_CN")


@cache
def translated() -> dict[str, str]:
    return {first(each.id): first(each.string) for each in catalogue() if each.id}


def test_there_is_something_to_translate():
    assert len(said()) > 500


def test_everything_that_is_said_is_translated():
    missing = sorted(text for text in said() if not translated().get(text))
    assert missing == []


def test_nothing_is_translated_that_is_not_said_any_more():
    assert sorted(set(translated()) - said()) == []


def test_a_translation_has_the_placeholders_of_its_source_and_no_others():
    wrong = [
        source
        for source, chinese in translated().items()
        if set(PLACEHOLDER.findall(source)) != set(PLACEHOLDER.findall(chinese))
    ]
    assert wrong == []


def test_a_translation_is_chinese_and_not_a_copy():
    copied = {source for source, chinese in translated().items() if source == chinese}
    assert copied == SAME_IN_BOTH


def test_no_translation_is_marked_as_doubtful():
    assert [each.id for each in catalogue() if each.id and each.fuzzy] == []


def test_every_word_of_every_table_has_a_name():
    for table, names in NAMES.items():
        assert set(names) == set(table), table


def test_the_word_of_a_table_is_translated_inside_a_sentence(app: Flask):
    refusal = Conflict(
        "An application that is {status} cannot be changed by “{action}”.",
        status="public_notice",
        action="submit",
    )
    problem = FieldProblem(
        "x",
        "",
        "The patent has ended (status {status}), but no day is given.",
        "",
        {"status": "lapsed"},
    )
    with app.test_request_context(), force_locale("zh_Hans_CN"):
        assert refusal.text(gettext) == "“公示”状态的申报不能进行“提交”操作。"
        assert problem.text(gettext) == "该专利已失效（状态 已终止），但未填写日期。"
    assert "public notice" in refusal.text()
