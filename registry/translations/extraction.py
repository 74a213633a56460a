"""Finds the texts that are to be translated in our Python files, for ``pybabel extract``.

Babel's own extractor takes one text of a call; a ``FieldProblem`` has two, and our errors and
verdicts are calls of many names. The table says which arguments of which call are texts.
"""

import ast
from collections.abc import Collection, Iterator, Mapping
from typing import BinaryIO

TEXTS_OF_CALL: Mapping[str, tuple[int, ...]] = {
    "gettext": (0,),
    "lazy_gettext": (0,),
    "_l": (0,),
    "_": (0,),
    "N_": (0,),
    "met": (0,),
    "not_met": (0,),
    "undetermined": (0,),
    "Refused": (0,),
    "NotFound": (0,),
    "Conflict": (0,),
    "NotReady": (0,),
    "FileProblem": (0,),
    "FieldProblem": (2, 3),
    "fault": (2,),
    "notice": (2,),
}

Found = tuple[int, str, str, list[str]]


def extract(
    fileobj: BinaryIO,
    keywords: Mapping[str, object],
    comment_tags: Collection[str],
    options: Mapping[str, str],
) -> Iterator[Found]:
    """Line, function, text, comments of each literal text, in the form that Babel asks for."""
    for node in ast.walk(ast.parse(fileobj.read())):
        if isinstance(node, ast.Call):
            yield from _texts(node)


def _texts(call: ast.Call) -> Iterator[Found]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    for place in TEXTS_OF_CALL.get(name, ()):
        given = call.args[place] if place < len(call.args) else None
        if isinstance(given, ast.Constant) and isinstance(given.value, str) and given.value:
            yield given.lineno, "gettext", given.value, []
