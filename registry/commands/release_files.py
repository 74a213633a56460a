"""The command that writes a release, or the catalogue of all of them, into a file."""

from pathlib import Path

import click
from flask_babel import gettext

from registry.commands.frame import in_registry
from registry.commands.releases import release_group
from registry.errors import BadInput, FieldProblem
from registry.money import N_
from registry.statistics.outputs.code_lists import code_lists
from registry.statistics.outputs.dcat import catalogue
from registry.statistics.outputs.files import BY_NAME, file_of
from registry.statistics.outputs.linked_data import json_ld, turtle
from registry.statistics.outputs.open_releases import content_of_number
from registry.statistics.outputs.publisher import publisher
from registry.statistics.outputs.structure import structure_json
from registry.statistics.releases import queries

# What somebody types → the form of the file.
OF_RELEASE = {name.replace(".", "-"): form for name, form in BY_NAME.items()}
OF_ALL = ("sdmx-structure", "dcat", "dcat-turtle")


@release_group.command("export")
@click.argument("number", default="")
@click.option("--format", "form", required=True, type=click.Choice([*OF_RELEASE, *OF_ALL]))
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@in_registry
def export(number: str, form: str, out: Path) -> None:
    """Write a published release into a file, as the public gets it: nothing confidential is in it.
    The structure and the catalogue are of all releases and take no number."""
    body = _of_all(form) if form in OF_ALL else _of_release(number, form)
    out.write_bytes(body)
    click.echo(gettext("%(file)s: %(size)s bytes.", file=str(out), size=len(body)))


def _of_release(number: str, form: str) -> bytes:
    if not number:
        problem = N_("The file is of one release and none is named.")
        expected = N_("Give its number, for example 2024-1.")
        raise BadInput([FieldProblem("number", number, problem, expected)])
    return file_of(OF_RELEASE[form], content_of_number(number))


def _of_all(form: str) -> bytes:
    if form == "sdmx-structure":
        return structure_json(publisher(), code_lists())
    nodes = catalogue(queries.published(), publisher())
    return json_ld(nodes) if form == "dcat" else turtle(nodes)
