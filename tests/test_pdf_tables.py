"""Tables of PDF files: rows between ruled lines, as Word files have them; lines that make no table."""

from __future__ import annotations

import io

import pytest
from made_files import unit_rows
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from typeset import FONTS, Layout, pages_of, word_of

from corpus.reading_docx import read_docx
from corpus.reading_pdf import read_pdf

HEAD = "某某公司投诉处理时限规定\n第一条 投诉按照下表规定的时限处理:"
TAIL = "第二条 超过时限的,应当向客户说明原因。"
HEADS = "| 投诉类别 | 处理部门 | 处理时限 |\n| --- | --- | --- |"
ROWS = (
    "| 产品质量投诉 | 质量管理部会同客户服务部 | 自受理之日起三个工作日内给出处理意见,情况复杂的可以延长两个工作日 |",
    "| 服务态度投诉 | 客户服务部 | 二十四小时内电话回访客户并致歉 |",
    "| 物流配送投诉 | 物流部 | 四十八小时内查明原因并答复客户 |",
)
OPEN_SIDES = (
    ("INNERGRID", (0, 0), (-1, -1), 0.5, "black"),
    ("LINEABOVE", (0, 0), (-1, 0), 1, "black"),
    ("LINEBELOW", (0, -1), (-1, -1), 1, "black"),
)
BOXES = (("BOX", (0, 0), (-1, -1), 2, "black"), ("INNERGRID", (0, 0), (-1, -1), 0.25, "grey"))
CENTRED = (("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"))
SHORT_PAGES = (595.0, 330.0)


def text_of(*rows: str) -> str:
    """A regulation with a table of these rows."""
    return "\n".join((HEAD, HEADS, *rows, TAIL))


@pytest.mark.parametrize("borders", [OPEN_SIDES, BOXES, CENTRED], ids=["open sides", "thick frame", "centred cells"])
def test_rows_between_lines_are_rows(borders: tuple[tuple[object, ...], ...]) -> None:
    text = text_of(*ROWS)
    assert read_pdf(pages_of(text, Layout(borders=borders))).text == text
    assert read_docx(word_of(text)) == text


@pytest.mark.parametrize("repeated_heads", [0, 1])
def test_a_table_over_several_pages_is_one(repeated_heads: int) -> None:
    """Its column heads, printed again on each page, are no row."""
    rows = [row.replace("投诉 |", f"投诉{number} |", 1) for number in range(8) for row in ROWS]
    read = read_pdf(pages_of(text_of(*rows), Layout(page=SHORT_PAGES, repeated_heads=repeated_heads))).text
    assert read.count("\f") >= 3
    assert unit_rows(read) == unit_rows(text_of(*rows))


def test_a_row_that_a_page_break_parted_is_one() -> None:
    long = (
        f"| 综合投诉 | 客户服务部 | {'查明原因,分清责任,由责任部门拿出整改方案并书面答复客户,' * 6}同时抄送监督部门。 |"
    )
    read = read_pdf(pages_of(text_of(long, *ROWS), Layout(page=SHORT_PAGES, splits_rows=True))).text
    assert "\f" in read
    assert unit_rows(read) == unit_rows(text_of(long, *ROWS))


def test_merged_cells_are_read_as_in_a_word_file() -> None:
    """One over two rows stands in both of them; one over all columns is a text of its own."""
    rows = (ROWS[0], "| | 监督部 | 每月抽查一次处理结果是否属实 |", "| 备注:法定节假日顺延 | | |")
    borders = (
        ("GRID", (0, 0), (-1, -1), 0.5, "black"),
        ("SPAN", (0, 1), (0, 2)),
        ("SPAN", (0, 3), (-1, 3)),
    )
    lines = read_pdf(pages_of(text_of(*rows), Layout(borders=borders))).text.split("\n")
    assert lines[5] == "| 产品质量投诉 | 监督部 | 每月抽查一次处理结果是否属实 |"
    assert lines[6] == "备注:法定节假日顺延"


def test_paragraphs_of_a_cell_stay_apart() -> None:
    row = "| 来电投诉 | 客户服务部 | 1、先致歉;<br>2、登记投诉的时间、地点、经过和客户的诉求,并复述一遍请客户确认;<br>3、致谢。 |"
    assert read_pdf(pages_of(text_of(row, *ROWS), Layout())).text == text_of(row, *ROWS)


# What is no table

Lines = tuple[tuple[float, float, float, float], ...]


def drawn(texts: list[tuple[float, float, str]], lines: Lines) -> list[str]:
    """The lines read of a page with these texts and straight lines."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONTS[0]))
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.setFont(FONTS[0], 12)
    canvas.lines(lines)
    for x, y, text in texts:
        canvas.drawString(x, y, text)
    canvas.save()
    return read_pdf(buffer.getvalue()).text.split("\n")


def frame(left: float, bottom: float, right: float, top: float) -> Lines:
    """The four sides of a rectangle."""
    return (
        (left, bottom, right, bottom), (left, top, right, top), (left, bottom, left, top), (right, bottom, right, top)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("texts", "lines"),
    [
        # a frame around a text
        ([(80, 700, "第一条 守时。"), (80, 680, "第二条 保密。")], frame(70, 670, 400, 720)),
        # a line under the header and one above the footer
        ([(80, 700, "第一条 守时。"), (80, 680, "第二条 保密。")], ((70, 715, 400, 715), (70, 670, 400, 670))),
        # the boxes of a flow chart, and the arrows between them
        (
            [(80, 700, "受理"), (300, 640, "转办"), (80, 580, "答复")],
            (*frame(70, 690, 200, 720), *frame(290, 630, 420, 660), *frame(70, 570, 200, 600), (200, 705, 350, 705),
             (350, 660, 350, 705), (135, 600, 135, 690)),
        ),
        # words struck out or underlined
        ([(80, 700, "第一条 守时。"), (80, 680, "第二条 保密。")], ((80, 698, 150, 698), (80, 684, 150, 684))),
    ],
    ids=["frame", "rules", "flow chart", "underlines"],
)  # fmt: skip
def test_other_lines_make_no_table(texts: list[tuple[float, float, str]], lines: Lines) -> None:
    assert drawn(texts, lines) == [text for _, _, text in texts]


def test_a_header_set_as_a_table_is_page_furniture() -> None:
    """Company, number and page in a box at the top of each page, as quality manuals have it."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONTS[0]))
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for page, clause in enumerate(("第一条 守时。", "第二条 保密。", "第三条 友善。"), 1):
        canvas.setFont(FONTS[0], 12)
        canvas.lines([*frame(70, 760, 400, 800), (200, 760, 200, 800), (70, 780, 400, 780)])
        for x, y, text in (
            (80, 785, "某某公司"), (210, 785, "客户服务手册"), (80, 765, f"第{page}页"), (210, 765, "编号KF-02"), (80, 700, clause)
        ):  # fmt: skip
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    assert [(row[3], row[-1]) for row in unit_rows(read_pdf(buffer.getvalue()).text)] == [
        ("第一条", "守时。"),
        ("第二条", "保密。"),
        ("第三条", "友善。"),
    ]


def test_a_drawing_of_many_lines_is_passed_over_quickly() -> None:
    lines = tuple((70.0, 100 + 0.1 * number, 400.0, 100 + 0.1 * number) for number in range(5_000))
    grid = tuple((70 + 3.5 * n, 100.0, 70 + 3.5 * n, 600.0) for n in range(120))
    assert drawn([(80, 700, "第一条 守时。")], (*lines, *grid)) == ["第一条 守时。"]
