"""What stands above a unit: limits that make a heading a rule, and lead-ins that a unit needs to be understood."""

from __future__ import annotations

import pytest

from corpus.document import parse_document
from corpus.lead_ins import sets_limit
from corpus.reading import SourceText


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("电话回访内容(每两个月一次?)", True),
        ("同时接待不超过 5 人", True),
        ("通话录音至少保存三年", True),
        ("电话铃响三声以内接听", True),
        ("不得少于二十通", True),
        ("投诉的分类", False),
        ("三定:", False),  # a number that counts the items below
        ("不当得利", False),
    ],
)
def test_a_limit_is_told_from_a_heading(text: str, limit: bool) -> None:
    assert sets_limit(text) is limit


@pytest.mark.parametrize(
    ("text", "context"),
    [
        # A sentence that points to the list below is needed by its items, though it is a unit itself.
        (
            "第四条 答复时限按下列标准执行。\n(一)一般投诉,2日;\n(二)重大投诉,1日。",
            ("第四条 答复时限按下列标准执行。",),
        ),
        # So is one that does not: what the items belong to stands nowhere else.
        ("第九条 申请人应当提交材料。\n1.身份证；\n2.申请表。", ("第九条 申请人应当提交材料。",)),
        (
            "第四条 投诉应当登记。\n(一)一般投诉,2日;\n(二)重大投诉,1日。\n有前款行为的,予以处罚。",
            (),
        ),  # another 款 does without
        # 一、 holds decimals whose first number is another.
        ("一、服务\n1.1 应当微笑；\n1.2 应当问好；\n三、考核\n1.1 迟到扣5分；", ("三、 考核",)),
        ("一、总则\n1.1 应当守时。\n二、服务要求\n2.1 接听\n2.1.1 三声内接听；", ("二、 服务要求", "2.1 接听")),
        # Under a chapter a lead-in goes with its items, and the heading that says no more than the path is left out.
        ("第二章 服务\n服务承诺:\n第三条 应当保密。", ("服务承诺:",)),
    ],
)
def test_lead_ins_are_shown_where_they_are_needed(text: str, context: tuple[str, ...]) -> None:
    parsed = parse_document(SourceText("规范.txt", text, ""))
    assert parsed.regulations[0].units[-1].context == context
