"""Word files: what a reader of the page sees, labels that Word counts itself among it."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from made_files import docx_of, level, numbering, paragraph, run, saved, unit_rows, word_file, zipped

from corpus.document import parse_document
from corpus.line_ends import NOTE_END
from corpus.reading import SourceText
from corpus.reading_docx import read_docx
from corpus.table_lines import Row, write_table
from corpus.unreadable import UnreadableDocument

P = paragraph

# Words


STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="9"><w:name w:val="hidden"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="8"><w:name w:val="hidden words"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="toc 1"/></w:style>'
)
SEEN = '<w:vanish w:val="0"/>'
HIDDEN_STYLE = '<w:rStyle w:val="8"/>'
CHOICE = "<mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx></w:drawing></mc:Choice>{}</mc:AlternateContent>"
FALLBACK = "<mc:Fallback><w:pict><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></w:pict></mc:Fallback>"


def field(instruction: str, result: str) -> str:
    """The markup of a field, such as a page number."""
    marks = {kind: f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")}
    return f"{marks['begin']}<w:r><w:instrText>{instruction}</w:instrText></w:r>{marks['separate']}{run(result)}{marks['end']}"


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        (f"<w:p>{run('不得')}<w:del>{run('删')}<w:r><w:delText>除</w:delText></w:r></w:del><w:ins>{run('挂机')}</w:ins></w:p>", ["不得挂机"]),
        (f"<w:p><w:moveFrom>{run('移走')}</w:moveFrom><w:moveTo>{run('移来')}</w:moveTo></w:p>", ["移来"]),
        (P("前半", properties='<w:rPr><w:del w:id="1"/></w:rPr>') + P("后半"), ["前半后半"]),  # the break between them was deleted
        (f"<w:p>{run('看见')}{run('看不见', '<w:vanish/>')}{run('也看见', SEEN)}</w:p>", ["看见也看见"]),
        (f"<w:p>{run('看见')}{run('看不见', HIDDEN_STYLE)}</w:p>", ["看见"]),
        (P("看不见", style="9") + P("看见"), ["看见"]),
        (f"<w:p>{run('一')}<w:r><w:br/></w:r>{run('二')}<w:r><w:tab/></w:r>{run('三')}</w:p>", ["一", "二\t三"]),
        (f"<w:p>{run('9')}<w:r><w:noBreakHyphen/></w:r>{run('18点')}<w:r><w:softHyphen/></w:r></w:p>", ["9-18点"]),
        (f"<w:p><w:hyperlink>{run('见附件')}</w:hyperlink><w:sdt><w:sdtContent>{run('一')}</w:sdtContent></w:sdt></w:p>", ["见附件一"]),
        (f"<w:p>{field(' PAGEREF _a ', '5')}<w:fldSimple w:instr=' X '>{run('页')}</w:fldSimple></w:p>", ["5页"]),
        ("<w:p><w:r><w:ruby><w:rt><w:r><w:t>jīng</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>經</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>", ["經"]),
        ('<w:p><w:r><w:sym w:font="Wingdings" w:char="F0D8"/></w:r></w:p>', ["\uf0d8"]),
        (f"<w:p><w:r>{CHOICE.format(P('框内'), FALLBACK.format(P('框内')))}</w:r>{run('正文')}</w:p>", ["正文", "框内"]),
        (f"<w:p><w:r>{CHOICE.format('', FALLBACK.format(P('旧式框')))}</w:r>{run('正文')}</w:p>", ["正文", "旧式框"]),
        (P("第一章 总则\t3", style="T"), ["第一章 总则..........3"]),  # as printed; the parser knows contents by the dots
        (f"<w:p>{field(' TOC ', '第一章 总则')}<w:r><w:tab/></w:r></w:p>", ["第一章 总则"]),
        (f"<w:sdt><w:sdtContent>{P('控件里')}</w:sdtContent></w:sdt><w:ins>{P('新增')}</w:ins>", ["控件里", "新增"]),
        (P("  ") + P(" 前后空白 "), ["前后空白"]),
        (P("大纲", properties='<w:outlineLvl w:val="2"/>'), ["### 大纲"]),
    ],
)  # fmt: skip
def test_the_words_are_those_a_reader_sees(markup: str, lines: list[str]) -> None:
    assert read_docx(word_file(markup, {"styles": STYLES})).split("\n") == lines


def test_notes_stand_at_the_end_in_the_order_of_their_marks() -> None:
    def mark(note: int) -> str:
        return f'<w:r><w:footnoteReference w:id="{note}"/></w:r>'

    body = f"<w:p>{run('第一条 投诉')}{mark(3)}{run('应当登记。')}{mark(2)}</w:p>"
    notes = f'<w:footnote w:id="0"><w:p/></w:footnote><w:footnote w:id="2">{P("二")}</w:footnote><w:footnote w:id="3">{P("三")}</w:footnote>'
    text = read_docx(word_file(body, {"footnotes": notes}))
    assert text == f"第一条 投诉应当登记。\n\f脚注{NOTE_END}\n〔1〕三{NOTE_END}\n〔2〕二{NOTE_END}"
    parsed = parse_document(SourceText("a.docx", text, ""))  # no note is taken into the last 条
    assert [unit.text for unit in parsed.regulations[0].units] == ["投诉应当登记。"]
    assert parsed.account.reasons == {"脚注": len("脚注〔1〕三〔2〕二")}


# Tables


def table(*rows: str) -> str:
    """The markup of a table."""
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def cell(*texts: str, merged: str = "") -> str:
    """The markup of a cell; ``merged`` is restart or continue."""
    properties = f'<w:tcPr><w:vMerge w:val="{merged}"/></w:tcPr>' if merged else ""
    return f"<w:tc>{properties}{''.join(map(P, texts))}</w:tc>"


def test_a_table_becomes_one_line_a_row_under_its_heads() -> None:
    markup = table(
        cell("环节") + cell("时限"),
        cell("受理投诉", merged="restart") + cell("当天内答复客户;", "次日回访。"),
        cell("", merged="continue") + cell("三天内|办结"),
    )
    assert read_docx(word_file(P("见下表:") + markup + P("第二条"))).split("\n") == [
        "见下表:",
        "| 环节 | 时限 |",
        "| --- | --- |",
        "| 受理投诉 | 当天内答复客户;<br>次日回访。 |",
        "| 受理投诉 | 三天内｜办结 |",
        "第二条",
    ]


def test_a_deleted_row_is_left_out() -> None:
    gone = f"<w:trPr><w:del/></w:trPr>{cell('旧')}{cell('行')}"
    assert read_docx(word_file(table(cell("投诉处理环节"), gone))) == "投诉处理环节"


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ([Row((("第一条 甲。", "第二条 乙。"),))], ["第一条 甲。", "第二条 乙。"]),  # a frame around a text
        ([Row((("第一条 甲。", "第二条 乙。"), ("批注",)))], ["第一条 甲。", "第二条 乙。", "批注"]),
        ([Row((("一、受理",),)), Row((("甲",), ("乙",)))], ["一、受理", "| 甲 | 乙 |"]),  # a row across the whole table
        ([Row((("情景",), ("规范用语",)), is_head=True), Row((("遇客户催促时",), ("“请稍等。”",)))],
         ["| 情景 | 规范用语 |", "| --- | --- |", "| 遇客户催促时 | “请稍等。” |"]),
        ([Row((("情景",), ("规范用语",))), Row((("遇客户催促时",), ("“请稍等。”",)))],
         ["| 情景 | 规范用语 |", "| --- | --- |", "| 遇客户催促时 | “请稍等。” |"]),
        ([Row((("不得早退。",), ("不得迟到。",))), Row((("不得脱岗,违者罚款。",), ("不得串岗,违者罚款。",)))],
         ["| 不得早退。 | 不得迟到。 |", "| 不得脱岗,违者罚款。 | 不得串岗,违者罚款。 |"]),  # no heads at all
        ([Row((("",), ("",)))], []),
        ([Row((("类型",), ("处理要求",)), widths=(1, 2)), Row((("类型",), ("响应时限",), ("办结时限",)), widths=(1, 1, 1)),
          Row((("一般",), ("2小时",), ("3日",)), widths=(1, 1, 1))],
         ["| 类型 | 处理要求 | 处理要求 |", "| 类型 | 响应时限 | 办结时限 |", "| --- | --- | --- |", "| 一般 | 2小时 | 3日 |"]),  # heads in two rows
        ([Row((("甲。",), ("乙。",)), widths=(1, 2)), Row((("丙",), ("丁",), ("戊",)), widths=(1, 1, 1))],
         ["| 甲。 | 乙。 |", "| 丙 | 丁 | 戊 |"]),  # merged, and no heads
    ],
)  # fmt: skip
def test_rows_are_written_by_what_they_hold(rows: list[Row], lines: list[str]) -> None:
    assert write_table(rows) == lines


# As Word itself, or a program like it, writes a file


def test_a_file_by_python_docx_with_its_styles_and_lists() -> None:
    document = docx.Document()
    document.add_heading("客户服务管理办法", 0)
    document.add_heading("第一章 总则", 1)
    document.add_paragraph("第一条 客户服务人员应当遵守下列规定:")
    for text in ("三声内接听;", "不得主动挂机。"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("第二条 本办法自发布之日起施行。")
    lines = read_docx(saved(document)).split("\n")
    assert lines[:2] == ["# 客户服务管理办法", "## 第一章 总则"]  # a title stands above all headings
    assert lines[3:5] == ["1. 三声内接听;", "2. 不得主动挂机。"]
    assert [row[1] for row in unit_rows("\n".join(lines))] == ["1", "1/1", "1/2", "2"]


def test_the_strict_form_of_the_format_is_the_same() -> None:
    content = word_file(P("第一条 甲。"))
    strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"].replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main", strict
    )
    assert read_docx(zipped(parts)) == "第一条 甲。"


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"word/document.xml": "<broken"}, "不完整或已损坏"),
        ({"word/document.xml": ""}, "没有正文|损坏"),
        ({"other.xml": "<a/>"}, "没有正文"),
        ({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "实体声明"),
        ({"word/document.xml": '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'}, "实体声明"),
        ({"word/document.xml": "<a/>", "../../etc/cron.d/x": "x"}, "可疑的路径"),
        ({"word/document.xml": "<a/>", **{f"x{n}": "" for n in range(2_001)}}, "压缩炸弹"),
        ({"word/document.xml": "<a>" + " " * 2_000_000 + "</a>"}, "压缩炸弹"),
        ({"word/document.xml": "<a/>", "word/media/x": b"\0" * 20_000_001}, "压缩炸弹"),
    ],
)
def test_archives_that_do_harm_are_refused(parts: dict[str, str], reason: str) -> None:
    with pytest.raises(UnreadableDocument, match=reason):
        read_docx(zipped(parts))


def test_styles_of_tables_are_passed_over_and_those_of_paragraphs_read() -> None:
    styles = (
        '<w:latentStyles w:count="2"><w:lsdException w:name="heading 1"/></w:latentStyles>'
        '<w:style w:type="table" w:styleId="T"><w:name w:val="heading 9"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="A"><w:name w:val="heading 1"/></w:style>'
        "<w:style w:type='table' w:styleId='U'/>"
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/><w:name w:val="own"/></w:style>'
    )
    body = paragraph("总则", style="B") + paragraph("第一条 应当保密。")
    assert read_docx(word_file(body, {"styles": styles})) == "# 总则\n第一条 应当保密。"


def test_a_list_in_a_list_is_set_in() -> None:
    """By the level of its numbering, or by the name of its style, as python-docx and Word's gallery give it."""
    document = docx.Document()
    for style, text in (
        ("List Bullet", "着装"),
        ("List Bullet 2", "穿工服"),
        ("List Number", "受理"),
        ("List Number 2", "登记"),
    ):
        document.add_paragraph(text, style=style)
    assert read_docx(saved(document)).split("\n") == ["• 着装", "  • 穿工服", "1. 受理", "  1. 登记"]


