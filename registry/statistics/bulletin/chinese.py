"""The bulletin in Chinese, in the form of the official notices."""

from collections.abc import Sequence
from datetime import date

from registry.money import FEN_PER_YI_YUAN, format_wan, format_yi
from registry.statistics.breakdowns import Breakdown, Key
from registry.statistics.bulletin import chinese_words as words
from registry.statistics.bulletin.blocks import Language, Note
from registry.statistics.bulletin.chinese_notes import notes
from registry.statistics.bulletin.findings import Findings, Goal, Group, Measure, ranked
from registry.statistics.bulletin.growth import growth, mean, reached, share, tenths_of, written
from registry.statistics.bulletin.voice import AMOUNTS, PATENT_KINDS
from registry.statistics.releases.content import ReleaseStatus, Side


class Chinese:
    """Implements ``voice.Voice``."""

    language = Language.ZH

    def title(self, found: Findings) -> str:
        return f"{found.issuer.region}{found.content.data_year}年专利密集型产品统计公报"

    def status(self, found: Findings) -> str:
        return words.STATUSES[found.content.status]

    def number(self, found: Findings) -> str:
        return f"发布编号 {found.content.number}" if found.content.number else "尚未发布"

    def authority(self, found: Findings) -> str:
        return found.issuer.authority

    def day(self, day: date) -> str:
        return f"{day.year}年{day.month}月{day.day}日"

    def lead(self, found: Findings) -> str:
        content = found.content
        return (
            f"现将{content.data_year}年专利密集型产品备案和认定的主要统计数据公布如下。"
            f"数据取自专利密集型产品登记簿，截止时点为{self.day(content.as_of)}；"
            f"{words.FIRMNESS[content.status]}"
        )

    def heading(self, place: int, part: str) -> str:
        return f"{words.NUMERALS[place]}、{words.PARTS[part]}"

    def whole(self, found: Findings) -> list[str]:
        """How much there is, and how it has changed."""
        here, year = words.whole_of(found.issuer), found.content.data_year
        counts = [
            f"备案认定的专利密集型产品共{self._told('products', found.measure('products'))}",
            f"涉及企业{self._told('enterprises', found.measure('enterprises'))}",
            f"关联专利{self._told('patents', found.measure('patents'))}",
        ]
        if found.measure("products").value is None:
            return [f"{here}总量数据因保密不予公布。"]
        first = f"{year}年，{here}{counts[0]}；{counts[1]}；{counts[2]}。"
        amounts = "；".join(self._amount_told(name, found.measure(name)) for name in AMOUNTS)
        return [first + self._stages(found), f"全年产品{amounts}。{self._base(found)}"]

    def _stages(self, found: Findings) -> str:
        certified = found.now.value("products", Side.CERTIFIED)
        registered = found.now.value("products", Side.REGISTERED)
        if certified is None or registered is None:
            return "已认定产品与仅备案产品的分项数据因保密不予公布。"
        parts = [f"其中，已认定产品{certified}件，仅备案产品{registered}件"]
        output = found.now.value("output_value", Side.CERTIFIED)
        if output is not None:
            part = share(output, found.now.value("output_value"))
            of_whole = f"，占全部产值的{written(part)}%" if part is not None else ""
            parts.append(f"已认定产品产值{self._yi(output)}{of_whole}")
        return "；".join(parts) + "。"

    def _base(self, found: Findings) -> str:
        if found.before is None:
            return "上年数据尚未发布，本公报不作增速比较。"
        return ""

    def by_group(self, found: Findings, by: Breakdown, groups: Sequence[Group]) -> list[str]:
        """The largest groups, how many are hidden, how many have grown."""
        kind = words.GROUPS[by]
        order = ranked(list(groups))
        if not order:
            return [f"各{kind}数据因保密均不予公布。"]
        hidden = len(groups) - len(order)
        first = order[:3]
        named = "、".join(
            f"{self.called(each.key)}（{self._group_told(each, found)}）" for each in first
        )
        among = f"在公布数据的{len(order)}个{kind}中，" if hidden else f"{len(order)}个{kind}中，"
        most = f"产值居前{words.NUMERALS[len(first)]}位的依次为" if len(order) > 1 else "产值为"
        said = among + most + named + "。"
        if len(order) == 1:
            said = f"公布数据的{kind}为{named}。" if hidden else f"数据均来自{named}。"
        if hidden:
            said += f"另有{hidden}个{kind}的数据因保密不予公布，未列入上述排序。"
        return [said + self._directions(kind, groups)]

    def _group_told(self, group: Group, found: Findings) -> str:
        assert group.output is not None
        parts = [self._yi(group.output)]
        part = share(group.output, found.now.value("output_value"))
        if part is not None:
            parts.append(f"占{written(part)}%")
        rate = group.measures["output_value"].growth
        if rate is not None:
            parts.append(words.rate(rate))
        return "，".join(parts)

    def _directions(self, kind: str, groups: Sequence[Group]) -> str:
        rates = [group.measures["output_value"].growth for group in groups]
        known = [rate for rate in rates if rate is not None]
        if len(known) < 2:
            return ""
        up, down = sum(rate > 0 for rate in known), sum(rate < 0 for rate in known)
        level = len(known) - up - down
        counted = ((up, "增长"), (down, "下降"), (level, "持平"))
        parts = [f"{number}个{way}" for number, way in counted if number]
        if len(parts) == 1:
            parts = ["均" + next(way for number, way in counted if number)]
        return f"可与上年比较的{len(known)}个{kind}中，产值{'、'.join(parts)}。"

    def by_size(self, found: Findings, groups: Sequence[Group]) -> list[str]:
        """One clause for each size of enterprise."""
        said, hidden = [], []
        for group in groups:
            called = self.called(group.key)
            if group.output is None:
                hidden.append(called)
                continue
            firms, products = (group.measures[name].value for name in ("enterprises", "products"))
            said.append(
                f"{called}{firms}家，产品{products}件，产值{self._group_told(group, found)}"
            )
        if hidden:
            said.append(f"{'、'.join(hidden)}数据因保密不予公布")
        return [f"按企业规模分，{'；'.join(said)}。"] if said else []

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
                kinds.append(
                    f"{words.INDICATORS[name]}{value}件" + (f"，占{written(part)}%" if part else "")
                )
        said = f"从关联专利看，{'；'.join(kinds)}。" if kinds else ""
        core = found.now.value("patents_core")
        if core is not None:
            said += f"其中，企业申报为核心专利的{core}件。"
        return [said + self._averages(found)]

    def _averages(self, found: Findings) -> str:
        output, products = found.now.value("output_value"), found.now.value("products")
        firms = found.now.value("enterprises")
        if output is None or not products or not firms:
            return ""
        each = written(tenths_of(products, firms))
        per_product = format_wan(mean(output, products)).replace(",", "")
        return f"平均每家企业有产品{each}件，平均每件产品产值{per_product}万元。"

    def goal(self, found: Findings) -> list[str]:
        """The plan's target and what is missing."""
        goal = found.goal
        if goal is None:
            return ["登记机关未录入产值规划目标，本公报不作比较。"]
        said = (
            f"规划目标为到{goal.year}年备案认定的专利密集型产品产值达到{self._whole_yi(goal.value)}"
            f"（依据：{goal.reference}）。"
        )
        return [said + self._standing(found.content.data_year, goal)]

    def _standing(self, year: int, goal: Goal) -> str:
        if goal.reached is None:
            return f"{year}年产值因保密不予公布，不作比较。"
        done = written(reached(goal.reached, goal.value))
        if goal.reached >= goal.value:
            return f"{year}年产值{self._yi(goal.reached)}，已达到规划目标，为目标值的{done}%。"
        missing = self._yi(goal.value - goal.reached)
        return f"{year}年产值{self._yi(goal.reached)}，为目标值的{done}%，距目标尚差{missing}。"

    def revisions(self, found: Findings) -> list[str]:
        """What this release changes of the one before, and why."""
        year, steps = found.content.data_year, found.vintages
        if len(steps) < 2:
            return [f"本次为{year}年数据的首次发布，尚无修订。"]
        before, now = steps[-2:]
        said = (
            f"本次为{year}年数据的第{len(steps)}次发布。与上次发布（{before.number}，"
            f"{words.SHORT_STATUSES[before.status]}，截至{self.day(before.as_of)}）相比，"
        )
        pairs = [
            (name, before.values.get(name), now.values.get(name))
            for name in ("products", "output_value")
        ]
        changes = [self._change(*pair) for pair in pairs if None not in pair]
        return [
            said + ("，".join(changes) or "总量变动因保密不予公布") + "。" + self._why(now.reasons)
        ]

    def _change(self, name: str, before: int | None, now: int | None) -> str:
        called = {"products": "产品", "output_value": "产值"}[name]
        assert before is not None and now is not None
        if now == before:
            return f"{called}未变"
        verb = "增加" if now > before else "减少"
        size = abs(now - before)
        much = f"{size}件" if name == "products" else self._yi(size)
        rate = growth(now, before)
        by = f"（{words.rate(rate)}）" if rate else ""
        return f"{called}{verb}{much}{by}"

    def _why(self, reasons: dict[str, int]) -> str:
        parts = [f"{self.reason(kind)}{count}件" for kind, count in reasons.items() if count]
        return (
            f"其间涉及的产品：{'、'.join(parts)}。" if parts else "其间没有影响本年度数据的决定。"
        )

    def notes(self, found: Findings) -> list[Note]:
        return notes(found)

    def called(self, key: Key) -> str:
        return words.SIZES.get(key.code, key.name) if key.breakdown is Breakdown.SIZE else key.name

    def indicator(self, name: str) -> str:
        return words.INDICATORS.get(name, name)

    def word(self, name: str) -> str:
        return words.WORDS[name]

    def caption(self, place: int, name: str, found: Findings) -> str:
        sort = "图" if name.startswith("picture") else "表"
        return f"{sort}{place}　{words.caption(name, found)}"

    def reason(self, kind: str) -> str:
        return words.KINDS.get(kind, words.KINDS["other"])

    def release_status(self, status: str) -> str:
        return words.SHORT_STATUSES[ReleaseStatus(status)]

    def amount(self, fen: int) -> str:
        return format_yi(fen).replace(",", "")

    def count(self, number: int) -> str:
        return str(number)

    def _yi(self, fen: int) -> str:
        # What would be 0.00 亿元 is told in 万元.
        if fen and abs(fen) < FEN_PER_YI_YUAN // 100:
            return f"{format_wan(fen).replace(',', '')}万元"
        return f"{self.amount(fen)}亿元"

    def _whole_yi(self, fen: int) -> str:
        # Targets are round: 850, not 850.00.
        return self._yi(fen).replace(".00", "", 1)

    def _told(self, name: str, measure: Measure) -> str:
        if measure.value is None:
            return "因保密不予公布"
        return f"{measure.value}{words.MEASURE_WORDS[name]}{self._against(measure)}"

    def _amount_told(self, name: str, measure: Measure) -> str:
        called = words.INDICATORS[name]
        if measure.value is None:
            return f"{called}因保密不予公布"
        if measure.value < 0:
            return f"亏损{self._yi(-measure.value)}"
        if measure.value == 0:
            return f"{called}为零"
        return f"{called}{self._yi(measure.value)}{self._against(measure)}"

    def _against(self, measure: Measure) -> str:
        if measure.growth is None:
            return ""
        return f"，{'与上年持平' if measure.growth == 0 else '比上年' + words.rate(measure.growth)}"
