"""Words of the Chinese bulletin: measure words, headings, names."""

from registry.enterprises.models import Size
from registry.statistics.breakdowns import Breakdown
from registry.statistics.bulletin.findings import Findings, Issuer
from registry.statistics.bulletin.growth import written
from registry.statistics.releases.content import ReleaseStatus

NUMERALS = ("〇", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
PARTS = {
    "whole": "总体情况",
    "places": "分地区情况",
    "classes": "分行业情况",
    "firms": "企业与产品情况",
    "goal": "与规划目标的距离",
    "revisions": "数据修订情况",
}
STATUSES = {
    ReleaseStatus.PROVISIONAL: "初步数据",
    ReleaseStatus.REVISED: "修订数据",
    ReleaseStatus.FINAL: "最终数据",
}
SHORT_STATUSES: dict[str, str] = {status.value: said for status, said in STATUSES.items()}
FIRMNESS = {
    ReleaseStatus.PROVISIONAL: "本次公布的是初步数据，以后的修订另行发布，以最新一次发布为准。",
    ReleaseStatus.REVISED: "本次公布的是修订数据，替代此前发布的同年度数据，以最新一次发布为准。",
    ReleaseStatus.FINAL: "本次公布的是最终数据，此后不再发布该年度的初步数据和修订数据。",
}
MEASURE_WORDS = {"products": "件", "enterprises": "家", "patents": "件"}
INDICATORS = {
    "products": "产品",
    "enterprises": "企业",
    "patents": "专利",
    "patents_invention": "发明专利",
    "patents_utility_model": "实用新型专利",
    "patents_design": "外观设计专利",
    "patents_core": "核心专利",
    "output_value": "产值",
    "sales_revenue": "销售收入",
    "export_value": "出口额",
    "profit": "利润",
}
GROUPS = {
    Breakdown.REGION: "地区",
    Breakdown.PROVINCE: "省份",
    Breakdown.MAJOR: "行业大类",
    Breakdown.CLASS: "行业中类",
}
SIZES = {
    Size.LARGE.value: "大型企业",
    Size.MEDIUM.value: "中型企业",
    Size.SMALL.value: "小型企业",
    Size.MICRO.value: "微型企业",
    Size.INSTITUTION.value: "高校、科研机构",
}
KINDS = {
    "late_decision": "后续备案、认定",
    "revocation": "撤销",
    "withdrawal": "撤回",
    "correction": "更正",
    "other": "其他变动",
}
WORDS = {
    "whole": "合计",
    "indicator": "指标",
    "unit": "单位",
    "growth": "比上年增长（%）",
    "growth_short": "产值增速（%）",
    "of_which_certified": "其中：已认定产值",
    "certified": "已认定",
    "registered": "仅备案",
    "figures": "单位：金额为亿元，产品、专利为件，企业为家",
    "hidden": "注：“x”表示为保护单个企业的信息而不予公布的数据。",
    "no_rate": "“—”表示没有可比基数或不计算增速。",
    "places": "地区",
    "classes": "行业",
    "sizes": "企业规模",
    "release": "发布编号",
    "status": "数据性质",
    "as_of": "截止时点",
    "change": "产值较上次增减",
    "notes": "指标解释、数据来源与口径",
    "draft": "草稿",
    "draft_why": "尚未发布，仅供审阅，不得引用。",
    "example": "示例 EXAMPLE",
    "example_why": "认定基准或者保密规则含登记机关的示例数据，不是官方标准。",
    "source": "专利密集型产品登记簿",
    "unit_amount": "亿元",
    "unit_products": "件",
    "unit_enterprises": "家",
    "unit_patents": "件",
}
_CAPTIONS = {
    "whole": "{year}年专利密集型产品主要指标",
    "places": "{year}年分地区专利密集型产品情况",
    "classes": "{year}年分行业大类专利密集型产品情况",
    "fine_classes": "{year}年分行业中类专利密集型产品情况",
    "sizes": "{year}年分企业规模专利密集型产品情况",
    "revisions": "{year}年数据历次发布情况（备案与认定合计）",
    "picture_places": "{year}年分地区产值",
    "picture_classes": "{year}年分行业大类产值",
    "picture_goal": "产值与规划目标",
    "picture_revisions": "{year}年产值历次发布情况",
}


def caption(name: str, found: Findings) -> str:
    """What a table or a chart is called."""
    return _CAPTIONS[name].format(year=found.content.data_year)


def rate(tenths: int) -> str:
    """A growth rate in words."""
    if tenths == 0:
        return "持平"
    return f"{'增长' if tenths > 0 else '下降'}{written(tenths)}%"


def whole_of(issuer: Issuer) -> str:
    """All of the region, as notices say it."""
    endings = {"省": "全省", "自治区": "全区", "市": "全市"}
    return next((said for end, said in endings.items() if issuer.region.endswith(end)), "全国")