@pytest.mark.parametrize(
    ("broken", "units"),
    [
        ("第一条 客服人员应当\n在三声内接听，\n并报出工号。", ["客服人员应当在三声内接听，并报出工号。"]),
        (
            '第一条 接听用语："您好\n请问有什么可以帮您？"',
            ['接听用语："您好请问有什么可以帮您？"'],
        ),  # no heading and text
        ("第一条 接听用语：“您好\n这里是东海热线”", ["接听用语：“您好这里是东海热线”"]),
        ("第一条 应当做到：\n（一）微笑；\n（二）起立。", ["应当做到：", "微笑；", "起立。"]),  # but items begin
        ("第一条 应当做到：\n1、微笑\n2、起立", ["应当做到：", "微笑", "起立"]),
    ],
)
def test_a_soft_line_break_parts_no_sentence(broken: str, units: list[str]) -> None:
    document = docx.Document()
    document.add_heading("接听规定", 0)
    document.add_paragraph().add_run(broken)  # a line feed becomes w:br
    assert [f"{row[-2]}{row[-1]}" for row in unit_rows(read_docx(saved(document)))] == units


def test_a_sentence_broken_in_a_cell_goes_on() -> None:
    table = "| 情景 | 用语 |\n|---|---|\n| 来电 | “您好，<br>请讲” |\n| 等待 | 请稍等<br>谢谢 |"
    assert [row[-1] for row in unit_rows(f"接听规定\n第一条 用语见下表：\n{table}")][-2:] == [
        "来电\n“您好，请讲”",
        "等待\n请稍等\n谢谢",
    ]


