"""Lines are cut at every label and nowhere else; what a line break parted is joined."""

from __future__ import annotations

import pytest

from corpus.contents import ATTACHMENTS, CONTENTS, drop_attachments, drop_contents
from corpus.noise import split_lines
from corpus.passage import Account
from corpus.segmenting import Segment, join_lines, split_segments


def cut(text: str) -> list[tuple[str, str]]:
    """Label and body of every segment."""
    segments = join_lines(split_segments(split_lines(text)))
    return [(segment.label.printed if segment.label else "", segment.text) for segment in segments]


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        (  # two items in one line, cotton-exchange-conduct 第二十九条（四）
            "11、频繁使用口头禅;\n12、拖腔、语气生硬、顶撞客户; 13、通话时打呵欠",
            [("11、", "频繁使用口头禅;"), ("12、", "拖腔、语气生硬、顶撞客户;"), ("13、", "通话时打呵欠")],
        ),
        (  # the next list begins behind the last item of this one
            "(三)礼貌用语\n9、指路用语:请往左(右)边拐; (四)服务禁忌\n1、打断客户",
            [("（三）", "礼貌用语"), ("9、", "指路用语:请往左(右)边拐;"), ("（四）", "服务禁忌"), ("1、", "打断客户")],
        ),
        (  # no line breaks at all, customer-service-compilation
            "二、走访服务行为规范1、三定:(1)定时间:上午7:30到单位;(2)定路线:按既定线路;2、六不准",
            [
                ("二、", "走访服务行为规范"),
                ("1、", "三定:"),
                ("（1）", "定时间:上午7:30到单位;"),
                ("（2）", "定路线:按既定线路;"),
                ("2、", "六不准"),
            ],
        ),
        (  # numbers with nothing behind them, one of them inside a line
            "1严守机密。\n2客服部接到通知时,随到随办。3到用户家敲门时,禁止喧哗。\n4入户作业",
            [
                ("1", "严守机密。"),
                ("2", "客服部接到通知时,随到随办。"),
                ("3", "到用户家敲门时,禁止喧哗。"),
                ("4", "入户作业"),
            ],
        ),
        (  # full-width digits inside a line
            "遵守下列规定:１．守时。２．保密。",
            [("", "遵守下列规定:"), ("1.", "守时。"), ("2.", "保密。")],
        ),
        ("1.守时。2.10分钟内回复。", [("1.", "守时。"), ("2.", "10分钟内回复。")]),  # not 2.10
        (
            "第二十三条 市长批准。 第二十四条本条例自公布之日起施行。",
            [("第二十三条", "市长批准。"), ("第二十四条", "本条例自公布之日起施行。")],
        ),
        (
            "第八条 保密。\n第九条规定本省特别重大事项。",
            [("第八条", "保密。"), ("第九条", "规定本省特别重大事项。")],
        ),  # 第九条 is awaited
        ("①守时②保密", [("①", "守时"), ("②", "保密")]),
        ("⒈守时\n⒉保密", [("1.", "守时"), ("2.", "保密")]),
    ],
)
def test_lines_are_cut_at_labels(text: str, segments: list[tuple[str, str]]) -> None:
    assert cut(text) == segments


