"""The engraved ornament of the papers: woven sine bands, corner and centre rosettes.

The drawings are made once, deterministically, and kept beside the design as SVG files:
`python -m certificates.guilloche border > border.svg`. Lengths are millimetres of an A4 page.
Curves are cubic Béziers, so a band of twelve waves costs 24 segments and stays smooth at any
size.
"""

import sys
from collections.abc import Callable, Iterator
from math import cos, pi, sin

GOLD = "#b08b3e"
PALE_GOLD = "#dcc68f"
RED = "#9d1c20"
PAPER = "#fffdf6"
TINT = "#f6ecd3"
WIDTH, HEIGHT = 297.0, 210.0
# Distances from the edge of the page to the frame's lines, and the width of the woven band.
OUTER, INNER = 9.0, 17.0
# A half wave of a sine is drawn by one Bézier whose handles are this part of its length.
_HANDLE = 0.3642

Point = tuple[float, float]


def number(value: float) -> str:
    """Write a coordinate with two decimals at most, the shortest way."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def sine_path(start: Point, end: Point, waves: int, amplitude: float, phase: int) -> str:
    """Draw one thread of a band along a horizontal or vertical line.

    `phase` counts eighths of a wave. A thread reaches up to half a wave beyond both ends of its
    line, under the corner squares, so that no end shows.
    """
    (x0, y0), (x1, y1) = start, end
    length = abs(x1 - x0) + abs(y1 - y0)
    ux, uy = (x1 - x0) / length, (y1 - y0) / length
    half = length / waves / 2

    def place(along: float, aside: float) -> str:
        x, y = x0 + ux * along - uy * aside, y0 + uy * along + ux * aside
        return f"{number(x)} {number(y)}"

    first = (phase % 4 / 4 - 1) * half
    height = amplitude if phase < 4 else -amplitude
    parts = [f"M{place(first, height)}"]
    for step in range(2 * waves + 1):
        a, b = first + step * half, first + (step + 1) * half
        parts.append(
            f"C{place(a + _HANDLE * half, height)} "
            f"{place(b - _HANDLE * half, -height)} {place(b, -height)}"
        )
        height = -height
    return "".join(parts)


def polar_path(radius: Callable[[float], float], centre: Point, steps: int) -> str:
    """Draw a closed curve r(θ) as a smooth chain of Béziers through `steps` points."""
    cx, cy = centre
    angles = [2 * pi * k / steps for k in range(steps)]
    points = [(cx + radius(t) * cos(t), cy + radius(t) * sin(t)) for t in angles]
    parts = [f"M{number(points[0][0])} {number(points[0][1])}"]
    for k in range(steps):
        before, here = points[k - 1], points[k]
        there, after = points[(k + 1) % steps], points[(k + 2) % steps]
        handles = (
            here[0] + (there[0] - before[0]) / 6,
            here[1] + (there[1] - before[1]) / 6,
            there[0] - (after[0] - here[0]) / 6,
            there[1] - (after[1] - here[1]) / 6,
        )
        parts.append(f"C{' '.join(number(v) for v in (*handles, *there))}")
    return "".join(parts) + "Z"


def rosette_paths(
    centre: Point, inner: float, outer: float, petals: int, threads: int
) -> Iterator[str]:
    """Weave `threads` petalled curves between two radii, each turned a little further."""
    middle, swing = (inner + outer) / 2, (outer - inner) / 2
    for thread in range(threads):
        turn = 2 * pi * thread / threads

        def radius(theta: float, turn: float = turn) -> float:
            return middle + swing * cos(petals * theta + turn)

        yield polar_path(radius, centre, petals * 4)


def band_paths() -> Iterator[str]:
    """Weave the four sides of the frame from eight threads each."""
    middle = (OUTER + INNER) / 2
    amplitude = (INNER - OUTER) / 2 - 0.9
    right, bottom = WIDTH - INNER, HEIGHT - INNER
    sides = (
        ((INNER, middle), (right, middle), 30),
        ((INNER, HEIGHT - middle), (right, HEIGHT - middle), 30),
        ((middle, INNER), (middle, bottom), 20),
        ((WIDTH - middle, INNER), (WIDTH - middle, bottom), 20),
    )
    for start, end, waves in sides:
        for phase in range(8):
            yield sine_path(start, end, waves, amplitude, phase)


def corners() -> tuple[Point, ...]:
    """Give the centres of the four corner rosettes."""
    middle = (OUTER + INNER) / 2
    return tuple((x, y) for x in (middle, WIDTH - middle) for y in (middle, HEIGHT - middle))


def border() -> str:
    """Draw the whole page: paper tint, woven frame, corner rosettes, lines."""
    return "\n".join(
        (
            _open(WIDTH, HEIGHT),
            _frame(OUTER, f'fill="{PAPER}" stroke="none"'),
            _strokes(band_paths(), GOLD, 0.16),
            _cover(OUTER, INNER),
            _frame(OUTER - 1.4, f'fill="none" stroke="{RED}" stroke-width="0.9"'),
            _frame(OUTER, f'fill="none" stroke="{GOLD}" stroke-width="0.25"'),
            _frame(INNER, f'fill="none" stroke="{GOLD}" stroke-width="0.25"'),
            _frame(INNER + 1.1, f'fill="none" stroke="{RED}" stroke-width="0.35"'),
            *(_corner(centre) for centre in corners()),
            "</svg>\n",
        )
    )


def rosette() -> str:
    """Draw the pale rosette behind the text, 150 mm across."""
    centre = (75.0, 75.0)
    rings = ((50.0, 74.0, 20, 10), (24.0, 48.0, 14, 8), (6.0, 22.0, 9, 6))
    paths = (path for ring in rings for path in rosette_paths(centre, *ring))
    return "\n".join((_open(150, 150), _strokes(paths, TINT, 0.3), "</svg>\n"))


def _open(width: float, height: float) -> str:
    w, h = number(width), number(height)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{w}mm" height="{h}mm" '
        f'viewBox="0 0 {w} {h}">'
    )


def _frame(inset: float, style: str) -> str:
    width, height = WIDTH - 2 * inset, HEIGHT - 2 * inset
    return (
        f'<rect x="{number(inset)}" y="{number(inset)}" width="{number(width)}" '
        f'height="{number(height)}" {style}/>'
    )


def _cover(outer: float, inner: float) -> str:
    """Clear the square of each corner, where the threads of two sides would tangle."""
    size = inner - outer
    squares = (
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(size)}" height="{number(size)}"/>'
        for x in (outer, WIDTH - inner)
        for y in (outer, HEIGHT - inner)
    )
    return f'<g fill="{PAPER}">{"".join(squares)}</g>'


def _corner(centre: Point) -> str:
    reach = (INNER - OUTER) / 2
    x, y = (number(value) for value in centre)
    return "\n".join(
        (
            f'<rect x="{number(centre[0] - reach)}" y="{number(centre[1] - reach)}" '
            f'width="{number(2 * reach)}" height="{number(2 * reach)}" fill="none" '
            f'stroke="{GOLD}" stroke-width="0.25"/>',
            _strokes(rosette_paths(centre, 1.1, reach - 0.35, 8, 6), GOLD, 0.16),
            f'<circle cx="{x}" cy="{y}" r="0.9" fill="{RED}"/>',
        )
    )


def _strokes(paths: Iterator[str], colour: str, width: float) -> str:
    lines = "\n".join(f'<path d="{path}"/>' for path in paths)
    return f'<g fill="none" stroke="{colour}" stroke-width="{number(width)}">\n{lines}\n</g>'


DRAWINGS: dict[str, Callable[[], str]] = {"border": border, "rosette": rosette}

if __name__ == "__main__":
    sys.stdout.write(DRAWINGS[sys.argv[1]]())
