"""What the parser misread once, in files as maintainers receive them: each row is named for it and must stay read right."""

from __future__ import annotations

import pytest
from parsed_texts import cited, parsed, row

RULES = "客户服务办法\n第一条 客服人员应当热情。\n第二条 本办法自发布之日起施行。\n"


@pytest.mark.parametrize(
    ("text", "units"),
    [
        row(
            "dashes as bullets",
            "第一条 接听电话时应当做到:\n——三声内接听;\n——不得打断客户。\n第二条 应当热情——这是根本要求。",
            [("第一条", "接听电话时应当做到:"), ("第一条第1项", "三声内接听;"), ("第一条第2项", "不得打断客户。"), ("第二条", "应当热情——这是根本要求。")],
        ),
        row(
            "ticks and crosses are items and keep their sign",  # without it, 穿拖鞋 under 着装要求 would be allowed
            "第一条 着装要求如下:\n√ 穿统一工服;\n√ 佩戴工牌。\n× 穿拖鞋;\n× 浓妆艳抹。",
            [("第一条", "着装要求如下:"), ("第一条第1项", "√穿统一工服;"), ("第一条第2项", "√佩戴工牌。"), ("第一条第3项", "×穿拖鞋;"), ("第一条第4项", "×浓妆艳抹。")],
        ),
        row(
            "a cross in the place of a name is no bullet",
            "第一条 客服人员应当称呼客户的姓氏和职务。\n×经理您好,请您稍等。\n第二条 应当保密。",
            [("第一条", "客服人员应当称呼客户的姓氏和职务。\n×经理您好,请您稍等。"), ("第二条", "应当保密。")],
        ),
        row(
            "a dash under the title is its second line",
            "优质服务规范\n——2024年修订版\n第一条 应当微笑。",
            [("第一条", "应当微笑。")],
        ),
        row(
            "appendices number with letters",
            "呼叫中心服务规范\n4 服务要求\n4.1 回访\n应在3个工作日内回访。\n附 录 A\n(规范性附录)\n服务用语\nA.1 问候语\n"
            "A.1.1 应说“您好”。\nA.1.2 应说“再见”。\nA.2 禁用语\n不得说“不知道”。\n附录B\n投诉流程\nB.1 应在1小时内受理。",
            [("4.1", "应在3个工作日内回访。"), ("A.1.1", "应说“您好”。"), ("A.1.2", "应说“再见”。"), ("A.2", "不得说“不知道”。"), ("B.1", "应在1小时内受理。")],
        ),
        row(
            "a decimal with a full-width stop behind it",
            "1．应当微笑\n2．应当问好\n2.1．先问好\n2.2．再报工号",
            [("1", "应当微笑"), ("2.1", "先问好"), ("2.2", "再报工号")],
        ),
        row(
            "attachments that count for themselves, under their list",
            RULES + "附件:1.服务用语\n2.投诉流程\n附件1\n服务用语\n一、问候语\n(一)您好。\n(二)请讲。\n二、道歉语\n对不起。\n附件2\n投诉流程\n一、受理\n应在1小时内受理。",
            [
                ("第一条", "客服人员应当热情。"), ("第二条", "本办法自发布之日起施行。"),
                ("「附件1 服务用语」一、（一）", "您好。"), ("「附件1 服务用语」一、（二）", "请讲。"), ("「附件1 服务用语」二", "对不起。"),
                ("「附件2 投诉流程」一", "应在1小时内受理。"),
            ],
        ),
        row(
            "条 of an attachment are cited with it",
            RULES + "附件:\n客服话术守则\n第一条 应当说“您好”。\n第二条 不得说“不知道”。",
            [
                ("第一条", "客服人员应当热情。"), ("第二条", "本办法自发布之日起施行。"),
                ("「附件:客服话术守则」第一条", "应当说“您好”。"), ("「附件:客服话术守则」第二条", "不得说“不知道”。"),
            ],
        ),
        row(
            "a form between 条 holds none of them",
            "投诉处理办法\n第一条 受理投诉应当填写登记表。\n附表1 投诉登记表\n客户姓名:________ 电话:________\n第二条 应在1小时内受理。",
            [("第一条", "受理投诉应当填写登记表。"), ("第二条", "应在1小时内受理。")],
        ),
        row(
            "sets pasted one below the other count each for itself",
            "电话规范\n一、三声内接听。\n二、使用普通话。\n接待规范\n一、起立迎接。\n二、双手递物。",
            [("一", "三声内接听。"), ("二", "使用普通话。"), ("「接待规范」一", "起立迎接。"), ("「接待规范」二", "双手递物。")],
        ),
        row(
            "so does the first, where each has a heading",
            "客户服务手册\n壹、接听\n一、三声内接听。\n二、使用普通话。\n贰、接待\n一、起立迎接。",
            [("「壹、接听」一", "三声内接听。"), ("「壹、接听」二", "使用普通话。"), ("「贰、接待」一", "起立迎接。")],
        ),
        row(
            "附则 behind a list begins anew",
            "服务办法\n一、应当微笑。\n二、应当问好。\n附则\n一、本办法由客服部解释。\n二、本办法自发布之日起施行。",
            [("一", "应当微笑。"), ("二", "应当问好。"), ("「附则」一", "本办法由客服部解释。"), ("「附则」二", "本办法自发布之日起施行。")],
        ),
        row(
            "a table behind a list is the 条's",
            "第一条 客服人员应当:\n(一)三声内接听;\n(二)使用普通话。\n| 事项 | 时限 |\n|---|---|\n| 爆管 | 2小时内到场 |\n| 水质 | 24小时内答复 |",
            [
                ("第一条", "客服人员应当:"), ("第一条（一）", "三声内接听;"), ("第一条（二）", "使用普通话。"),
                ("第一条「爆管」", "爆管\n2小时内到场"), ("第一条「水质」", "水质\n24小时内答复"),
            ],
        ),
        *(
            row(f"behind the last rule: {scrap}", RULES + scrap, [("第一条", "客服人员应当热情。"), ("第二条", "本办法自发布之日起施行。")])
            for scrap in ("分享到微信", "本页共被浏览 345 次", "内部资料 注意保存", "客户服务部\n联系电话:010-12345678\n附:投诉登记表")
        ),
        row(
            "what stands behind a rule that is not the last words of a regulation stays",
            "第一条 应当热情。\n第二条 服务用语。\n您好\n请讲",
            [("第一条", "应当热情。"), ("第二条", "服务用语。\n您好\n请讲")],
        ),
        row(
            "1.0 as a heading, and a procedure by name",
            "客户投诉处理程序\n1.0 目的\n为及时处理投诉,特制定本程序。\n2.0 职责\n2.1 客服部负责受理。\n3.0 程序\n3.1 应当当天登记。",
            [("1.0", "为及时处理投诉,特制定本程序。"), ("2.1", "客服部负责受理。"), ("3.1", "应当当天登记。")],
        ),
        row(
            "a duty without a full stop above items",
            "柜面服务规范\n第一条 通话结束应等客户先挂机\n1、挂机后填写工单\n2、工单写明诉求\n第二条 六不准\n1、不准搭配销售\n2、不准收礼",
            [
                ("第一条", "通话结束应等客户先挂机"),
                ("第一条1", "挂机后填写工单"),
                ("第一条2", "工单写明诉求"),
                ("第二条1", "不准搭配销售"),
                ("第二条2", "不准收礼"),
            ],
        ),
        row(
            "a name and a date under the title",  # of a department, which is no issuer
            "探视管理要求\n护理部  2024年3月\n一、每次探视不得超过2人。",
            [("一", "每次探视不得超过2人。")],
        ),
        row(
            "a table behind the last 条 with a name of its own",
            RULES + "附表 投诉处理时限表\n| 类别 | 时限 |\n|---|---|\n| 一般投诉 | 10日 |\n| 重大投诉 | 5日 |",
            [
                ("第一条", "客服人员应当热情。"), ("第二条", "本办法自发布之日起施行。"),
                ("「附表 投诉处理时限表」「一般投诉」", "一般投诉\n10日"), ("「附表 投诉处理时限表」「重大投诉」", "重大投诉\n5日"),
            ],
        ),
        row(
            "a signature in the line of the last rule",
            "窗口服务规定\n第一条 应当准时到岗。\n第二条 本规定自2024年5月1日起施行。东海市政务服务局 2024年4月20日",
            [("第一条", "应当准时到岗。"), ("第二条", "本规定自2024年5月1日起施行。")],
        ),
        row(
            "a signature behind everything in one line",
            "一、应当准时到岗。二、违反规定的,按公司制度处理。东海热力有限公司 二〇二四年四月二十日",
            [("一", "应当准时到岗。"), ("二", "违反规定的,按公司制度处理。")],
        ),
    ],
)  # fmt: skip
def test_what_was_misread_is_read(text: str, units: list[tuple[str, str]]) -> None:
    assert cited(text) == units


def test_the_signature_in_the_last_line_names_the_issuer() -> None:
    text = "窗口服务规定\n第一条 应当准时到岗。\n第二条 自5月1日起施行。东海市政务服务局 2024年4月20日"
    assert parsed(text).regulations[0].issuer == "东海市政务服务局"


def test_an_attachment_counts_its_own_articles() -> None:
    text = RULES + "附件1:话术守则\n第一条 应当说“您好”。\n第三条 不得说“不知道”。"
    findings = [finding for part in parsed(text).regulations for finding in part.findings]
    assert [(finding.kind, finding.before, finding.after) for finding in findings] == [("跳号", "第一条", "第三条")]


def test_what_stands_under_a_heading_of_an_attachment_shows_it() -> None:
    text = RULES + "附件1\n服务用语\n一、问候语\n(一)您好。"
    assert parsed(text).regulations[0].units[-1].context == ("附件1 服务用语", "一、 问候语")