@pytest.mark.parametrize(
    "text",
    [
        "客户协调主管(2)负责每月一次抽查",  # (2) with no (1) before it
        "有前款（一）、（二）、（三）项规定的情形的,由主管处理",
        "将客户分为一、二、三类分别登记",
        "依照本办法第三条、第五条的规定办理",
        "由民法典第五百六十三条规定的当事人提出",
        "与客户保持1.5米左右的距离,2.5米以外点头致意",
        "满意度不低于95%、回访率不低于80%",
        "上午7:30准时到单位,下午15:00",
        "填写记录单(见附表1),协同处理(见附表2)",
        "使用普通话;若是外宾,应使用简单的英语",
    ],
)
def test_what_only_looks_like_a_label_cuts_nothing(text: str) -> None:
    assert cut(text) == [("", text)]


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        (
            "第七条 须严格遵守交易市场的各项规\n\n章制度和有关规定。",
            [("第七条", "须严格遵守交易市场的各项规章制度和有关规定。")],
        ),
        ("(见附表\n1),当日归档", [("", "(见附表1),当日归档")]),  # 1) is no label behind an open bracket
        ("第三条 与客户保持1.\n5米左右的距离。", [("第三条", "与客户保持1.5米左右的距离。")]),
        (
            "第二条 依照民法典的规定,适用\n第六十四条及有关解释。",
            [("第二条", "依照民法典的规定,适用第六十四条及有关解释。")],
        ),
        ("第三条 与第\n十二条第二款相同。", [("第三条", "与第十二条第二款相同。")]),
        ("8、道歉语:这是我们工作的\n疏忽;", [("8、", "道歉语:这是我们工作的疏忽;")]),
        (
            "1、遇到外宾来访,请告知 Customer\nService 中心。",
            [("1、", "遇到外宾来访,请告知 Customer Service 中心。")],
        ),  # Latin words keep their blank
        ("一、服务宗旨\n客户至上。", [("一、", "服务宗旨"), ("", "客户至上。")]),  # a heading is no broken sentence
    ],
)
def test_broken_lines_are_joined(text: str, segments: list[tuple[str, str]]) -> None:
    assert cut(text) == segments


def contents_dropped(text: str) -> tuple[list[str], dict[str, int]]:
    """What is left when tables of contents and lists of attachments are out, and what went."""
    account = Account(text)
    left = drop_attachments(drop_contents(split_segments(split_lines(text)), account), account)
    return [segment.whole.text for segment in left], account.reasons


@pytest.mark.parametrize(
    "contents",
    [
        "目录\n第一章 总则\n第二章 职责",
        "目　　录\n第一章　　总则\n第二章 职责 3",  # set wide, and with other blanks than below
        "目录第一章总则。。。。。。。。。。1 第二章职责。。。。。。。。。。2",
        "第一章总则..............1\n第二章职责..............2",  # dotted, without the word
    ],
)
def test_tables_of_contents_are_left_out_and_the_text_is_not(contents: str) -> None:
    left, reasons = contents_dropped(f"{contents}\n第一章 总则\n第一条 保密。\n第二章 职责\n第二条 守时。")
    assert [line for line in left if not line.startswith("目")] == [
        "第一章 总则",
        "第一条 保密。",
        "第二章 职责",
        "第二条 守时。",
    ]
    assert set(reasons) == {CONTENTS}


def test_a_label_on_a_line_of_its_own_is_no_entry() -> None:
    # 浙江省石油天然气管道条例: the contents begin with the second chapter, the text with 第一条 alone in its line
    left, reasons = contents_dropped(
        "目录\n第二章 职责..........2\n第一条\n应当保密。\n第二章 职责\n第二条\n应当守时。"
    )
    assert left == ["目录", "第一条", "应当保密。", "第二章 职责", "第二条", "应当守时。"]
    assert set(reasons) == {CONTENTS}


def test_a_sentence_that_begins_like_the_word_is_kept() -> None:
    left, reasons = contents_dropped("目录外的商品不予退换。\n一、服务宗旨")
    assert left == ["目录外的商品不予退换。", "一、服务宗旨"]
    assert reasons == {}


@pytest.mark.parametrize(
    "listed", ["附表:1、《客户来电记录单》\n2、《客户投诉处理单》", "附件：1.客户投诉登记表\n2.客户投诉回访表"]
)
def test_lists_of_attachments_are_left_out(listed: str) -> None:
    left, reasons = contents_dropped(f"第七条 本办法自发布之日起施行。\n{listed}")
    assert left == ["第七条 本办法自发布之日起施行。"]
    assert set(reasons) == {ATTACHMENTS}


def test_attachments_with_a_text_of_their_own_are_kept() -> None:
    left, _ = contents_dropped("附件:\n1、客户投诉登记表\n(1)姓名须填写\n(2)电话须填写")
    assert len(left) == 4


def test_rows_of_a_marked_table_are_neither_cut_nor_joined() -> None:
    text = "一、时限\n| 1 | 受理 | 10分钟内 |\n| 2 | 核实 | 2个工作日内 |\n以上须遵守。"
    segments: list[Segment] = join_lines(split_segments(split_lines(text)))
    assert [segment.is_row for segment in segments] == [False, True, True, False]
