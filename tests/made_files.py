"""Files made for tests: Word, PDF and web pages of given lines, and Word markup by hand where python-docx cannot write it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence

import docx
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from corpus.document import parse_document
from corpus.passage import Fate
from corpus.pdf_lines import width_of
from corpus.reading import SourceText

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PDF_FONT = "STSong-Light"  # one of the fonts every PDF viewer must have, so that none need be embedded
LETTER, LEADING, TOP, LEFT = 12.0, 18.0, 760.0, 72.0  # points

REGULATION = """某某公司客户服务管理办法
第一章 总则
第一条 为规范客户服务人员的服务行为,提高客户服务质量,保障客户的合法权益,根据公司的有关规定,结合客户服务工作的实际情况,特制定本办法。
第二条 本办法适用于公司全体客户服务人员。
第二章 服务规范
第三条 客户服务人员应当遵守下列规定:
(一)电话铃响三声之内接听电话,并使用规范用语问候客户。
(二)遇到客户讲方言听不懂时,应当说:“对不起,请您讲普通话,好吗?谢谢!”不得直接挂断客户的电话;客户继续讲方言的,应当耐心猜测客户的意思,并用普通话复述。
(三)客户挂机前不得主动挂机。
第四条 客户投诉应当在24小时内答复。答复时应当说明处理结果、处理依据和客户可以继续反映问题的渠道,不得敷衍客户。
第三章 附则
第五条 本办法由客户服务部负责解释。
第六条 本办法自发布之日起施行。"""


def unit_rows(text: str) -> list[tuple[object, ...]]:
    """Everything the parser says of each unit of a text."""
    parsed = parse_document(SourceText("x.txt", text, ""))
    return [
        (regulation.title, unit.number_path, unit.path, unit.locator, unit.context, unit.heading, unit.text)
        for regulation in parsed.regulations
        for unit in regulation.units
    ]


def cited(text: str) -> list[tuple[str, str]]:
    """Locator and words of every unit of a text, of which nothing may be lost."""
    parsed = parse_document(SourceText("x.txt", text, ""))
    assert parsed.account.count(Fate.UNREAD) == 0
    return [(unit.locator, f"{unit.heading} {unit.text}".strip()) for part in parsed.regulations for unit in part.units]


def printable(text: str) -> str:
    """Without the control characters that no Word file can hold."""
    return "".join(character for character in text if character >= " " or character in "\n\t")


def docx_of(lines: Iterable[str]) -> bytes:
    """A Word file with one paragraph a line, as python-docx writes it."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return saved(document)


def saved(document: object) -> bytes:
    """The bytes of a python-docx document."""
    buffer = io.BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()


def zipped(parts: Mapping[str, str | bytes], *, packed: bool = True) -> bytes:
    """A zip archive of parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def word_file(body: str, parts: Mapping[str, str] | None = None) -> bytes:
    """A Word file of markup written by hand.

    :param body: What stands inside ``w:body``.
    :param parts: The inner markup of further parts by kind: numbering, styles, footnotes, endnotes.
    """
    parts = parts or {}
    relations = "".join(
        f'<Relationship Id="r{place}" Type="{OFFICE}/{kind}" Target="{kind}.xml"/>' for place, kind in enumerate(parts)
    )
    spaces = (
        f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    return zipped(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r" Type="{OFFICE}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{RELATIONS}">{relations}</Relationships>',
            "word/document.xml": f"<w:document {spaces}><w:body>{body}</w:body></w:document>",
            **{f"word/{kind}.xml": f"<w:{kind} {spaces}>{inner}</w:{kind}>" for kind, inner in parts.items()},
        }
    )


def paragraph(text: str = "", *, style: str = "", numbered: str = "", depth: int = 0, properties: str = "") -> str:
    """The markup of a paragraph.

    :param text: Its words.
    :param style: The id of its style.
    :param numbered: The id of the list it is numbered in.
    :param depth: Its level in that list, from 0.
    :param properties: Further markup inside ``w:pPr``.
    """
    inner = f'<w:pStyle w:val="{style}"/>' if style else ""
    if numbered:
        inner += f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{numbered}"/></w:numPr>'
    return f"<w:p><w:pPr>{inner}{properties}</w:pPr>{run(text)}</w:p>"


def run(text: str, properties: str = "") -> str:
    """The markup of a stretch of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def level(depth: int, number_format: str, pattern: str, more: str = "") -> str:
    """The markup of one level of a list; ``more`` is put before its format."""
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/>{more}<w:numFmt w:val="{number_format}"/><w:lvlText w:val="{pattern}"/></w:lvl>'


def numbering(patterns: Mapping[str, Sequence[str]], lists: Mapping[str, tuple[str, str]]) -> str:
    """The markup of the numbering part.

    :param patterns: The levels of each pattern.
    :param lists: For each list its pattern, and the markup of what is different in it.
    """
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{name}">{"".join(levels)}</w:abstractNum>'
        for name, levels in patterns.items()
    )
    concrete = "".join(
        f'<w:num w:numId="{name}"><w:abstractNumId w:val="{pattern}"/>{own}</w:num>'
        for name, (pattern, own) in lists.items()
    )
    return abstract + concrete


def wrapped(text: str, characters: int) -> list[str]:
    """Cut every line at a width, as a page does."""
    lines: list[str] = []
    for whole in text.split("\n"):
        line = ""
        for character in whole:
            if width_of(line + character, 1.0) > characters and character != " ":  # a blank hangs over the margin
                lines.append(line)
                line = ""
            line += character
        lines.append(line)
    return lines


Draw = Callable[[Canvas, int], None]


def pdf_of(
    text: str,
    *,
    characters: int = 37,
    lines_a_page: int = 36,
    columns: int = 1,
    furniture: Draw | None = None,
    across: bool = False,
) -> bytes:
    """A PDF of a text.

    :param text: The text; each of its lines is wrapped.
    :param characters: The width of a line, in Chinese characters.
    :param lines_a_page: How many lines a column has.
    :param columns: How many columns stand side by side.
    :param furniture: Draws header and footer, given the page's number.
    :param across: Whether the lines of two columns are drawn in turn, left and right, instead of column by column.
    """
    pdfmetrics.registerFont(UnicodeCIDFont(PDF_FONT))
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    lines = wrapped(text, characters)
    on_page = lines_a_page * columns
    for number, start in enumerate(range(0, len(lines), on_page), 1):
        canvas.setFont(PDF_FONT, LETTER)
        places = [
            (LEFT + column * (characters + 2) * LETTER, TOP - row * LEADING, lines[start + column * lines_a_page + row])
            for column in range(columns)
            for row in range(lines_a_page)
            if start + column * lines_a_page + row < len(lines)
        ]
        for x, y, line in sorted(places, key=lambda place: (-place[1], place[0])) if across else places:
            canvas.drawString(x, y, line)
        if furniture is not None:
            furniture(canvas, number)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def header_and_footer(canvas: Canvas, page: int) -> None:
    """Draw the same header on each page, and the page's number."""
    canvas.setFont(PDF_FONT, 9)
    canvas.drawString(LEFT + 120, TOP + 40, "某某公司 内部资料 注意保存")
    canvas.drawString(LEFT + 180, 40, f"- {page} -")
