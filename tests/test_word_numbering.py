"""Labels that Word counts itself: which stands before a paragraph, and how it is written."""

from __future__ import annotations

import pytest
from made_files import level, numbering, paragraph, word_file

from corpus.numerals import to_chinese
from corpus.reading_docx import read_docx
from corpus.word_numbers import write_number

P = paragraph

CHINESE = [
    level(0, "chineseCounting", "第%1章"),
    level(1, "chineseCountingThousand", "第%2条", '<w:lvlRestart w:val="0"/>'),  # 条 count on through the chapters
    level(2, "chineseCounting", "（%3）"),
    level(3, "decimal", "%4、"),
    level(4, "lowerLetter", "%5)"),
]
DECIMAL = [level(0, "decimal", "%1"), level(1, "decimal", "%1.%2"), level(2, "decimal", "%1.%2.%3")]


def numbered(*paragraphs: tuple[str, int], own: str = "", levels: list[str] | None = None) -> list[str]:
    """The lines of a file whose paragraphs stand in list 1, or in those given as ``list:depth``."""
    body = "".join(P(f"甲{place}", numbered=list_id, depth=depth) for place, (list_id, depth) in enumerate(paragraphs))
    lists = {"1": ("0", ""), "2": ("0", own), "3": ("9", "")}
    part = numbering({"0": levels or CHINESE, "9": [level(0, "bullet", "\uf0d8")]}, lists)
    return [line.rsplit("甲", 1)[0].lstrip() for line in read_docx(word_file(body, {"numbering": part})).split("\n")]


@pytest.mark.parametrize(
    ("depths", "labels"),
    [
        ([0, 1, 1, 2, 2], ["第一章 ", "第一条 ", "第二条 ", "（一）", "（二）"]),
        ([0, 1, 0, 1, 1], ["第一章 ", "第一条 ", "第二章 ", "第二条 ", "第三条 "]),
        ([1, 2, 2, 1, 2], ["第一条 ", "（一）", "（二）", "第二条 ", "（一）"]),  # a lower list begins anew
        ([1, 2, 3, 3, 4, 2, 3], ["第一条 ", "（一）", "1、", "2、", "a)", "（二）", "1、"]),
        ([2, 2], ["（一）", "（二）"]),  # no 条 above it
        (
            [1] * 21,
            [f"第{n}条 " for n in map(to_chinese, range(1, 22))],
        ),
    ],
)
def test_labels_are_counted_level_by_level(depths: list[int], labels: list[str]) -> None:
    assert numbered(*(("1", depth) for depth in depths)) == labels


def test_decimal_labels_hold_the_numbers_above() -> None:
    lines = numbered(*(("1", depth) for depth in (0, 1, 2, 2, 1, 0, 1)), levels=DECIMAL)
    assert lines == ["1 ", "1.1 ", "1.1.1 ", "1.1.2 ", "1.2 ", "2 ", "2.1 "]


def test_a_level_nobody_used_counts_as_its_first() -> None:
    assert numbered(("1", 2), ("1", 2), levels=DECIMAL) == ["1.1.1 ", "1.1.2 "]


def test_figures_are_used_throughout_where_the_level_says_so() -> None:
    levels = [level(0, "chineseCounting", "第%1章"), level(1, "decimal", "%1.%2", "<w:isLgl/>")]
    assert numbered(("1", 0), ("1", 1), levels=levels) == ["第一章 ", "1.1 "]


@pytest.mark.parametrize(
    ("own", "labels"),
    [
        ("", ["第一条 ", "第二条 ", "第三条 "]),  # another list of the same pattern goes on counting
        ('<w:lvlOverride w:ilvl="1"><w:startOverride w:val="1"/></w:lvlOverride>', ["第一条 ", "第二条 ", "第一条 "]),
        ('<w:lvlOverride w:ilvl="1"><w:startOverride w:val="8"/></w:lvlOverride>', ["第一条 ", "第二条 ", "第八条 "]),
        (f'<w:lvlOverride w:ilvl="1">{level(1, "decimal", "%2.")}</w:lvlOverride>', ["第一条 ", "第二条 ", "3. "]),
    ],
)
def test_another_list_goes_on_or_begins_anew(own: str, labels: list[str]) -> None:
    assert numbered(("1", 1), ("1", 1), ("2", 1), own=own) == labels


def test_a_bullet_of_a_symbol_font_is_a_bullet() -> None:
    assert numbered(("3", 0), ("1", 1)) == ["• ", "第一条 "]


STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/><w:pPr><w:numPr><w:numId w:val="1"/>'
    '</w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="条"/><w:basedOn w:val="1"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>'
    '<w:style w:type="numbering" w:styleId="L"><w:name w:val="list"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
)


def test_numbering_tied_to_styles_is_counted() -> None:
    """The level is the one that names the style, whatever level the style names."""
    levels = [
        level(0, "chineseCounting", "第%1章", '<w:pStyle w:val="1"/>'),
        level(1, "chineseCounting", "第%2条", '<w:pStyle w:val="2"/>'),
    ]
    body = (
        P("总则", style="1")
        + P("目的。", style="2")
        + P("范围。", style="2")
        + P("附则", style="1")
        + P("解释。", style="2")
    )
    text = read_docx(word_file(body, {"numbering": numbering({"0": levels}, {"1": ("0", "")}), "styles": STYLES}))
    assert text.split("\n") == ["# 第一章 总则", "第一条 目的。", "第二条 范围。", "# 第二章 附则", "第一条 解释。"]


def test_a_paragraph_can_leave_the_list_of_its_style() -> None:
    part = numbering({"0": CHINESE}, {"1": ("0", "")})
    text = read_docx(
        word_file(P("总则", style="1") + P("说明", style="1", numbered="0"), {"numbering": part, "styles": STYLES})
    )
    assert text.split("\n") == ["# 第一章 总则", "# 说明"]


def test_a_pattern_may_stand_in_a_list_style() -> None:
    part = (
        '<w:abstractNum w:abstractNumId="5"><w:numStyleLink w:val="L"/></w:abstractNum>'
        + numbering({"0": CHINESE}, {"1": ("0", "")})
        + '<w:num w:numId="7"><w:abstractNumId w:val="5"/></w:num>'
    )
    assert read_docx(word_file(P("甲", numbered="7"), {"numbering": part, "styles": STYLES})) == "第一章 甲"


def test_styles_and_lists_that_point_in_a_circle_end() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="x"><w:name w:val="x"/><w:basedOn w:val="y"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="y"><w:name w:val="y"/><w:basedOn w:val="x"/></w:style>'
    )
    assert read_docx(word_file(P("甲", style="x"), {"styles": styles})) == "甲"


@pytest.mark.parametrize(
    ("number_format", "number", "written"),
    [
        ("chineseCounting", 10, "十"),
        ("chineseCountingThousand", 105, "一百零五"),
        ("japaneseCounting", 21, "二十一"),
        ("taiwaneseCountingThousand", 12, "十二"),
        ("ideographDigital", 10, "一〇"),
        ("chineseLegalSimplified", 23, "贰拾叁"),
        ("ideographTraditional", 3, "丙"),
        ("decimalEnclosedCircle", 7, "⑦"),
        ("decimalFullWidth", 12, "１２"),
        ("decimalZero", 4, "04"),
        ("lowerLetter", 27, "aa"),
        ("upperRoman", 14, "XIV"),
        ("none", 1, ""),
        ("a format of tomorrow", 3, "3"),
    ],
)
def test_numbers_are_written_as_word_writes_them(number_format: str, number: int, written: str) -> None:
    assert write_number(number, number_format) == written
