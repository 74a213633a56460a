"""The columns of the four files, and the Chinese headings that mean the same."""

from enum import StrEnum


class File(StrEnum):
    """The files of a filing package, by their usual names."""

    ENTERPRISES = "enterprises.csv"
    PATENTS = "patents.csv"
    APPLICATIONS = "applications.csv"
    LINKS = "patent_links.csv"


_CREDIT_CODE = ("统一社会信用代码", "社会信用代码", "信用代码")
_PRODUCT_NAME = ("产品名称",)
_ROUND = ("年度", "备案年度")
_NUMBER = ("专利号", "申请号", "专利申请号")

COLUMNS: dict[File, dict[str, tuple[str, ...]]] = {
    File.ENTERPRISES: {
        "credit_code": _CREDIT_CODE,
        "name": ("名称", "企业名称", "单位名称"),
        "region_code": ("行政区划代码", "地区代码"),
        "size": ("规模", "企业规模"),
    },
    File.PATENTS: {
        "number": _NUMBER,
        "title": ("名称", "专利名称", "发明名称"),
        "patentee": ("专利权人",),
        "filed_on": ("申请日", "申请日期"),
        "granted_on": ("授权日", "授权公告日", "授权日期"),
        "status": ("法律状态", "状态"),
        "ended_on": ("终止日", "失效日", "终止日期"),
        "status_as_of": ("状态日期", "法律状态日期", "状态查询日"),
    },
    File.APPLICATIONS: {
        "credit_code": _CREDIT_CODE,
        "product_name": _PRODUCT_NAME,
        "model": ("型号", "产品型号", "规格型号"),
        "class_code": ("分类代码", "产业分类代码", "产品分类代码"),
        "industry_code": ("行业代码", "国民经济行业代码", "国民经济行业分类代码"),
        "round": _ROUND,
        "output_value": ("产值", "产值(元)"),
        "sales_revenue": ("销售收入", "销售收入(元)"),
        "export_value": ("出口额", "出口额(元)"),
        "profit": ("利润", "利润(元)"),
        "certification": ("参与认定", "是否参与认定", "申请认定"),
    },
    File.LINKS: {
        "credit_code": _CREDIT_CODE,
        "product_name": _PRODUCT_NAME,
        "round": _ROUND,
        "number": _NUMBER,
        "core": ("核心专利", "是否核心", "是否核心专利"),
        "basis": ("权利基础", "使用依据"),
        "contribution": ("贡献度", "专利贡献度", "贡献度(%)"),
    },
}

# A file may be without these; GB/T 4754 is loaded by those who want it.
OPTIONAL = frozenset({"industry_code"})
