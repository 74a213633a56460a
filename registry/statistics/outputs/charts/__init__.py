"""Charts: pure functions from typed rows to a picture, the table behind it and its description.

The interface, stable::

    subject = Subject(title, as_of=day, source=text, example=False)
    chart = bars("by-region", rows, Unit.FEN, subject)
    chart.svg()        # bytes, the same for the same content; no script, no address elsewhere
    chart.png()        # bytes, twice the size in points
    chart.table        # Table(caption, columns, rows, labels): texts, ready to be shown
    chart.alternative  # what the picture says, in words: for ``alt``

One function for each sort: ``target_path``, ``bars``, ``tile_map``, ``revisions``, ``year_on_year``.
Amounts are whole fen, shown in 100 million yuan; None is a value that the reader may not see, drawn
hatched and named confidential. Texts are in the language of the request or of the command (Flask-
Babel); for another one, call within ``force_locale``. Nothing here reads the database or commits.
"""

from registry.statistics.outputs.charts.bars import bars
from registry.statistics.outputs.charts.change import year_on_year
from registry.statistics.outputs.charts.path import target_path
from registry.statistics.outputs.charts.picture import Chart, Subject, Table
from registry.statistics.outputs.charts.revisions import revisions
from registry.statistics.outputs.charts.rows import Bar, Goal, PathPoint, Tile, Vintage
from registry.statistics.outputs.charts.tiles import has_grid, tile_map

__all__ = [
    "Bar",
    "Chart",
    "Goal",
    "PathPoint",
    "Subject",
    "Table",
    "Tile",
    "Vintage",
    "bars",
    "has_grid",
    "revisions",
    "target_path",
    "tile_map",
    "year_on_year",
]
