"""Drawings that are the same on every paper, turned into PDF once instead of each time.

WeasyPrint parses and draws an SVG anew for every page; for the woven frame that is 0.1 s. Here the
first paper draws it, and every later one gets the compressed result as a form XObject, which the
pages of one paper share.
"""

from dataclasses import dataclass
from xml.etree import ElementTree

import deflate
import pydyf
from weasyprint.images import SVGImage

_RESOURCES = ("ExtGState", "XObject", "Pattern", "Shading")


@dataclass(frozen=True, slots=True)
class FormImage:
    """A drawing at one size, ready to be put into a document as an image is.

    `content` is deflated; `alphas` are the opacity states that it names.
    """

    id: str
    content: bytes
    width: float
    height: float
    alphas: dict[str, dict[str, float]]

    def get_x_object(self, _interpolate: bool, _ratio: float) -> pydyf.Stream:
        """Give a new form XObject; the name and the parameters are WeasyPrint's."""
        states = {name: pydyf.Dictionary(state) for name, state in self.alphas.items()}
        extra = {
            "Type": "/XObject",
            "Subtype": "/Form",
            "BBox": pydyf.Array((0, 0, self.width, self.height)),
            "Resources": pydyf.Dictionary({"ExtGState": pydyf.Dictionary(states)}),
            "Filter": "/FlateDecode",
        }
        return pydyf.Stream([self.content], extra)


class PreparedDrawing:
    """Stands where WeasyPrint expects an image; made from an SVG without text and gradients."""

    def __init__(self, name: str, svg: str, fetcher: object) -> None:
        self.name = name
        # Drawn by us.
        self._svg = SVGImage(ElementTree.fromstring(svg), None, fetcher, None)  # nosec B314
        self._forms: dict[tuple[float, float], FormImage] = {}

    def get_intrinsic_size(self, resolution: float, font_size: float) -> object:
        """Give width, height and ratio as the SVG states them."""
        return self._svg.get_intrinsic_size(resolution, font_size)

    def draw(self, stream: pydyf.Stream, width: float, height: float, style: object) -> None:
        """Place the drawing in the current coordinates of the stream, `width` by `height`."""
        form = self._forms.get((width, height))
        if form is None:
            form = self._forms[width, height] = self._prepare(stream, width, height, style)
        stream.draw_x_object(stream.add_image(form, False, 1))

    def _prepare(
        self, stream: pydyf.Stream, width: float, height: float, style: object
    ) -> FormImage:
        resources = pydyf.Dictionary({name: pydyf.Dictionary() for name in _RESOURCES})
        scratch = stream.clone(resources=resources)
        self._svg.draw(scratch, width, height, style)
        lines = (line if isinstance(line, bytes) else str(line).encode() for line in scratch.stream)
        identifier = f"{self.name}x{len(self._forms)}"
        alphas = {name: dict(state) for name, state in resources["ExtGState"].items()}
        content = bytes(deflate.zlib_compress(b"\n".join(lines), 12))
        return FormImage(identifier, content, width, height, alphas)