def test_what_is_struck_out_is_marked_as_such() -> None:
    strike = "<w:strike/>"
    part = paragraph("应当在").replace(
        "</w:p>", run("48", strike) + run("小时", strike) + run("24小时内答复。") + "</w:p>"
    )
    whole = paragraph(numbered="1").replace("</w:p>", run("传真受理。", strike) + "</w:p>")
    off = paragraph().replace("</w:p>", run("应当保密。", '<w:strike w:val="0"/>') + "</w:p>")
    numbers = numbering({"1": [level(0, "decimal", "%1.")]}, {"1": ("1", "")})
    text = read_docx(word_file(part + whole + off, {"numbering": numbers}))
    assert text.split("\n") == ["应当在~~48小时~~24小时内答复。", "~~1. 传真受理。~~", "应当保密。"]  # with its number
    parsed = parse_document(SourceText("a.docx", f"服务办法\n第一条 {text}", ""))
    assert [unit.text for unit in parsed.regulations[0].units] == ["应当在24小时内答复。\n应当保密。"]
    assert parsed.account.reasons["划去的文字"] == len("~~48小时~~~~1. 传真受理。~~") - 1  # a blank is a blank


def test_the_numbers_of_rows_that_word_counts_are_read() -> None:
    numbers = numbering({"1": [level(0, "decimal", "%1")]}, {"1": ("1", "")})
    rows = "".join(
        f"<w:tr><w:tc>{paragraph(numbered='1')}</w:tc><w:tc>{paragraph(text)}</w:tc></w:tr>"
        for text in ("不得打断客户讲话。", "应当复述客户的诉求。")
    )
    text = read_docx(word_file(f"<w:tbl>{rows}</w:tbl>{paragraph(numbered='1')}", {"numbering": numbers}))
    assert text.split("\n") == ["| 1 | 不得打断客户讲话。 |", "| 2 | 应当复述客户的诉求。 |"]


def test_a_table_of_contents_that_somebody_typed_is_written_as_printed() -> None:
    """Without dots its entries that have no label were rules."""
    lines = ["目  录", "第一章 总则\t1", "附件 抢修记录表\t9", "第一章 总则", "第一条 到场时限\t30"]
    assert read_docx(docx_of(lines)).split("\n") == [
        "目  录",
        "第一章 总则..........1",
        "附件 抢修记录表..........9",
        "第一章 总则",
        "第一条 到场时限\t30",
    ]
