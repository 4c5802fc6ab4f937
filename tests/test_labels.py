"""Labels as regulations print them, and what only looks like one."""

from __future__ import annotations

import pytest

from corpus.label import Family
from corpus.labels import read_label


@pytest.mark.parametrize(
    ("line", "family", "numbers", "printed", "rest"),
    [
        ("第三十条 电话用语规范", Family.ARTICLE, (30,), "第三十条", "电话用语规范"),
        ("第一条总则", Family.ARTICLE, (1,), "第一条", "总则"),  # nothing between
        ("第二条\u3000本办法适用于", Family.ARTICLE, (2,), "第二条", "本办法适用于"),  # the wide blank
        ("第三条丙方应当保密", Family.ARTICLE, (3,), "第三条", "丙方应当保密"),
        ("第 二 条 客服人员", Family.ARTICLE, (2,), "第二条", "客服人员"),  # blanks inside
        ("第１０条 客服人员", Family.ARTICLE, (10,), "第10条", "客服人员"),  # full-width digits
        ("第一百〇二条 客服人员", Family.ARTICLE, (102,), "第一百〇二条", "客服人员"),
        ("第一千零一条 客服人员", Family.ARTICLE, (1001,), "第一千零一条", "客服人员"),
        ("第十二条之一 客服人员", Family.ARTICLE, (12, 1), "第十二条之一", "客服人员"),  # inserted by amendment
        ("第七条之一10分钟内回复", Family.ARTICLE, (7, 1), "第七条之一", "10分钟内回复"),  # a figure right behind it
        ("第十二條之二 客服人員", Family.ARTICLE, (12, 2), "第十二條之二", "客服人員"),
        (
            "第二十七条 第二十五条第（三）项安排",
            Family.ARTICLE,
            (27,),
            "第二十七条",
            "第二十五条第（三）项安排",
        ),  # its text begins with a reference
        ("第六章 服务规范", Family.CHAPTER, (6,), "第六章", "服务规范"),
        ("第一編 總則", Family.BOOK, (1,), "第一編", "總則"),
        ("第二分编 所有权", Family.SUBBOOK, (2,), "第二分编", "所有权"),  # 民法典: between 编 and 章
        ("第二节 受理", Family.SECTION, (2,), "第二节", "受理"),
        ("第二部分 客戶服務規范", Family.PART, (2,), "第二部分", "客戶服務規范"),
        ("一、服务宗旨", Family.COMMA, (1,), "一、", "服务宗旨"),
        ("二之一、线上接待", Family.COMMA, (2, 1), "二之一、", "线上接待"),
        ("（二）之一 转办", Family.PAREN, (2, 1), "（二）之一", "转办"),
        ("一 服务态度", Family.COMMA, (1,), "一、", "服务态度"),  # believed in a series
        ("甲、开户", Family.STEM, (1,), "甲、", "开户"),
        ("十二、客户投诉", Family.COMMA, (12,), "十二、", "客户投诉"),
        ("一、一般规定", Family.COMMA, (1,), "一、", "一般规定"),  # 一 behind the sign is a word's
        ("（六）遇到客户", Family.PAREN, (6,), "（六）", "遇到客户"),
        ("(十五) 当客户来电", Family.PAREN, (15,), "（十五）", "当客户来电"),
        ("（一）项目管理", Family.PAREN, (1,), "（一）", "项目管理"),  # 项 is a word's, no reference
        ("（二）条件成熟的", Family.PAREN, (2,), "（二）", "条件成熟的"),
        ("5、征询语", Family.ARABIC, (5,), "5、", "征询语"),
        ("5.征询语", Family.ARABIC, (5,), "5.", "征询语"),
        ("５．征询语", Family.ARABIC, (5,), "5.", "征询语"),
        ("2. 10分钟内回复", Family.ARABIC, (2,), "2.", "10分钟内回复"),  # not 2.10
        ("12、拖腔", Family.ARABIC, (12,), "12、", "拖腔"),
        ("(1)接听电话", Family.ARABIC_PAREN, (1,), "（1）", "接听电话"),
        ("1) 头发剪理整齐", Family.ARABIC_CLOSE, (1,), "1）", "头发剪理整齐"),
        ("6.1接听电话礼仪规范", Family.DECIMAL, (6, 1), "6.1", "接听电话礼仪规范"),
        ("5.1.10 其他", Family.DECIMAL, (5, 1, 10), "5.1.10", "其他"),
        ("①轻声", Family.CIRCLED, (1,), "①", "轻声"),
        ("⑴ 甲", Family.ARABIC_PAREN, (1,), "（1）", "甲"),  # one character is the whole label
        ("⒉乙", Family.ARABIC, (2,), "2.", "乙"),
        ("㈢丙", Family.PAREN, (3,), "（三）", "丙"),
        ("Ⅱ．丁", Family.ROMAN, (2,), "Ⅱ", "丁"),
        ("a、联系公司网管", Family.LETTER, (1,), "a、", "联系公司网管"),
        ("(d) 是否有其它", Family.LETTER_PAREN, (4,), "（d）", "是否有其它"),
        ("➢公司所有员工", Family.BULLET, (), "", "公司所有员工"),
        ("?电话故障无法接听", Family.BULLET, (), "", "电话故障无法接听"),  # a bullet that lost its character
        ("\uf0b7 铃响三声内接听", Family.BULLET, (), "", "铃响三声内接听"),  # Word's symbol fonts
        ("l 使用普通话", Family.BULLET, (), "", "使用普通话"),  # the same, turned into a letter
    ],
)
def test_a_label_is_read(line: str, family: Family, numbers: tuple[int, ...], printed: str, rest: str) -> None:
    label = read_label(line)
    assert label is not None
    assert (label.family, label.numbers, label.printed, line[label.length :]) == (family, numbers, printed, rest)


