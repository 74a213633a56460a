"""A bulletin from its findings, in one language: which parts it has, and what stands in each."""

from collections.abc import Callable, Iterator
from itertools import count

from registry.statistics.breakdowns import Breakdown
from registry.statistics.bulletin.blocks import Block, Bulletin, Language, Note, Paragraph, Section
from registry.statistics.bulletin.chinese import Chinese
from registry.statistics.bulletin.english import English
from registry.statistics.bulletin.findings import Findings
from registry.statistics.bulletin.pictures import goal_picture, group_picture, release_picture
from registry.statistics.bulletin.tables import fits, group_table, release_table, whole_table
from registry.statistics.bulletin.voice import Voice
from registry.statistics.releases.content import ReleaseContent

VOICES: dict[Language, Callable[[], Voice]] = {Language.ZH: Chinese, Language.EN: English}


def compose(found: Findings, language: Language) -> Bulletin:
    """Write the bulletin of a release."""
    voice, content = VOICES[language](), found.content
    writer = _Writer(voice, found)
    sections = tuple(
        Section(voice.heading(place, part), tuple(blocks()))
        for place, (part, blocks) in enumerate(writer.parts().items(), 1)
    )
    day = content.published_on or content.as_of
    return Bulletin(
        language=language,
        title=voice.title(found),
        status=voice.status(found),
        number=voice.number(found),
        authority=voice.authority(found),
        day=voice.day(day) if content.published_on else "",
        lead=voice.lead(found),
        sections=sections,
        notes_title=voice.word("notes"),
        notes=tuple(voice.notes(found)),
        marks=tuple(_marks(voice, content)),
    )


def _marks(voice: Voice, content: ReleaseContent) -> Iterator[Note]:
    holds = {"draft": content.number is None, "example": content.example}
    for name in (name for name, does in holds.items() if does):
        yield Note(voice.word(name), voice.word(f"{name}_why"))


class _Writer:
    """Writes the parts one after the other; tables and figures are numbered as they come."""

    def __init__(self, voice: Voice, found: Findings) -> None:
        self.voice, self.found = voice, found
        self.tables, self.figures = count(1), count(1)

    def parts(self) -> dict[str, Callable[[], Iterator[Block]]]:
        """The parts by name, in the order in which they stand."""
        return {
            "whole": self.whole,
            "places": self.places,
            "classes": self.classes,
            "firms": self.firms,
            "goal": self.goal,
            "revisions": self.revisions,
        }

    def whole(self) -> Iterator[Block]:
        yield from map(Paragraph, self.voice.whole(self.found))
        yield whole_table(next(self.tables), self.voice, self.found)

    def places(self) -> Iterator[Block]:
        yield from self._by_group("places", self.found.places)

    def classes(self) -> Iterator[Block]:
        yield from self._by_group("classes", Breakdown.MAJOR)
        fine = self.found.groups(Breakdown.CLASS)
        if fits(fine):
            place, name = next(self.tables), "fine_classes"
            yield group_table(place, name, "classes", self.voice, self.found, fine)

    def firms(self) -> Iterator[Block]:
        sizes = self.found.groups(Breakdown.SIZE)
        said = [*self.voice.by_size(self.found, sizes), *self.voice.patents(self.found)]
        yield from map(Paragraph, filter(None, said))
        if fits(sizes):
            yield group_table(next(self.tables), "sizes", "sizes", self.voice, self.found, sizes)

    def goal(self) -> Iterator[Block]:
        yield from map(Paragraph, self.voice.goal(self.found))
        if self.found.goal is not None and self.found.goal.reached is not None:
            drawn = goal_picture(next(self.figures), self.voice, self.found)
            if drawn is not None:
                yield drawn

    def revisions(self) -> Iterator[Block]:
        yield from map(Paragraph, self.voice.revisions(self.found))
        if len(self.found.vintages) > 1:
            yield release_table(next(self.tables), self.voice, self.found)
            yield release_picture(next(self.figures), self.voice, self.found)

    def _by_group(self, name: str, by: Breakdown) -> Iterator[Block]:
        groups = self.found.groups(by)
        yield from map(Paragraph, self.voice.by_group(self.found, by, groups))
        if sum(each.output is not None for each in groups) > 1:
            place, drawn = next(self.figures), f"picture_{name}"
            yield group_picture(place, drawn, name, self.voice, self.found, groups)
        if fits(groups):
            yield group_table(next(self.tables), name, name, self.voice, self.found, groups)
