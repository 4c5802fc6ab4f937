"""Texts set as pages: PDF files as a word processor lays them out, and Word files with real tables."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

import docx
from made_files import saved
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Table

FONTS = ("STSong-Light", "MSung-Light", "HeiseiKakuGo-W5")  # none need be embedded
GRID = (("GRID", (0, 0), (-1, -1), 0.5, "black"),)
Style = Sequence[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a text is set; lengths in points."""

    page: tuple[float, float] = (595.0, 842.0)  # width and height
    margin: float = 72.0
    font: str = FONTS[0]
    size: float = 12.0
    leading: float = 18.0
    indent: int = 2  # characters before the first line of a paragraph
    alignment: int = 4  # justified; 0 is ragged
    columns: int = 1
    has_furniture: bool = False  # header and page number
    is_centred: bool = False  # the headings of chapters are
    space: float = 0.0  # between paragraphs
    borders: Style = GRID
    repeated_heads: int = 0  # rows of a table that are printed again on its next page
    splits_rows: bool = False  # a page may end inside a row


def blocks(text: str) -> Iterator[str | list[list[str]]]:
    """Give the paragraphs and tables of a text in order."""
    rows: list[list[str]] = []
    for line in text.split("\n"):
        if line.startswith("|"):
            if not re.fullmatch(r"[| -]+", line):
                rows.append([cell.strip() for cell in line.strip("|").split("|")])
            continue
        if rows:
            yield rows
            rows = []
        yield line
    if rows:
        yield rows


def word_of(text: str) -> bytes:
    """A Word file of a text."""
    document = docx.Document()
    for block in blocks(text):
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(len(block), len(block[0]))
        for row, cells in enumerate(block):
            for column, cell in enumerate(cells):
                table.cell(row, column).text = cell.replace("<br>", "\n")
    return saved(document)


def pages_of(text: str, layout: Layout) -> bytes:
    """A PDF of a text."""
    for font in FONTS:
        pdfmetrics.registerFont(UnicodeCIDFont(font))
    buffer = io.BytesIO()
    width, height = layout.page
    gap = 20.0
    column = (width - 2 * layout.margin - gap * (layout.columns - 1)) / layout.columns
    inner = height - 2 * layout.margin
    frames = [
        Frame(layout.margin + place * (column + gap), layout.margin, column, inner, 0, 0, 0, 0)
        for place in range(layout.columns)
    ]

    def furnish(canvas: Canvas, document: BaseDocTemplate) -> None:
        if layout.has_furniture:
            canvas.setFont(layout.font, 0.8 * layout.size)
            canvas.drawString(layout.margin, height - layout.margin + 1.6 * layout.leading, "某某公司内部资料")
            canvas.drawCentredString(width / 2, layout.margin - 1.6 * layout.leading, f"第 {document.page} 页")

    document = BaseDocTemplate(buffer, pagesize=layout.page)
    document.addPageTemplates(PageTemplate(frames=frames, onPage=furnish))
    document.build(list(_flowables(text, layout, column)))
    return buffer.getvalue()


def _flowables(text: str, layout: Layout, width: float) -> Iterator[Flowable]:
    """Give what stands on the pages, the title first."""
    plain = ParagraphStyle("plain", fontName=layout.font, fontSize=layout.size, leading=layout.leading, wordWrap="CJK")
    body = ParagraphStyle(
        "body",
        plain,
        alignment=layout.alignment,
        firstLineIndent=layout.indent * layout.size,
        spaceAfter=layout.space,
    )
    title = ParagraphStyle(
        "title", plain, alignment=1, fontSize=1.5 * layout.size, leading=1.5 * layout.leading, spaceAfter=layout.space
    )
    centred = ParagraphStyle("centred", plain, alignment=1)
    cell = ParagraphStyle("cell", plain, fontSize=0.9 * layout.size, leading=0.9 * layout.leading)
    for place, block in enumerate(blocks(text)):
        if isinstance(block, str):
            chapter = layout.is_centred and re.match(r"第.{1,3}[章节]", block)
            yield Paragraph(escape(block), title if place == 0 else centred if chapter else body)
            continue
        rows = [[Paragraph(escape(words).replace("&lt;br&gt;", "<br/>"), cell) for words in row] for row in block]
        shares = [1.0] * (len(block[0]) - 1) + [2.0]
        widths = [width * share / sum(shares) for share in shares]
        yield Table(
            rows,
            colWidths=widths,
            style=list(layout.borders),
            repeatRows=layout.repeated_heads,
            splitInRow=int(layout.splits_rows),
        )
