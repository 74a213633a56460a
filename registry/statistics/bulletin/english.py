"""The bulletin in English."""

from collections.abc import Sequence
from datetime import date

from registry.money import FEN_PER_YI_YUAN, format_wan, format_yi
from registry.statistics.breakdowns import Breakdown, Key
from registry.statistics.bulletin import english_words as words
from registry.statistics.bulletin.blocks import Language, Note
from registry.statistics.bulletin.english_notes import notes
from registry.statistics.bulletin.findings import Findings, Goal, Group, Measure, ranked
from registry.statistics.bulletin.growth import growth, mean, reached, share, tenths_of, written
from registry.statistics.bulletin.voice import AMOUNTS, PATENT_KINDS
from registry.statistics.releases.content import ReleaseStatus, Side


class English:
    """Implements ``voice.Voice``."""

    language = Language.EN

    def title(self, found: Findings) -> str:
        return f"Statistical Bulletin on Patent-Intensive Products {found.content.data_year}"

    def status(self, found: Findings) -> str:
        return words.STATUSES[found.content.status]

    def number(self, found: Findings) -> str:
        return f"Release {found.content.number}" if found.content.number else "Not published"

    def authority(self, found: Findings) -> str:
        return found.issuer.authority_en

    def day(self, day: date) -> str:
        return f"{day.day} {words.MONTHS[day.month - 1]} {day.year}"

    def lead(self, found: Findings) -> str:
        content = found.content
        return (
            f"This bulletin gives the main figures on patent-intensive products registered and"
            f" certified for the data year {content.data_year} in {found.issuer.region}. They are taken"
            f" from the register as it stood at the end of {self.day(content.as_of)}."
            f" {words.FIRMNESS[content.status]}"
        )

    def heading(self, place: int, part: str) -> str:
        return f"{place}. {words.PARTS[part]}"

    def whole(self, found: Findings) -> list[str]:
        """How much there is, and how it has changed."""
        if found.measure("products").value is None:
            return ["The totals are confidential and not published."]
        year = found.content.data_year
        counts = [self._told(name, found.measure(name)) for name in words.COUNTED]
        first = (
            f"For {year} the register held {counts[0]} of {counts[1]}, which rest on {counts[2]}."
        )
        amounts = "; ".join(self._amount_told(name, found.measure(name)) for name in AMOUNTS)
        base = (
            ""
            if found.before
            else " No figures of the year before have been published to compare with."
        )
        return [f"{first} {self._stages(found)}", f"In the year, {amounts}.{base}"]

    def _stages(self, found: Findings) -> str:
        certified = found.now.value("products", Side.CERTIFIED)
        registered = found.now.value("products", Side.REGISTERED)
        if certified is None or registered is None:
            return "How many of them are certified is confidential."
        said = f"Of the products, {certified:,} were certified and {registered:,} registered only"
        output = found.now.value("output_value", Side.CERTIFIED)
        if output is None:
            return said + "."
        part = share(output, found.now.value("output_value"))
        of_whole = f", {written(part)} % of the whole" if part is not None else ""
        return f"{said}; certified products had an output value of {self._yi(output)}{of_whole}."

    def by_group(self, found: Findings, by: Breakdown, groups: Sequence[Group]) -> list[str]:
        """The largest groups, how many are hidden, how many have grown."""
        kind, order = words.GROUPS[by], ranked(list(groups))
        if not order:
            return [f"The figures of all {kind[1]} are confidential."]
        hidden = len(groups) - len(order)
        first = "; ".join(
            f"{self.called(each.key)} ({self._group_told(each, found)})" for each in order[:3]
        )
        said = f"The largest output value among {len(order)} {kind[1]}"
        if len(order) == 1:
            said = f"One {kind[0]} is shown: {first}."
        elif hidden:
            said += f" whose figures are published had: {first}."
        else:
            said += f" had: {first}."
        if hidden:
            said += f" The figures of {words.counted(hidden, kind)} are confidential and are not ranked."
        return [said + self._directions(kind, groups)]

    def _group_told(self, group: Group, found: Findings) -> str:
        assert group.output is not None
        parts = [self._yi(group.output)]
        part = share(group.output, found.now.value("output_value"))
        if part is not None:
            parts.append(f"{written(part)} % of the whole")
        rate = group.measures["output_value"].growth
        if rate is not None:
            parts.append(words.rate(rate))
        return ", ".join(parts)

    def _directions(self, kind: tuple[str, str], groups: Sequence[Group]) -> str:
        rates = [group.measures["output_value"].growth for group in groups]
        known = [rate for rate in rates if rate is not None]
        if len(known) < 2:
            return ""
        up, down = sum(rate > 0 for rate in known), sum(rate < 0 for rate in known)
        counted = ((up, "grew"), (down, "fell"), (len(known) - up - down, "stayed level"))
        parts = [f"{number} {way}" for number, way in counted if number]
        if len(parts) == 1:
            parts = ["all " + parts[0].partition(" ")[2]]
        return f" Of {len(known)} {kind[1]} that can be compared with the year before, {words.listed(parts)}."

    def by_size(self, found: Findings, groups: Sequence[Group]) -> list[str]:
        """One clause for each size of enterprise."""
        said, hidden = [], []
        for group in groups:
            called = self.called(group.key).lower()
            if group.output is None:
                hidden.append(called)
                continue
            firms, products = (group.measures[name].value for name in ("enterprises", "products"))
            said.append(
                f"{called}: {firms:,}, with {products:,} products and"
                f" {self._group_told(group, found)}"
            )
        if hidden:
            said.append(f"confidential: {words.listed(hidden)}")
        return [f"By size of the enterprise – {'; '.join(said)}."] if said else []

    def patents(self, found: Findings) -> list[str]:
        """Kinds of patents, core patents, and what comes to a product."""
        whole = found.now.value("patents")
        if whole is None:
            return []
        kinds = []
        for name in PATENT_KINDS:
            value = found.now.value(name)
            part = share(value, whole)
            if value:
                of_whole = f" ({written(part)} %)" if part is not None else ""
                kinds.append(f"{value:,} {words.INDICATORS[name].lower()}{of_whole}")
        said = f"The patents comprise {words.listed(kinds)}." if kinds else ""
        core = found.now.value("patents_core")
        if core is not None:
            said += f" Enterprises name {core:,} of them as core patents."
        return [(said + self._averages(found)).strip()]

    def _averages(self, found: Findings) -> str:
        output, products = found.now.value("output_value"), found.now.value("products")
        firms = found.now.value("enterprises")
        if output is None or not products or not firms:
            return ""
        return (
            f" An enterprise had {written(tenths_of(products, firms))} products on average, and a"
            f" product an output value of {self._yi(mean(output, products))}."
        )

    def goal(self, found: Findings) -> list[str]:
        """The plan's target and what is missing."""
        goal = found.goal
        if goal is None:
            return ["The registry has no target of the output value to compare with."]
        said = (
            f"The plan wants registered and certified products to reach an output value of"
            f" {self._whole_yi(goal.value)} by {goal.year} (source: {goal.reference})."
        )
        return [f"{said} {self._standing(found.content.data_year, goal)}"]

    def _standing(self, year: int, goal: Goal) -> str:
        if goal.reached is None:
            return f"The figure of {year} is confidential and not compared."
        done = f"The output value of {year} was {self._yi(goal.reached)},"
        part = f"{written(reached(goal.reached, goal.value))} % of the target"
        if goal.reached >= goal.value:
            return f"{done} {part}: the target is reached."
        return f"{done} {part}; {self._yi(goal.value - goal.reached)} are missing."

    def revisions(self, found: Findings) -> list[str]:
        """What this release changes of the one before, and why."""
        year, steps = found.content.data_year, found.vintages
        if len(steps) < 2:
            return [f"This is the first release of {year}; nothing has been revised."]
        before, now = steps[-2:]
        pairs = [
            (name, before.values.get(name), now.values.get(name))
            for name in ("products", "output_value")
        ]
        changes = [self._change(*pair) for pair in pairs if None not in pair]
        said = (
            f"This is release {len(steps)} of {year}. Against the one before ({before.number},"
            f" {words.SHORT_STATUSES[before.status]}, as of {self.day(before.as_of)}),"
            f" {words.listed(changes) or 'the change of the totals is confidential'}."
        )
        return [f"{said} {self._why(now.reasons)}"]

    def _change(self, name: str, before: int | None, now: int | None) -> str:
        assert before is not None and now is not None
        called = {"products": "the number of products", "output_value": "the output value"}[name]
        if now == before:
            return f"{called} is unchanged"
        size = abs(now - before)
        much = f"{size:,}" if name == "products" else self._yi(size)
        rate = growth(now, before)
        by = f" ({words.signed_rate(rate)})" if rate else ""
        return f"{called} is {'higher' if now > before else 'lower'} by {much}{by}"

    def _why(self, reasons: dict[str, int]) -> str:
        parts = [f"{self.reason(kind)} {count:,}" for kind, count in reasons.items() if count]
        if not parts:
            return "No decision in between concerned this data year."
        return f"Products concerned in between: {words.listed(parts)}."

    def notes(self, found: Findings) -> list[Note]:
        return notes(found)

    def called(self, key: Key) -> str:
        if key.breakdown is Breakdown.SIZE:
            return words.SIZES.get(key.code, key.name)
        return key.name_en or key.name

    def indicator(self, name: str) -> str:
        return words.INDICATORS.get(name, name)

    def word(self, name: str) -> str:
        return words.WORDS[name]

    def caption(self, place: int, name: str, found: Findings) -> str:
        sort = "Figure" if name.startswith("picture") else "Table"
        return f"{sort} {place}. {words.caption(name, found)}"

    def reason(self, kind: str) -> str:
        return words.KINDS.get(kind, words.KINDS["other"])

    def release_status(self, status: str) -> str:
        return words.SHORT_STATUSES[ReleaseStatus(status)]

    def amount(self, fen: int) -> str:
        return format_yi(fen)

    def count(self, number: int) -> str:
        return f"{number:,}"

    def _yi(self, fen: int) -> str:
        """In billions or millions, the same digits as in the tables: 2,039.23 there, 203.923 here."""
        if fen and abs(fen) < FEN_PER_YI_YUAN // 100:
            return f"{words.shifted(format_wan(fen), 2)} million yuan"
        return f"{words.shifted(format_yi(fen), 1)} billion yuan"

    def _whole_yi(self, fen: int) -> str:
        # Targets are round: 85, not 85.000.
        return self._yi(fen).replace(".000", "", 1)

    def _told(self, name: str, measure: Measure) -> str:
        if measure.value is None:
            return f"a confidential number of {words.COUNTED[name][1]}"
        counted = words.counted(measure.value, words.COUNTED[name])
        return counted + (f" ({words.rate(measure.growth)})" if measure.growth is not None else "")

    def _amount_told(self, name: str, measure: Measure) -> str:
        called = words.INDICATORS[name].lower()
        if measure.value is None:
            return f"{called} is confidential"
        rate = f", {words.rate(measure.growth)}" if measure.growth is not None else ""
        if measure.value < 0:
            return f"the loss was {self._yi(-measure.value)}"
        return f"{called} was {self._yi(measure.value)}{rate}"
