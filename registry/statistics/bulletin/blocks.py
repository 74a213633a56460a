"""What a bulletin is made of, ready to be set: texts only, nothing is computed any more."""

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """The languages in which a bulletin comes out; each is written, not translated."""

    ZH = "zh"
    EN = "en"

    @property
    def locale(self) -> str:
        """What Babel calls it."""
        return {Language.ZH: "zh_Hans_CN", Language.EN: "en"}[self]

    @property
    def tag(self) -> str:
        """What HTML and PDF call it."""
        return {Language.ZH: "zh-CN", Language.EN: "en"}[self]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    text: str
    kind: str = "paragraph"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: its name and its figures; ``is_sum`` for the whole."""

    name: str
    cells: tuple[str, ...]
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """``heads`` are over the name and the cells; ``notes`` stand under it."""

    caption: str
    unit: str
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()
    kind: str = "table"


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart, which bears its number and title itself: ``name`` is its file's, ``alternative``
    says what is seen."""

    name: str
    alternative: str
    svg: str
    kind: str = "picture"


@dataclass(frozen=True, slots=True)
class Note:
    """An explanation: a word, and what it means."""

    term: str
    text: str


Block = Paragraph | Table | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part: ``title`` with its number."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Bulletin:
    """All of it. The terms of ``marks`` stand on every page: a draft, example data."""

    language: Language
    title: str
    status: str
    number: str
    authority: str
    day: str
    lead: str
    sections: tuple[Section, ...]
    notes_title: str
    notes: tuple[Note, ...]
    marks: tuple[Note, ...]

    @property
    def pictures(self) -> dict[str, str]:
        """File name → SVG of each chart."""
        blocks = (block for section in self.sections for block in section.blocks)
        return {block.name: block.svg for block in blocks if isinstance(block, Picture)}
