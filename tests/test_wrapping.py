"""Text set to a line width reads as it does unbroken: no first line of a 条 is taken for its heading, and no heading for a first line."""

from __future__ import annotations

import pytest
from regulation_texts import TEXTS

from corpus.document import parse_document
from corpus.reading import SourceText

TRANSPORT = """某省客运服务投诉处理条例
第一条　为了规范客运服务投诉处理工作，保护乘客和经营者的合法权益，制定本条例。
第二条　省人民政府交通运输主管部门负责全省客运服务投诉处理的指导和监督工作。设区的市、县级人民政府交通运输主管部门负责本行政区域内的投诉处理工作。
第三条　客运服务投诉处理遵循公开、公正、便民、高效的原则。
第四条　客运经营者应当公布投诉电话和投诉处理程序，配备专职或者兼职投诉处理人员。
第五条　乘客认为其合法权益受到损害的，可以自知道或者应当知道权益受到损害之日起九十日内提出投诉。
第六条　乘客投诉应当提供下列材料：
（一）投诉人的姓名和联系方式；
（二）被投诉人的名称或者车辆号牌以及乘车的日期、起讫地点和车票等能够证明乘车事实的材料；
（三）投诉请求和理由。
第七条　客运经营者接到投诉后应当在二十四小时内与投诉人联系，并自接到投诉之日起七个工作日内作出处理决定。
第八条　经营者未在规定期限内答复或者投诉人对处理决定不服的，投诉人可以向交通运输主管部门申请调解。
第九条　交通运输主管部门调解达成协议的制作调解书，由双方当事人签字后生效。
第十条　违反本条例第四条规定的，由交通运输主管部门责令限期改正；逾期不改正的，处二千元以上一万元以下罚款。
第十一条　交通运输主管部门工作人员滥用职权、玩忽职守、徇私舞弊的，依法给予处分。
第十二条　城市公共汽车和出租汽车客运服务投诉的处理参照本条例执行。
第十三条　本条例自2024年1月1日起施行。"""

HEADED = """某市供水服务规范
第一章 总则
第一条 目的和依据
为了提高供水服务质量，维护用户合法权益，根据有关法律、法规，制定本规范。
第二条 适用范围
本规范适用于本市行政区域内公共供水企业的服务活动以及对服务活动的监督管理。
第三条 服务原则
供水企业应当遵循安全、优质、便民、高效的原则，为用户提供持续稳定的供水服务。
第二章 服务要求
第四条 营业场所
营业场所应当公示营业时间、服务项目、收费标准和监督电话，工作人员应当佩戴工号牌。
第五条 热线电话用语
接听热线电话应当在铃响三声内应答，首先问候用户并报工号；用户情绪激动时应当耐心倾听，不得打断用户讲话。
第六条 停水通知
计划停水应当提前二十四小时通知用户；因突发事故停水的，应当在抢修的同时通知用户并告知预计恢复供水的时间。
第七条 投诉处理时限
供水企业接到用户投诉后应当在两小时内联系用户，一般投诉五个工作日内办结，复杂投诉十个工作日内办结。
第八条 法律责任
违反本规范的，由市供水行政主管部门责令改正；造成用户损失的，依法承担赔偿责任。
第九条 施行日期
本规范自2024年5月1日起施行。"""


def wrap(text: str, width: int) -> str:
    """Break every line at a width, as an editor with hard line ends does."""
    return "\n".join(line[start : start + width] for line in text.split("\n") for start in range(0, len(line), width))


def units_of(text: str) -> list[tuple[str, str, str]]:
    """Locator, heading and text of every unit; line breaks in a text do not count."""
    parsed = parse_document(SourceText("规范.txt", text, ""))
    return [(u.locator, u.heading, "".join(u.text.split())) for r in parsed.regulations for u in r.units]


@pytest.mark.parametrize("width", range(14, 41))
@pytest.mark.parametrize("text", [TRANSPORT, HEADED, TEXTS["articles"]], ids=["sentences", "headings", "chapters"])
def test_a_text_set_to_a_width_gives_the_same_units(text: str, width: int) -> None:
    assert units_of(wrap(text, width)) == units_of(text)


def test_the_unbroken_texts_have_the_headings_they_should_have() -> None:
    assert {heading for _, heading, _ in units_of(TRANSPORT)} == {""}
    assert [heading for _, heading, _ in units_of(HEADED)][3:5] == ["营业场所", "热线电话用语"]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        (  # broken at no fixed width
            "第一条　为了规范客运服务投诉处理工作，保护乘客和经营\n者的合法权益，制定本条例。\n"
            "第二条　省人民政府交通运输主管部门负责全省客运\n服务投诉处理的指导和监督工作。\n第三条　本条例自2024年1月\n1日起施行。",
            [
                ("第一条", "", "为了规范客运服务投诉处理工作，保护乘客和经营者的合法权益，制定本条例。"),
                ("第二条", "", "省人民政府交通运输主管部门负责全省客运服务投诉处理的指导和监督工作。"),
                ("第三条", "", "本条例自2024年1月1日起施行。"),
            ],
        ),
        ("第二条　本办法适用于全院\n各科室。", [("第二条", "", "本办法适用于全院各科室。")]),  # a <br> in a paragraph
        (  # a reference begins the next line
            "第十四条 应当守时。\n第十五条 依照\n第十三条的规定处理。",
            [("第十四条", "", "应当守时。"), ("第十五条", "", "依照第十三条的规定处理。")],
        ),
        (  # a heading above a sentence of its own stays one, though no line is longer
            "第三条 客服中心坐席人员电话用语规范\n客服人员应当使用普通话。\n第四条 应当守时。",
            [("第三条", "客服中心坐席人员电话用语规范", "客服人员应当使用普通话。"), ("第四条", "", "应当守时。")],
        ),
    ],
)
def test_a_broken_sentence_is_told_from_a_heading_without_a_width(text: str, units: list[tuple[str, str, str]]) -> None:
    assert units_of(text) == units
