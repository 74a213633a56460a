"""One door for each outside thing: the clock, the environment, the commit, JSON, money."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from source_tree import Source, dotted, sources

Found = Iterator[ast.AST]


@dataclass(frozen=True)
class Door:
    """What may be done in few files only, how it is found, and offenders that must be found."""

    what: str
    allowed: frozenset[str]
    find: Callable[[Source], Found]
    offenders: tuple[str, ...]


def _uses(*names: str) -> Callable[[Source], Found]:
    """Names, whole or as the end of a dotted chain: ``.commit`` finds ``db.session.commit``."""

    def find(source: Source) -> Found:
        for node in source.nodes():
            if isinstance(node, ast.Attribute | ast.Name):
                written = dotted(node)
                if any(written == n or written.endswith("." + n.lstrip(".")) for n in names):
                    yield node
            elif isinstance(node, ast.ImportFrom):
                whole = {f"{node.module}.{alias.name}" for alias in node.names}
                if whole & set(names):
                    yield node

    return find


def _calls(*names: str) -> Callable[[Source], Found]:
    uses = _uses(*names)

    def find(source: Source) -> Found:
        used = {id(node) for node in uses(source)}
        for node in source.nodes():
            if isinstance(node, ast.Call) and id(node.func) in used:
                yield node

    return find


def _in_the_registry(find: Callable[[Source], Found]) -> Callable[[Source], Found]:
    """The papers are drawn with fractions of millimetres; their money comes as whole fen."""
    return lambda source: find(source) if source.path.startswith("registry/") else iter(())


_MONEY = ("yuan", "fen", "output_value", "sales_revenue", "export_value", "profit", "amount")


def _money_conversions(source: Source) -> Found:
    """int(), float() or round() over something with a name of money in it."""
    for node in source.nodes():
        if not isinstance(node, ast.Call) or dotted(node.func) not in ("int", "float", "round"):
            continue
        named = [each for argument in node.args for each in ast.walk(argument)]
        if any(_is_money(each) for each in named):
            yield node


def _is_money(node: ast.AST) -> bool:
    word = ""
    if isinstance(node, ast.Name):
        word = node.id
    elif isinstance(node, ast.Attribute):
        word = node.attr
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        word = node.value
    return any(part in word.split("_") or part == word for part in _MONEY)


def _status_assignments(source: Source) -> Found:
    for node in source.nodes():
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AnnAssign | ast.AugAssign):
            targets = [node.target]
        elif isinstance(node, ast.Call) and dotted(node.func) == "setattr":
            yield from (each for each in node.args[1:2] if _says(each, "status"))
        parts = [part for target in targets for part in ast.walk(target)]
        yield from (p for p in parts if isinstance(p, ast.Attribute) and p.attr == "status")


def _without(keyword: str, *names: str) -> Callable[[Source], Found]:
    """Calls of these without the keyword: what WeasyPrint is not told to leave alone, it fetches."""
    calls = _calls(*names)

    def find(source: Source) -> Found:
        for node in calls(source):
            if isinstance(node, ast.Call) and keyword not in {k.arg for k in node.keywords}:
                yield node

    return find


def _markup_of_a_text(source: Source) -> Found:
    """Markup(…) of anything but a literal: what stands in it is no longer escaped."""
    for node in _calls("Markup", "markupsafe.Markup")(source):
        if isinstance(node, ast.Call) and not all(isinstance(a, ast.Constant) for a in node.args):
            yield node


def _says(node: ast.expr, word: str) -> bool:
    return isinstance(node, ast.Constant) and node.value == word


DOORS = (
    Door(
        "the clock",
        frozenset({"registry/clock.py"}),
        _uses(
            "datetime.now",
            "datetime.utcnow",
            "datetime.today",
            "date.today",
            "time.time",
            "time.time_ns",
            "func.now",
            "func.current_date",
            "func.current_timestamp",
        ),
        (
            "from datetime import date\nday = date.today()",
            "import datetime\nnow = datetime.datetime.now(tz)",
            "from time import time",
            "created: Mapped[datetime] = mapped_column(default=datetime.utcnow)",
            "query = select(func.now())",
        ),
    ),
    Door(
        "the environment",
        frozenset({"registry/config.py"}),
        _uses("os.environ", "os.getenv", "os.putenv"),
        ("import os\nhome = os.environ['HOME']", "from os import getenv"),
    ),
    Door(
        "the commit",
        frozenset({"registry/transaction.py"}),
        _calls(".commit", "engine.begin", ".begin_twophase"),
        ("db.session.commit()", "with db.engine.begin() as connection: ...", "connection.commit()"),
    ),
    Door(
        # No request and no file brings JSON in yet; when one does, it gets a reader of its own
        # with limits of depth and size, that takes neither duplicate keys nor NaN.
        "JSON that comes in",
        frozenset(
            {
                # What these read was written by the same package, in this or another process.
                "certificates/payload.py",
                "registry/audit/checkpoints.py",
                "registry/patents/bulk/writing.py",
                "certificates/attestation.py",
                "certificates/examine_child.py",
                # Columns of our own tables, as the driver gives them without our models.
                "registry/integrity/reading.py",
            }
        ),
        _uses("json.loads", "json.load", ".get_json", "request.json", "request.data"),
        ("import json\nx = json.loads(text)", "given = request.get_json()", "given = request.json"),
    ),
    Door(
        "decimal fractions",
        frozenset(
            {
                # Parameters are decimals as text; they are no money.
                "registry/eligibility/parameters.py",
                # Where something lies in a drawing, and figures for other people's programs.
                "registry/statistics/outputs/charts/style.py",
                "registry/statistics/outputs/observations.py",
                # A workbook holds binary fractions; they become text before anybody reads them.
                "registry/tables/workbooks.py",
            }
        ),
        _in_the_registry(_calls("Decimal", "float")),
        ("amount = Decimal(text)", "amount = float(text)", "x = decimal.Decimal('1')"),
    ),
    Door(
        "money as a number",
        frozenset({"registry/money.py"}),
        _money_conversions,
        ("fen = int(row['output_value'])", "x = int(yuan * 100)", "x = round(given.profit)"),
    ),
    Door(
        "a status by assignment",
        frozenset(),
        _status_assignments,
        ("application.status = Status.CERTIFIED", "setattr(application, 'status', target)"),
    ),
    Door(
        "a page or style that may fetch",
        frozenset(),
        _without("url_fetcher", "HTML", "CSS", "weasyprint.HTML", "weasyprint.CSS"),
        ("sheet = CSS(string=text)", "page = weasyprint.HTML(string=text)"),
    ),
    Door(
        "a name that loses its Chinese",
        frozenset(),
        _uses("secure_filename", "werkzeug.utils.secure_filename"),
        ("from werkzeug.utils import secure_filename", "path = secure_filename(name)"),
    ),
    Door(
        "a template made of a text",
        frozenset(),
        _uses("render_template_string", "flask.render_template_string"),
        ("return render_template_string(text)",),
    ),
    Door(
        "markup made of a text",
        frozenset(),
        _markup_of_a_text,
        ("shown = Markup(text)", "shown = Markup(f'<b>{name}</b>')"),
    ),
    Door(
        "YAML that can run code",
        frozenset(),
        _uses("yaml.load", "yaml.unsafe_load", "yaml.full_load", "pickle.loads", "pickle.load"),
        ("rows = yaml.load(text)", "import pickle\nx = pickle.loads(data)"),
    ),
)


def passing(door: Door, source: Source) -> list[str]:
    """Where a file goes through the door."""
    return [source.at(node) for node in door.find(source)]


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.what)
def test_only_its_own_file_goes_through_the_door(door: Door) -> None:
    others = [source for source in sources() if source.path not in door.allowed]
    assert [where for source in others for where in passing(door, source)] == []


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.what)
def test_whoever_else_goes_through_the_door_is_noticed(door: Door) -> None:
    for offender in door.offenders:
        assert passing(door, Source("registry/planted.py", offender)), offender


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.what)
def test_every_file_that_is_allowed_through_a_door_needs_it(door: Door) -> None:
    used = {source.path for source in sources() if passing(door, source)}
    assert door.allowed <= used
