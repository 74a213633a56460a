"""The commands of the search: look up words, build the index anew, see whether it is right."""

import sys
from collections.abc import Iterator, Sequence
from typing import Any

import click
from flask_babel import gettext
from sqlalchemy import Select, select

from registry.commands.frame import as_json_option, in_registry, main, print_json
from registry.enterprises.models import Enterprise
from registry.extensions import db
from registry.patents.models import Patent
from registry.products.models import Product
from registry.search import Kind, find
from registry.search.check import differences
from registry.search.models import SearchEntry
from registry.search.service import fold, rebuild

# What a row of each kind is found by; put() is called with the same texts.
SEARCHED: dict[Kind, Select[*tuple[Any, ...]]] = {
    Kind.ENTERPRISE: select(Enterprise.id, Enterprise.name).order_by(Enterprise.id),
    Kind.PRODUCT: select(Product.id, Product.name).order_by(Product.id),
    Kind.PATENT: select(Patent.id, Patent.title, Patent.patentee).order_by(Patent.id),
}
_AT_ONCE = 20_000


class _WordsOrCommand(click.Group):
    """``registry search 海尔`` is ``registry search find 海尔``."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        known = args[0] in self.commands or args[0].startswith("-")
        return super().resolve_command(ctx, args if known else ["find", *args])


@main.group(cls=_WordsOrCommand)
def search() -> None:
    """Look up WORDS in enterprises, products and patents; keep the index."""


@search.command("find")
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--kind", type=click.Choice([kind.value for kind in Kind]), help="Look in this kind only."
)
@click.option("--limit", type=click.IntRange(1, 1000), default=20, help="So many rows of a kind.")
@as_json_option
@in_registry
def find_words(words: tuple[str, ...], kind: str | None, limit: int, as_json: bool) -> None:
    """Say which rows contain all WORDS, and how many they are."""
    found = {each: find(each, " ".join(words), limit) for each in ([Kind(kind)] if kind else Kind)}
    told = {
        each: {"total": hits.total, "rows": [list(row) for row in _rows(each, hits.ids)]}
        for each, hits in found.items()
    }
    if as_json:
        print_json({each.value: said for each, said in told.items()})
        return
    for each, hits in found.items():
        click.echo(f"{each.value}: {hits.total}")
        for row_id, *texts in _rows(each, hits.ids):
            click.echo(f"    {row_id}  {' · '.join(texts)}")


@search.command("rebuild")
@in_registry
def rebuild_all() -> None:
    """Build the index anew from the rows that are there."""
    for kind in Kind:
        count = rebuild(kind, _read(SEARCHED[kind]))
        click.echo(gettext("%(kind)s: %(count)s rows", kind=kind.value, count=count))


def build_what_is_missing() -> None:
    """Build the index of each kind that has rows and no index: of a registry older than it."""
    for kind in Kind:
        is_indexed = select(SearchEntry.row_id).where(SearchEntry.kind == kind).limit(1)
        rows = SEARCHED[kind].order_by(None).limit(1)
        wanted = db.session.execute(rows).first() and not db.session.scalars(is_indexed).first()
        db.session.rollback()
        if wanted:
            rebuild(kind, _read(SEARCHED[kind]))


@search.command("fold")
@in_registry
def fold_all() -> None:
    """Pack what is new since the last time, so that searches stay fast; do it every night."""
    for kind in Kind:
        count = fold(kind)
        click.echo(gettext("%(kind)s: %(count)s rows", kind=kind.value, count=count))


@search.command("check")
@in_registry
def check_all() -> None:
    """See whether the index says what the rows say; exit code 1 if it does not."""
    wrong = {kind: differences(kind, _read(SEARCHED[kind])) for kind in Kind}
    for kind, found in wrong.items():
        for rows, says in (
            (found.texts, gettext("the index has another text than the row")),
            (found.grams, gettext("the index does not find the row by its text")),
        ):
            if rows:
                named = ", ".join(map(str, rows[:20]))
                click.echo(f"✗ {kind.value} {named} ({len(rows)}): {says}")
    if any(wrong.values()):
        click.echo(gettext("Run 'registry search rebuild'."))
        sys.exit(1)
    click.echo(gettext("Everything fits."))


def _read(query: Select[*tuple[Any, ...]]) -> Iterator[Sequence[int | str]]:
    """The rows of a query that runs when the first is asked for."""
    yield from db.session.execute(query, execution_options={"yield_per": _AT_ONCE})


def _rows(kind: Kind, ids: tuple[int, ...]) -> Sequence[Sequence[Any]]:
    query = SEARCHED[kind]
    return db.session.execute(query.where(query.selected_columns.id.in_(ids))).all()
