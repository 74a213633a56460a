"""The faces of one shape: their objects in the PDF, and the glyphs that every paper has."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pydyf
from weasyprint.text.ffi import ffi, harfbuzz

from certificates.compiled.content import Renumber
from certificates.compiled.errors import Unfit
from certificates.compiled.faces import Face, Subset, hexadecimal
from certificates.compiled.file import FileWriter, stream

_FIXED_PITCH = 1
_UNICODE_START = (
    "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo\n"
    "<< /Registry (Adobe)\n/Ordering (UCS)\n/Supplement 0\n>> def\n"
    "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n"
    "<0000> <ffff>\nendcodespacerange"
)
_UNICODE_END = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
_MOST_IN_A_BLOCK = 100


@dataclass(frozen=True, slots=True, eq=False)
class Lettering:
    """One face of a shape: the numbers of its four objects, and two of them without the rest.

    `descriptor` and `descendant` are dictionaries in PDF syntax without what the glyphs of a paper
    decide; `glyphs` are those of the text that stays.
    """

    name: str
    glyphs: Subset
    file: int
    unicode: int
    descendant: tuple[int, bytes]
    descriptor: tuple[int, bytes]
    flags: int
    box: tuple[Any, Any]

    @property
    def numbers(self) -> set[int]:
        """The objects that `write` writes."""
        return {self.file, self.unicode, self.descendant[0], self.descriptor[0]}

    def write(self, writer: FileWriter, subset: Subset) -> None:
        """Write the four objects for the glyphs of one paper."""
        file = subset.file()
        writer.put(self.file, stream(file, b"/Length1 %d" % len(file)))
        writer.put(self.unicode, stream(_to_unicode(subset)))
        widths = " ".join(map(str, subset.widths))
        number, data = self.descendant
        writer.add(number, b"%b/W[0[%b]]>>" % (data, widths.encode("ascii")))
        number, data = self.descriptor
        used = {subset.widths[slot] for slot in subset.texts}
        flags = self.flags | (_FIXED_PITCH if len(used) == 1 and len(subset.texts) > 1 else 0)
        low, high = self.box
        box = f"/Flags {flags}/FontBBox[0 {low} {max(used, default=0)} {high}]>>"
        writer.add(number, data + box.encode("ascii"))


@lru_cache(maxsize=1 << 14)
def _utf_16(text: str) -> str:
    return text.encode("utf-16-be").hex()


def _to_unicode(subset: Subset) -> bytes:
    """Tell what the glyphs stand for: one range for each row of numbers that follow each other."""
    digits, ranges = hexadecimal(), []
    texts = sorted(subset.texts.items())
    first = 0
    for last, (slot, _) in enumerate(texts, 1):
        # The first two digits of a range must be the same (Adobe Technical Note 5014, 1.4.2).
        if last == len(texts) or texts[last][0] != slot + 1 or not (slot + 1) % 256:
            row = " ".join([f"<{_utf_16(text)}>" for _, text in texts[first:last]])
            ranges.append(f"<{digits[texts[first][0]]}> <{digits[slot]}> [{row}]")
            first = last
    blocks = [ranges[i : i + _MOST_IN_A_BLOCK] for i in range(0, len(ranges), _MOST_IN_A_BLOCK)]
    written = [_UNICODE_START]
    for block in blocks:
        written += (f"{len(block)} beginbfrange", *block, "endbfrange")
    written.append(_UNICODE_END)
    return "\n".join(written).encode("ascii")


class Letters:
    """The faces of a shape while it is being compiled."""

    def __init__(self, pdf: pydyf.PDF, fonts: dict[int, Any], known: dict[str, Face]) -> None:
        """Take the document and its fonts; faces that are `known` by name are not read again."""
        self._fonts = {font.hash: font for font in fonts.values()}
        if len(self._fonts) != len(fonts):
            raise Unfit("Two fonts of a paper have one name.")
        self.letterings = {
            key: _lettering(pdf, font, known) for key, font in fonts.items() if _is_used(pdf, font)
        }
        self._by_name = {lettering.name: lettering for lettering in self.letterings.values()}

    @property
    def renumber(self) -> Renumber:
        """Give the function that takes glyphs of the text that stays into the subsets."""

        def renumber(name: str, glyph: int) -> int:
            font = self._fonts[name]
            text, width = font.to_unicode[glyph], font.widths[glyph]
            return self._by_name[name].glyphs.add(glyph, text, width)

        return renumber


def _is_used(pdf: pydyf.PDF, font: Any) -> bool:
    return any(_is_font(item, font) for item in pdf.objects)


def _is_font(item: Any, font: Any) -> bool:
    typed = isinstance(item, pydyf.Dictionary) and item.get("Subtype") == "/Type0"
    return typed and item["BaseFont"] == font.name


def _lettering(pdf: pydyf.PDF, font: Any, known: dict[str, Face]) -> Lettering:
    whole = next(item for item in pdf.objects if _is_font(item, font))
    descendant = pdf.objects[_number(whole["DescendantFonts"].data)]
    descriptor = pdf.objects[_number(descendant["FontDescriptor"])]
    if "FontFile2" not in descriptor or font.index or font.missing or font.variations:
        raise Unfit(f"The face {font.name!r} is not a plain TrueType face.")
    if font.hash not in known:
        known[font.hash] = Face(_file_of(font.hb_face))
    return Lettering(
        font.hash,
        Subset(known[font.hash]),
        _number(descriptor["FontFile2"]),
        _number(whole["ToUnicode"]),
        (descendant.number, _without(descendant, "W")),
        (descriptor.number, _without(descriptor, "Flags", "FontBBox")),
        font.flags,
        (descriptor["FontBBox"][1], descriptor["FontBBox"][3]),
    )


def _file_of(face: Any) -> memoryview:
    """Give the file of a HarfBuzz face where HarfBuzz has it mapped into memory.

    The reference to it is never given back: faces are used as long as the process runs.
    """
    blob = harfbuzz.hb_face_reference_blob(face)
    length = ffi.new("unsigned int *")
    data = harfbuzz.hb_blob_get_data(blob, length)
    return memoryview(ffi.buffer(data, int(length[0])))


def _number(reference: bytes) -> int:
    found = re.search(rb"(\d+) 0 R", reference)
    if found is None:
        raise Unfit("A font is not built as expected.")
    return int(found[1])


def _without(item: pydyf.Dictionary, *names: str) -> bytes:
    kept = pydyf.Dictionary({name: value for name, value in item.items() if name not in names})
    data: bytes = kept.data
    return data[:-2]
