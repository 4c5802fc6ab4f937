"""Word files (.docx) -> text: one paragraph a line, with the labels Word numbers them by, as a reader sees it with changes accepted.

Headings carry Markdown's signs, tables are lines as in ``table_lines``, notes stand at the end, marked as such.
Deleted and hidden text, comments, headers and footers are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from corpus.line_ends import NOTE_END
from corpus.line_marks import LIST_INDENT, join_struck
from corpus.office_package import Package, iterate_xml, parse_xml
from corpus.table_lines import Row, write_table
from corpus.unreadable import UnreadableDocument
from corpus.word_numbering import Numbering, W, number, read_numbering, value
from corpus.word_styles import PLAIN, Style, heading_level, is_on, read_styles, without_table_styles
from corpus.word_text import PASSED_THROUGH, WordText

NOTES = "脚注"  # the line above the notes
LARGEST_MARK = 6  # Markdown has six levels of headings
_PAGE_IN_CONTENTS = re.compile(r"[ .…·]*(\d*|[ivxlc]*)", re.I)
_CONTENTS_WORD = re.compile(r"\s*目\s*[录錄次]\s*")
_TYPED_ENTRY = re.compile(r"\s*|[^\t]{1,60}\t\s*\d{1,3}\s*")
_LEADER = "." * 10  # what Word prints between an entry of the table of contents and its page
_STRUCK_OUT = re.compile(r"~~[^~]+~~")
_BRANCH = re.compile(
    r"[是否]|[yYnN]|[Yy][Ee][Ss]|[Nn][Oo]|不?(?:通过|合格|同意|属实|满意|符合)|开始|结束"
)  # in a flow chart alone
FEWEST_BOXES = 4
LONGEST_BOX = 30  # characters
_LEFT_OUT = frozenset({f"{W}del", f"{W}moveFrom"})  # deletions that wait to be accepted


class _Reader:
    """Reads the paragraphs and tables of one document in their order."""

    def __init__(self, styles: dict[str, Style], default_style: str, numbering: Numbering) -> None:
        """Begin before the first paragraph."""
        self.words = WordText(styles, self._nested_lines)
        self._in_cell = False  # of a table, where a number alone counts the rows
        self._in_typed = False  # a table of contents that somebody typed
        self._titled = False  # a paragraph in the style of titles was read: it stands above all headings
        self.carried = ""  # text of a paragraph whose end was deleted: it belongs to the next one
        self._styles = styles
        self._default_style = default_style
        self._numbering = numbering

    def lines(self, block: etree._Element) -> list[str]:
        """Read one paragraph or table.

        :param block: A ``w:p`` or ``w:tbl``.
        :return: Its lines.
        """
        return self._table(block) if block.tag == f"{W}tbl" else self._paragraph(block)

    def _paragraph(self, element: etree._Element) -> list[str]:
        """Read one paragraph, with its label and its sign as a heading."""
        properties = element.find(f"{W}pPr")
        style_id = value(properties, "pStyle") or self._default_style
        style = self._styles.get(style_id, PLAIN)
        mark = properties.find(f"{W}rPr") if properties is not None else None
        in_contents = style.is_contents or self.words.is_in_contents
        text = join_struck(self.carried + "".join(self.words.read(element, hidden=style.hidden)))
        in_contents = in_contents or self.words.is_in_contents
        self._in_typed = bool(_CONTENTS_WORD.fullmatch(text)) or self._in_typed and bool(_TYPED_ENTRY.fullmatch(text))
        in_contents = in_contents or self._in_typed
        self.carried, boxes = "", _chart_in_one(self.words.take_boxes())
        if mark is not None and any(child.tag in _LEFT_OUT for child in mark):
            self.carried = text
            return boxes
        if not text.strip() and (is_on(mark, "vanish") or style.hidden):
            return boxes
        label, depth = self._label(properties, style, style_id)
        lines = [line.strip() for line in text.split("\n")]
        if in_contents:
            return [_with_leader(line) for line in lines if line] + boxes
        if lines[0] or label.startswith("第") or self._in_cell and label[:1].isalnum():
            level = heading_level(properties)
            level = style.heading_level if level is None else level
            self._titled = self._titled or style.is_title
            if level and self._titled and not style.is_title:
                level += 1
            indent = "" if label.startswith("第") else LIST_INDENT * depth
            sign = f"{'#' * min(level, LARGEST_MARK)} " if level else indent
            if label and _STRUCK_OUT.fullmatch(text.strip()):  # its number with it
                label, lines[0] = "", f"~~{label}{lines[0][2:]}"
            lines[0] = f"{sign}{label}{lines[0]}".rstrip()
        return [line for line in lines if line] + boxes

    def _nested_lines(self, element: etree._Element) -> list[str]:
        """Read paragraphs and tables that stand inside a paragraph or a cell, as text of their own."""
        boxes, carried = self.words.take_boxes(), self.carried
        self.carried = ""
        lines = [line for block in _blocks(element) for line in self.lines(block)]
        if self.carried:
            lines.append(self.carried)
        self.words.boxes, self.carried = boxes, carried
        return lines

    def _label(self, properties: etree._Element | None, style: Style, style_id: str) -> tuple[str, int]:
        """Count a paragraph in its list; return its label, "" if it is in none, and how many lists that one stands in."""
        lists = properties.find(f"{W}numPr") if properties is not None else None
        own_list = value(lists, "numId")
        list_id = style.list_id if own_list is None else own_list
        if not list_id or list_id == "0":
            return "", 0
        depth = number(value(lists, "ilvl"))
        if depth is None and own_list is None:
            depth = self._numbering.level_of_style(list_id, style_id)
        if depth is None:
            depth = style.list_depth or 0
        return self._numbering.next_label(list_id, depth), depth or style.list_nesting

    def _table(self, element: etree._Element) -> list[str]:
        """Read a table row by row."""
        rows: list[Row] = []
        above: dict[int, tuple[str, ...]] = {}  # the cell that goes on downwards, by the column where it begins
        for row in _children(element, f"{W}tr"):
            properties = row.find(f"{W}trPr")
            if properties is not None and any(child.tag in _LEFT_OUT for child in properties):
                continue
            cells: list[tuple[str, ...]] = []
            widths: list[int] = []
            column = number(value(properties, "gridBefore")) or 0
            nested = False
            for cell in _children(row, f"{W}tc"):
                settings = cell.find(f"{W}tcPr")
                outer, self._in_cell = self._in_cell, True
                lines = tuple(self._nested_lines(cell))
                self._in_cell = outer
                nested = nested or cell.find(f"{W}tbl") is not None
                merged = value(settings, "vMerge")
                if merged is not None and merged != "restart":
                    lines = above.get(column, ())
                above[column] = lines
                widths.append(max(1, number(value(settings, "gridSpan")) or 1))
                column += widths[-1]
                cells.append(lines)
            rows.append(Row(tuple(cells), is_on(properties, "tblHeader") or False, nested, tuple(widths)))
        return write_table(rows)


def _chart_in_one(lines: list[str]) -> list[str]:
    """Put the words in the boxes of a flow chart on one line: drawn, they have no order, and alone they are no rules."""
    chart = len(lines) >= FEWEST_BOXES and all(len(line) <= LONGEST_BOX and "。" not in line for line in lines)
    return [" / ".join(lines)] if chart and any(map(_BRANCH.fullmatch, lines)) else lines


def _with_leader(line: str) -> str:
    """Write a line of a table of contents as printed, with dots before the page."""
    entry, tab, rest = line.rpartition("\t")
    page = _PAGE_IN_CONTENTS.fullmatch(rest)
    return f"{entry.rstrip(' .…·' + tab)}{_LEADER}{page[1]}" if tab and page else line


def _children(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Give the children of one kind, those in content controls and accepted changes too."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in PASSED_THROUGH:
            yield from _children(child, tag)


def _blocks(element: etree._Element) -> Iterator[etree._Element]:
    """Give the paragraphs and tables directly inside an element."""
    for child in element:
        if child.tag in (f"{W}p", f"{W}tbl"):
            yield child
        elif child.tag in PASSED_THROUGH:
            yield from _blocks(child)


def _outer_blocks(content: bytes) -> Iterator[etree._Element]:
    """Give the paragraphs and tables of a document part, and drop each from memory when it has been read."""
    blocks = (f"{W}p", f"{W}tbl")
    for block in iterate_xml(content, blocks):
        if any(ancestor.tag in (*blocks, f"{W}txbxContent") for ancestor in block.iterancestors()):
            continue
        yield block
        block.clear()
        while block.getprevious() is not None:
            parent = block.getparent()
            if parent is None:
                break
            del parent[0]


def _note_lines(package: Package, related: dict[str, str], reader: _Reader) -> list[str]:
    """Read the notes whose marks were met, in that order."""
    lines: list[str] = []
    roots: dict[str, dict[str, etree._Element]] = {}
    for kind, note_id in list(dict.fromkeys(reader.words.notes)):
        if kind not in roots:
            content = package.read(related.get(kind, ""))
            found = parse_xml(content) if content else ()
            roots[kind] = {note.get(f"{W}id") or "": note for note in found}
        note = roots[kind].get(note_id)
        text = "".join(line for block in _blocks(note) for line in reader.lines(block)) if note is not None else ""
        if text:
            lines.append(f"〔{len(lines) + 1}〕{text}{NOTE_END}")
    return [f"\f{NOTES}{NOTE_END}", *lines] if lines else []


def read_docx(content: bytes) -> str:
    """Read a Word file.

    :param content: The whole file.
    :return: Its text, one paragraph a line.
    :raises UnreadableDocument: if it is damaged, encrypted, unpacks to too much, or declares XML entities.
    """
    with Package(content) as package:
        main = package.related("").get("officeDocument", "word/document.xml")
        document = package.read(main)
        if document is None:
            raise UnreadableDocument("Word 文件里没有正文,请重新导出后再试")
        related = package.related(main)
        parts = {kind: package.read(related.get(kind, "")) for kind in ("styles", "numbering")}
        styles, default_style = read_styles(
            parse_xml(without_table_styles(parts["styles"])) if parts["styles"] else None
        )
        numbering = read_numbering(
            parse_xml(parts["numbering"]) if parts["numbering"] else None,
            {style_id: style.list_id for style_id, style in styles.items()},
        )
        reader = _Reader(styles, default_style, numbering)
        lines = [line for block in _outer_blocks(document) for line in reader.lines(block)]
        if reader.carried.strip():
            lines.append(reader.carried.strip())
        return "\n".join([*lines, *_note_lines(package, related, reader)])
