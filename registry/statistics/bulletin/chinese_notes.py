"""What the Chinese bulletin explains at its end."""

from registry.statistics.bulletin.blocks import Note
from registry.statistics.bulletin.findings import Findings


def notes(found: Findings) -> list[Note]:
    """Terms, sources, rules, in the order in which they stand."""
    return [*_terms(found), *_rules(found), *_marks(found)]


def _terms(found: Findings) -> list[Note]:
    year = found.content.data_year
    return [
        Note(
            "统计范围",
            f"在专利密集型产品登记簿中备案或者认定、数据年度为{year}年的产品。“已认定”与“仅备案”互不重复，"
            "合计为两者之和；被撤销、撤回的产品自决定之日起不再计入。",
        ),
        Note(
            "产值、销售收入、出口额、利润",
            "均为企业申报的产品当年数，按当年价格计算，不是企业全部经营数据，也不是产业增加值，不得与专利密集型产业"
            "增加值比较或相加。每件产品只计一次，计入申报企业名下；出口额已包含在销售收入之中。",
        ),
        Note(
            "产品、企业、专利",
            "产品每件只计一次；企业按统一社会信用代码、专利按专利号去重。同一企业、同一专利可以出现在多个分组中，"
            "因此企业数、专利数的分项之和可能大于合计。",
        ),
        Note(
            "地区与行业",
            "地区按企业登记时所在行政区划划分；行业按《知识产权（专利）密集型产业统计分类（2019）》划分。",
        ),
    ]


def _rules(found: Findings) -> list[Note]:
    content, before = found.content, found.before
    compared = "上年数据尚未发布，不计算增速。"
    if before is not None:
        compared = (
            f"以{before.content.data_year}年数据的最近一次发布（{before.content.number}）为基数，由未经取舍的数值计算，"
            "保留一位小数，未扣除价格因素；任一数值不予公布，或者基数不大于零的，不计算增速。"
        )
    rule = content.rule
    return [
        Note("增速", compared),
        Note(
            "取舍",
            "金额以亿元为单位，保留两位小数，采用四舍六入五成双；各数值分别由精确值取舍，分项之和可能不等于合计。",
        ),
        Note(
            "保密",
            f"企业数少于{rule.get('minimum_enterprises', '—')}家的数据、被少数企业支配的数据，"
            "以及据以可以推算出上述数据或者历次发布之间个别变动的数据，不予公布，在表中以“x”表示；文字、图表和增速只使用已公布的数据。",
        ),
        Note(
            "修订",
            "数据分为初步数据、修订数据和最终数据。已发布的数据不再改动；发布后作出的备案、认定、撤销、撤回和更正决定，"
            "反映在下一次发布中。",
        ),
    ]


def _marks(found: Findings) -> list[Note]:
    content = found.content
    marks = [
        Note(
            "校验",
            f"发布编号{content.number or '（未发布）'}；数据 SHA-256：{content.content_sha256}；"
            f"依据 SHA-256：{content.facts_sha256}。本文件附有机读数据 bulletin.jsonld。",
        )
    ]
    if content.example:
        marks.append(
            Note(
                "示例",
                "本次发布的认定基准或者保密规则含登记机关的示例数据（EXAMPLE），不是官方标准。",
            )
        )
    return marks
