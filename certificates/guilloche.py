"""The engraved ornament of the papers: woven sine bands, corner and centre rosettes.

The drawings are made once, deterministically, and kept beside the design as SVG files:
`python -m certificates.guilloche border > border.svg`. Lengths are millimetres of an A4 page.
Curves are cubic Béziers, so a band of twelve waves costs 24 segments and stays smooth at any
size. Woven curves are one curve laid many times, moved or turned, which keeps the papers small.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from math import cos, pi, sin

GOLD = "#b08b3e"
ROSE = "#c9806a"
RED = "#9d1c20"
PAPER = "#fffdf6"
TINT = "#f6ecd3"
WIDTH, HEIGHT = 297.0, 210.0
# Distances from the edge of the page to the frame's lines, and the width of the woven band.
OUTER, INNER = 9.0, 17.0
# One wave more than fits on a side makes a whole number of pieces.
WAVES_ACROSS, WAVES_DOWN, PIECE = 35, 23, 12
WAVE = (WIDTH - 2 * INNER) / WAVES_ACROSS
# A half wave of a sine is drawn by one Bézier whose handles are this part of its length.
_HANDLE = 0.3642

Point = tuple[float, float]


def number(value: float, decimals: int = 2) -> str:
    """Write a coordinate the shortest way, rounded to a hundredth or as told."""
    text = f"{value:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if decimals else text
    return "0" if text == "-0" else text


def sine_path(wave: float, waves: int, amplitude: float) -> str:
    """Draw a piece of one thread of a band: whole waves along the x axis, from crest to crest."""
    half = wave / 2
    height = amplitude
    parts = [f"M0 {number(height)}"]
    for step in range(2 * waves):
        a, b = step * half, (step + 1) * half
        parts.append(
            f"C{number(a + _HANDLE * half)} {number(height)} "
            f"{number(b - _HANDLE * half)} {number(-height)} {number(b)} {number(-height)}"
        )
        height = -height
    return "".join(parts)


def polar_path(radius: Callable[[float], float], steps: int, decimals: int) -> str:
    """Draw a closed curve r(θ) as a smooth chain of Béziers through `steps` points."""
    angles = [2 * pi * k / steps for k in range(steps)]
    points = [(radius(t) * cos(t), radius(t) * sin(t)) for t in angles]
    parts = [f"M{' '.join(number(v, decimals) for v in points[0])}"]
    for k in range(steps):
        before, here = points[k - 1], points[k]
        there, after = points[(k + 1) % steps], points[(k + 2) % steps]
        handles = (
            here[0] + (there[0] - before[0]) / 6,
            here[1] + (there[1] - before[1]) / 6,
            there[0] - (after[0] - here[0]) / 6,
            there[1] - (after[1] - here[1]) / 6,
        )
        parts.append(f"C{' '.join(number(v, decimals) for v in (*handles, *there))}")
    return "".join(parts) + "Z"


def petalled_path(inner: float, outer: float, petals: int, decimals: int = 2) -> str:
    """Draw one closed thread of a rosette around the origin, swinging between two radii."""
    middle, swing = (inner + outer) / 2, (outer - inner) / 2

    def radius(theta: float) -> float:
        return middle + swing * cos(petals * theta)

    return polar_path(radius, petals * 4, decimals)


def bands() -> str:
    """Weave the four sides: eight long threads around four short ones.

    Every thread is laid from pieces of one curve, moved along by a part of its wave. It begins and
    ends under the corner squares, a wave longer than the side, so that no end shows.
    """
    reach = (INNER - OUTER) / 2
    families = (
        ("outer", sine_path(WAVE, PIECE, reach - 0.75), 8, GOLD, 0.16),
        ("inner", sine_path(WAVE / 2, 2 * PIECE, 1.15), 4, ROSE, 0.2),
    )
    return "\n".join(
        _copies(name, path, _laid(threads), colour, width)
        for name, path, threads, colour, width in families
    )


def _laid(threads: int) -> Iterator[str]:
    """Give the place of each piece of each thread, on all four sides."""
    start, middle = number(INNER), number((OUTER + INNER) / 2)
    far_x, far_y = (number(side - (OUTER + INNER) / 2) for side in (WIDTH, HEIGHT))
    stretch = (HEIGHT - 2 * INNER) / WAVES_DOWN / WAVE
    down = f"rotate(90) scale({stretch:.4f} 1)"
    sides = (
        (f"translate({start} {middle})", WAVES_ACROSS),
        (f"translate({start} {far_y})", WAVES_ACROSS),
        (f"translate({middle} {start}) {down}", WAVES_DOWN),
        (f"translate({far_x} {start}) {down}", WAVES_DOWN),
    )
    for place, waves in sides:
        for thread in range(threads):
            for piece in range((waves + 1) // PIECE):
                along = (thread / 8 - 1 + piece * PIECE) * WAVE
                yield f"{place} translate({number(along)})"


def corners() -> tuple[Point, ...]:
    """Give the centres of the four corner rosettes."""
    middle = (OUTER + INNER) / 2
    return tuple((x, y) for x in (middle, WIDTH - middle) for y in (middle, HEIGHT - middle))


def border() -> str:
    """Draw the whole page: paper tint, woven frame, corner rosettes, lines."""
    return "\n".join(
        (
            _open(f"0 0 {number(WIDTH)} {number(HEIGHT)}", WIDTH, HEIGHT),
            _frame(OUTER, f'fill="{PAPER}" stroke="none"'),
            bands(),
            _cover(OUTER, INNER),
            _frame(OUTER - 1.4, f'fill="none" stroke="{RED}" stroke-width="0.9"'),
            _frame(OUTER, f'fill="none" stroke="{GOLD}" stroke-width="0.25"'),
            _frame(INNER, f'fill="none" stroke="{GOLD}" stroke-width="0.25"'),
            _frame(INNER + 1.1, f'fill="none" stroke="{RED}" stroke-width="0.35"'),
            _corners(),
            "</svg>\n",
        )
    )


def rosette() -> str:
    """Draw the pale rosette behind the text, 150 mm across."""
    rings = ((50.0, 74.0, 20, 10), (24.0, 48.0, 14, 8), (6.0, 22.0, 9, 6))
    drawn = (
        # Of pale lines 0.3 mm wide nobody sees a twentieth of a millimetre.
        _copies(f"ring{k}", petalled_path(a, b, petals, 1), _turns(petals, threads), TINT, 0.3)
        for k, (a, b, petals, threads) in enumerate(rings)
    )
    return "\n".join((_open("-75 -75 150 150", 150, 150), *drawn, "</svg>\n"))


def _turns(petals: int, threads: int) -> list[str]:
    """Turn each thread of a rosette a little further, all of them within one petal."""
    return [f"rotate({number(360 * k / petals / threads)})" for k in range(threads)]


def _open(box: str, width: float, height: float) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{number(width)}mm" '
        f'height="{number(height)}mm" viewBox="{box}">'
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


def _corners() -> str:
    """Draw the four corner squares; the rosettes of all are one curve, moved and turned."""
    reach = (INNER - OUTER) / 2
    places = [(f"{number(x)}", f"{number(y)}") for x, y in corners()]
    transforms = (f"translate({x} {y}) {turn}" for x, y in places for turn in _turns(8, 6))
    squares = (
        f'<rect x="{number(x - reach)}" y="{number(y - reach)}" width="{number(2 * reach)}" '
        f'height="{number(2 * reach)}" fill="none" stroke="{GOLD}" stroke-width="0.25"/>'
        for x, y in corners()
    )
    eyes = (f'<circle cx="{x}" cy="{y}" r="0.9" fill="{RED}"/>' for x, y in places)
    petals = petalled_path(1.1, reach - 0.35, 8)
    return "\n".join((*squares, _copies("corner", petals, transforms, GOLD, 0.16), *eyes))


def _copies(
    identifier: str, path: str, transforms: Iterable[str], colour: str, width: float
) -> str:
    """Draw one curve many times: the repeats are equal bytes in the PDF and deflate to nothing."""
    copies = "\n".join(f'<use href="#{identifier}" transform="{t}"/>' for t in transforms)
    line = f'stroke="{colour}" stroke-linecap="square" stroke-width="{number(width)}"'
    return (
        f'<defs><path id="{identifier}" d="{path}"/></defs>\n<g fill="none" {line}>\n{copies}\n</g>'
    )


DRAWINGS: dict[str, Callable[[], str]] = {"border": border, "rosette": rosette}

if __name__ == "__main__":
    sys.stdout.write(DRAWINGS[sys.argv[1]]())
