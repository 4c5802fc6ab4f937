"""Tables of PDF pages that draw no upright lines, or none at all, and column heads in two rows."""

from __future__ import annotations

import pytest
from made_files import LEFT, PDF_FONT, TOP, pdf_of, unit_rows
from reportlab.pdfgen.canvas import Canvas
from typeset import GRID, Layout, Style, pages_of

from corpus.reading_pdf import read_pdf

HEAD = "客户服务管理办法\n第一条 为规范客户服务人员的服务行为,提高客户服务质量,保障客户的合法权益,根据公司的有关规定,特制定本办法。\n第二条 各类事项的办理时限如下表:"
TABLE = """| 事项 | 责任部门 | 办理时限 |
| --- | --- | --- |
| 咨询 | 客户服务中心 | 应当场答复;不能当场答复的,1个工作日内回复客户,并说明原因和办理进度 |
| 投诉 | 投诉处理科 | 24小时内答复客户,并说明处理的依据、处理的结果和客户可以继续反映的渠道 |
| 报修 | 维修部 | 2小时内到达现场 |"""
TAIL = "第三条 本办法由客户服务部负责解释,自发布之日起施行。"
NOTHING: Style = ()
THREE_LINES: Style = (
    ("LINEABOVE", (0, 0), (-1, 0), 1, "black"),
    ("LINEBELOW", (0, 0), (-1, 0), 0.5, "black"),
    ("LINEBELOW", (0, -1), (-1, -1), 1, "black"),
)
LEVEL_LINES: Style = (("LINEABOVE", (0, 0), (-1, -1), 0.5, "black"), ("LINEBELOW", (0, -1), (-1, -1), 1, "black"))


@pytest.mark.parametrize("borders", [NOTHING, THREE_LINES, LEVEL_LINES], ids=["no lines", "three lines", "level lines"])
def test_a_table_without_upright_lines_is_read_row_by_row(borders: Style) -> None:
    text = f"{HEAD}\n{TABLE}\n{TAIL}"
    assert unit_rows(read_pdf(pages_of(text, Layout(borders=borders))).text) == unit_rows(text)


def test_heads_that_name_no_columns_are_told_by_the_line_under_them() -> None:
    spoken = TABLE.replace("事项 | 责任部门 | 办理时限", "客户来意 | 谁来接 | 怎么办")
    text = f"{HEAD}\n{spoken}\n{TAIL}"
    assert unit_rows(read_pdf(pages_of(text, Layout(borders=THREE_LINES))).text) == unit_rows(text)
    assert (
        "| 客户来意 |" not in read_pdf(pages_of(text, Layout(borders=NOTHING))).text
    )  # as running text, nothing is lost


def test_a_table_without_lines_goes_on_on_the_next_page() -> None:
    rows = "\n".join(
        f"| 事项{number} | 部门{number} | {number}小时内回复客户,不得推诿,不得拖延 |" for number in range(1, 31)
    )
    text = f"{HEAD}\n| 事项 | 责任部门 | 办理时限 |\n| --- | --- | --- |\n{rows}\n{TAIL}"
    read = read_pdf(pages_of(text, Layout(borders=NOTHING, page=(595.0, 400.0), has_furniture=True))).text
    assert read.count("\f") >= 2
    assert unit_rows(read) == unit_rows(text)


def test_heads_in_two_rows_are_said_of_each_column() -> None:
    rows = "| 事项 | 办理时限 | |\n| | 工作日 | 节假日 |\n| 咨询 | 当场答复客户 | 1日内答复客户 |\n| 投诉 | 24小时内答复 | 48小时内答复客户 |"
    borders = (*GRID, ("SPAN", (0, 0), (0, 1)), ("SPAN", (1, 0), (2, 0)))
    units = unit_rows(read_pdf(pages_of(f"{HEAD}\n{rows}\n{TAIL}", Layout(borders=borders))).text)
    assert [(unit[3], unit[4]) for unit in units if "咨询" in str(unit[-1])] == [
        ("第二条「咨询」", ("第二条 各类事项的办理时限如下表:", "事项 | 办理时限 工作日 | 办理时限 节假日"))
    ]


def lined_header(canvas: Canvas, page: int) -> None:
    """Draw a header of two parts over a line, and a line above the footer."""
    canvas.setFont(PDF_FONT, 9)
    canvas.drawString(LEFT, TOP + 40, "某某公司文件")
    canvas.drawString(LEFT + 258, TOP + 40, "内部资料")
    canvas.lines([(LEFT, TOP + 35, 540, TOP + 35), (LEFT, 60, 540, 60)])


@pytest.mark.parametrize("across", [False, True], ids=["by columns", "across"])
def test_two_columns_of_text_under_a_lined_header_are_no_table(across: bool) -> None:
    sentence = "客户服务人员应当遵守公司的各项规章制度,接听电话时应当使用规范用语,耐心听取客户的意见和建议,不得推诿。"
    text = "客户服务管理办法\n" + "\n".join(f"第{number}条 {sentence}" for number in "一二三四五六七八九十")
    read = read_pdf(pdf_of(text, columns=2, characters=17, furniture=lined_header, across=across)).text
    assert "|" not in read
    assert unit_rows(read) == unit_rows(text)