@pytest.mark.parametrize(
    "line",
    [
        "第十一条第二款规定的情形,应当报告",  # a reference at the start of a line
        "第十一条 第二款规定的情形",  # a blank changes nothing where the reference goes on
        "第三条、第五条的规定",
        "甲、乙双方应当协商",  # two of them, no label
        "（二）之一的情形",
        "第三条至第五条",
        "第三条规定的期限",
        "第三条所列行为",
        "第三条的规定",
        "第十一条第(二)项",
        "第一时间第一受理人",
        "第1十条",  # no numeral
        "(一)、(",  # broken off in mid reference
        "第三方人员须登记",
        "(一)、(二)项情形的,由主管处理",
        "（三）至（五）项",
        "(九)条",  # the second half of 第(九)条
        "一、二、三类客户分别登记",
        "二、三类客户",
        "1),当日归档",  # the second half of (见附表1),当日归档
        "12.5%的客户",
        "10分钟内回复",
        "3个工作日内",
        "24小时答复",
        "120个字左右",
        "2024年1月1日",
        "(如:喽、嘛等)",
        "(手机报姓名)",
        "客户服务人员",
        "",
        " ",
    ],
)
def test_running_text_references_and_quantities_are_no_labels(line: str) -> None:
    label = read_label(line)
    assert label is None or label.bare


@pytest.mark.parametrize(
    ("line", "doubtful"),
    [
        ("第九条规定本省行政区域特别重大事项", True),  # 第九条 規定…: a label where 第八条 came before
        ("3、10分钟内回复", True),
        ("第十一条 第一款内容", True),  # a text that begins with a 款 of its own
        ("2.10分钟内回复", True),
        ("1.5米左右的距离", True),
        ("第九条 规定本省行政区域特别重大事项", False),  # the blank sets it off
        ("3、客户", False),
    ],
)
def test_what_only_the_sequence_can_tell_is_doubtful(line: str, doubtful: bool) -> None:
    label = read_label(line)
    assert label is not None
    assert label.doubtful is doubtful


def test_bullets_count_at_the_start_of_a_line_only() -> None:
    assert read_label("您好?请问您", 2, at_line_start=False) is None
    assert read_label("?请问您", 0) is not None


def test_a_bare_number_says_so() -> None:
    label = read_label("1严格遵守国家的政策法律")  # a label in one document, a quantity in most
    assert label is not None
    assert label.bare
