"""Headings and lists that a file marks as such: Markdown, and what the readers of Word files and web pages write of theirs."""

from __future__ import annotations

import pytest
from made_files import cited

from corpus.document import parse_document
from corpus.reading import SourceText

RULES = "\n\n第一条 应当在三声内接听电话。\n\n第二条 应当在两日内答复客户。\n"


def title_of(text: str) -> str:
    """The title of a text's first regulation."""
    return parse_document(SourceText("x.md", text, "")).regulations[0].title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# 客户投诉处理程序" + RULES, "客户投诉处理程序"),
        ("# 旅客行李服务 V2.0" + RULES, "旅客行李服务 V2.0"),
        ("# 投诉处理" + RULES, "投诉处理"),
        ("首页 办事 导航 登录\n\n# 旅客行李服务" + RULES, "旅客行李服务"),  # behind a page's menu
        (
            "# 东海物业服务有限公司\n\n# 装修巡查\n\n## 一、巡查" + RULES,
            "装修巡查",
        ),  # the issuer's line stands above it
        ("# 旅客行李服务\n\n# 受理\n\n应当登记。\n\n# 赔付\n\n应当赔付。", "旅客行李服务"),  # nothing stands under it
        ("# 受理登记\n\n应当登记。\n\n# 赔付时限\n\n应当赔付。", ""),  # the first of two sections
        ("# 前言\n\n应当热情。", ""),
        ("应当热情。\n\n第一条 应当微笑。\n\n# 投诉处理\n\n第二条 应当登记。", ""),  # behind the first rule
    ],
)
def test_the_first_heading_of_a_file_is_its_title_whatever_its_words(text: str, title: str) -> None:
    assert title_of(text) == title


@pytest.mark.parametrize(
    ("text", "units"),
    [
        pytest.param(
            "# 热线手册\n\n## 1. 受理\n\n1. 接听电话\n   - 报出工号。\n2. 登记工单\n   - 写明诉求。\n\n## 2. 回访\n\n1. 三日内回访。\n",
            [("1 1第1项", "报出工号。"), ("1 2第1项", "写明诉求。"), ("2 1", "三日内回访。")],
            id="a list that counts as its heading does stands under it",
        ),
        pytest.param(
            "# 热线手册\n\n## 一、着装\n\n- 禁止事项\n  - 不得穿拖鞋\n  - 不得浓妆\n- 应当佩戴工牌\n",
            [("一、「禁止事项」第1项", "不得穿拖鞋"), ("一、「禁止事项」第2项", "不得浓妆"), ("一、第2项", "应当佩戴工牌")],
            id="a bullet set in further stands under the one before it",
        ),
        pytest.param(
            "# 热线手册\n\n## 一、派单\n\n1. 紧急工单5分钟内派发；\n   1. 爆管派至抢修中心；\n   2. 水质派至水质中心。\n2. 派错的应当重派。\n",
            [
                ("一、1", "紧急工单5分钟内派发；"),
                ("一、1 1", "爆管派至抢修中心；"),
                ("一、1 2", "水质派至水质中心。"),
                ("一、2", "派错的应当重派。"),
            ],
            id="so does a numbered list in a numbered list",
        ),
        pytest.param(
            "# 导诊手册\n\n## 1 仪表\n\n* 应当佩戴胸牌。\n\n## 2 接待\n\n### 2.1 问候\n\n1. 应当起立。\n\n## 3 答问\n\n**问：能插队吗？**\n\n答：不得插队。\n",
            [("1第1项", "应当佩戴胸牌。"), ("2.1 1", "应当起立。"), ("3「能插队吗」", "问：能插队吗？ 答：不得插队。")],
            id="a heading's number needs no sign behind it",
        ),
        pytest.param(
            "# 热线手册\n\n## 着装\n\n- 应当佩戴工牌\n\n注意：不得借用他人工牌。\n\n| 岗位 | 颜色 |\n|---|---|\n| 前台 | 蓝 |\n",
            [("「着装」第1项", "应当佩戴工牌"), ("「注意」", "注意：不得借用他人工牌。"), ("「前台」", "前台\n蓝")],
            id="what a blank line sets off from a list is no part of its last item",
        ),
        pytest.param(
            "# 热线手册\n\n## 受理\n\n1. 开头语：\n\n```text\n您好，请讲。\n```\n\n2. 结束语：\n\n> 再见。\n",
            [("「受理」1", "开头语： 您好，请讲。"), ("「受理」2", "结束语： 再见。")],
            id="but what an item announces is",
        ),
        pytest.param(
            "# 热线手册\n\n## 检查\n\n- [ ] 每日检查**话务台**。\n- [x] 每周检查[录音](https://a.cn/x)。\n\n1. *问候*：您好。\n2. ~~旧用语~~ 应说再见。\n",
            [("「检查」第1项", "每日检查话务台。"), ("「检查」第2项", "每周检查录音。"), ("「检查」1", "问候：您好。"), ("「检查」2", "应说再见。")],
            id="boxes and marks are no words, and what is struck out is not said",
        ),
        pytest.param(
            "# 热线手册 {#top}\n\n[![状态](a.svg)](https://a.cn)\n\n::: tip\n\n## 四、联系方式\n\n热线95xxx。\n\n:::\n\n### 五、退票\n\n+ 不得拒收。\n",
            [("四", "联系方式 热线95xxx。"), ("五、第1项", "不得拒收。")],
            id="a number goes on whatever the level; anchors, badges and boxes are no words; + is a bullet",
        ),
        pytest.param(
            "---\ntitle: 热线手册\nversion: 3.1\n---\n\n# 热线手册\n\n一、应当微笑。\n",
            [("一", "应当微笑。")],
            id="what a file says of itself is no rule",
        ),
    ],
)  # fmt: skip
def test_marks_say_what_stands_under_what(text: str, units: list[tuple[str, str]]) -> None:
    assert cited(text) == units


def test_the_title_in_the_front_matter_counts_where_no_heading_is_one() -> None:
    assert title_of('---\ntitle: "热线服务规范"\n---\n\n一、应当微笑。\n') == "热线服务规范"


@pytest.mark.parametrize(
    ("text", "titles", "paths"),
    [
        (  # its words read as a title, but it stands beside sections: once it was in no unit's path
            "客户服务手册\n\n# 服务礼仪规范\n\n## 问候\n\n应当微笑。\n\n# 投诉处理\n\n应当登记。\n\n# 回访\n\n应当回访客户。",
            ["客户服务手册"],
            [("服务礼仪规范", "问候"), ("投诉处理",), ("回访",)],
        ),
        (  # a collection: all that stand beside it are titles
            "客服制度汇编\n\n# 服务礼仪规范\n\n第一条 应当微笑。\n\n# 投诉处理办法\n\n第一条 应当登记。",
            ["服务礼仪规范", "投诉处理办法"],
            [("第一条",), ("第一条",)],
        ),
    ],
)
def test_the_first_section_is_no_second_title(text: str, titles: list[str], paths: list[tuple[str, ...]]) -> None:
    regulations = parse_document(SourceText("x.md", text, "")).regulations
    assert [each.title for each in regulations] == titles
    assert [unit.path for each in regulations for unit in each.units] == paths
