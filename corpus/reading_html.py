"""Web pages -> the text of their article; lists get the numbers a browser draws, tables become lines.

Where the article begins and ends, trafilatura finds. It leaves out what it thinks little of, single headings and short clauses
among it, so all that stands in between is read.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator

from lxml import etree, html

from corpus.html_lists import DEEPER, number_lists, whole_number
from corpus.line_marks import LIST_INDENT, join_struck, strike_out
from corpus.reading_text import decode
from corpus.table_lines import Row, write_table
from corpus.unreadable import UnreadableDocument

_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]{1,30})", re.I)
_CHARSET_WITHIN = 4096  # bytes from the start
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "big5": "cp950",
    "iso-8859-1": "",
    "utf8": "utf-8",
}
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:[a-z%]*)?\s*(?:;|$)|opacity\s*:\s*0(?:\.0*)?\s*(?:;|$)",
    re.I,
)
_STRUCK = ("s", "strike", "del")
_LINE_THROUGH = re.compile(r"text-decoration[^;]*line-through", re.I)
_NO_TEXT = (
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "iframe",
    "object",
    "select",
    "button",
    "textarea",
    "head",
)
SHORTEST_PROOF = 8  # letters of a line that shows where the article is; shorter ones are in menus too
NEAR = 3  # lines; so near to the article a short one that the extractor took belongs to it
_TABLE = re.compile(r"<table\b[^<>]*>(?:(?!<table\b).)*?</table>", re.I | re.S)  # none inside
_BREAK = re.compile(r"(?<![ \t])[ \t]*[\r\n]\s*")
_ARTICLE = re.compile(r"[ \u3000#]*第[ \u3000]*[〇零一二三四五六七八九十百千\d]+[ \u3000]*[条條]")
_BLOCKS = frozenset(
    ("address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption", "figure",
     "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table",
     "tbody", "td", "tfoot", "th", "thead", "tr", "ul")
)  # fmt: skip


def _decode(content: bytes) -> str:
    """Decode a page: as it says itself, if it reads well so, else as any text file."""
    declared = _CHARSET.search(content[:_CHARSET_WITHIN])
    if declared and not content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        name = declared[1].decode("ascii", errors="replace").lower()
        try:
            return content.decode(_WIDER.get(name, name) or "utf-8")
        except (LookupError, UnicodeDecodeError):
            pass  # says one encoding and is in another, as pages that were copied often are
    return decode(content)


def _parse(text: str) -> html.HtmlElement:
    """Parse a page as a browser would, whatever is wrong with it."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        tree = html.document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDocument("网页里没有内容或已损坏,请重新保存后再试") from error
    return tree


def _drop_unseen(tree: html.HtmlElement) -> None:
    """Remove what a reader of the page does not see."""
    unseen = [
        element
        for element in tree.iter()
        if isinstance(element.tag, str)
        and (
            element.tag in _NO_TEXT
            and element.tag != "head"
            or "hidden" in element.attrib
            or _UNSEEN.search(element.get("style", ""))
        )
    ]
    for element in unseen:
        if element.getparent() is not None and element.tag not in ("html", "body"):
            element.drop_tree()


def _strike_out(tree: html.HtmlElement) -> None:
    """Write the signs of struck-out text around the words that a browser draws a line through."""
    outer = [
        element
        for element in tree.iter()
        if isinstance(element.tag, str) and (element.tag in _STRUCK or _LINE_THROUGH.search(element.get("style", "")))
    ]
    done: set[html.HtmlElement] = set()
    for element in outer:
        for part in element.iter():
            if part in done or not isinstance(part.tag, str):
                continue
            done.add(part)
            part.text = strike_out(part.text or "")
            if part is not element:
                part.tail = strike_out(part.tail or "")


def _write_tables(tree: html.HtmlElement) -> None:
    """Replace the tables that are tables, and do not arrange the page, by paragraphs, one a row."""
    for table in list(tree.iter("table")):
        parent = table.getparent()
        if parent is None or next(table.iterdescendants("table"), None) is not None:
            continue
        lines = write_table(list(_rows(table)))
        if sum(line.startswith("|") for line in lines) < 2:
            continue
        block = html.Element("div")
        for line in lines:
            etree.SubElement(block, "p").text = line
        block.tail = table.tail
        parent.replace(table, block)


def _rows(table: html.HtmlElement) -> Iterator[Row]:
    """Read a table's rows; a cell over several rows is in each of them."""
    going_on: dict[int, tuple[int, int, tuple[str, ...]]] = {}  # column -> rows left, columns wide, lines
    for row in table.iter("tr"):
        cells: list[tuple[str, ...]] = []
        widths: list[int] = []
        column = 0
        own = [cell for cell in row if cell.tag in ("td", "th")]
        while own or column in going_on:
            if column in going_on:
                left, wide, lines = going_on.pop(column)
                if left > 1:
                    going_on[column] = (left - 1, wide, lines)
            else:
                cell = own.pop(0)
                lines = tuple(_lines(cell))
                wide = min(max(1, whole_number(cell.get("colspan"), 1)), 100)
                down = min(whole_number(cell.get("rowspan"), 1), 1000)
                if down > 1:
                    going_on[column] = (down - 1, wide, lines)
            cells.append(lines)
            widths.append(wide)
            column += wide
        heads = {cell.tag for cell in row}
        yield Row(tuple(cells), is_head=heads == {"th"} or row.getparent().tag == "thead", widths=tuple(widths))


def _lines(element: html.HtmlElement) -> list[str]:
    """Write the lines of any element, every block and line break a new one."""
    parts: list[str] = []
    for event, part in etree.iterwalk(element, events=("start", "end")):
        if not isinstance(part.tag, str):
            continue
        if part.tag in _BLOCKS and part is not element or event == "start" and part.tag == "br":
            parts.append("\n")
        if event == "start":
            mark = f"{'#' * int(part.tag[1])} " if re.fullmatch(r"h[1-6]", part.tag) else ""
            parts.append(mark + (part.text or ""))
        elif part is not element:
            parts.append(part.tail or "")
    stripped = (raw.strip() for raw in join_struck("".join(parts)).split("\n"))
    return [line.replace(DEEPER, LIST_INDENT) for line in stripped if line.strip(f"#{DEEPER}")]


def _unwrap(tree: html.HtmlElement) -> None:
    """Take the line breaks of the page's source out of its text: a browser draws them as blanks, and Chinese has none."""
    preformatted = {part for block in tree.iter("pre", "textarea") for part in block.iter()}
    for part in tree.iter():
        if part.text and part not in preformatted:
            part.text = _one_line(part.text)
        if part.tail and part.getparent() not in preformatted:
            part.tail = _one_line(part.tail)


def _one_line(text: str) -> str:
    """Put a blank for each stretch of blanks with a line break in it; none beside a Chinese character."""
    return _BREAK.sub(
        lambda match: " " if _is_latin(text, match.start() - 1) and _is_latin(text, match.end()) else "", text
    )


def _is_latin(text: str, place: int) -> bool:
    """Tell whether a character is of a script with blanks between its words; what is beyond the end may be."""
    return not 0 <= place < len(text) or text[place].isascii()


def _found_by_extractor(tree: html.HtmlElement) -> frozenset[str]:
    """Let the extractor find the article of a page; give the letters of its lines."""
    from trafilatura import bare_extraction  # half a second to import

    found = bare_extraction(tree, include_tables=True, include_comments=False, favor_recall=True, deduplicate=False)
    body = None if found is None or isinstance(found, dict) else found.body
    if body is None:
        return frozenset()
    for names, tag in ((("head",), "p"), (("item",), "li"), (("row",), "tr"), (("cell",), "td"), (("lb",), "br")):
        for element in body.iter(*names):
            element.tag = tag
    return frozenset(_letters(line) for line in _lines(body)) - {""}


def _letters(line: str) -> str:
    """Leave out everything by which two writings of one line may differ."""
    return re.sub(r"\W", "", line)


def read_html(content: bytes) -> str:
    """Read a web page.

    :param content: The whole file.
    :return: Its article, one paragraph a line.
    :raises UnreadableDocument: if it is empty or in no known encoding.
    """
    tree = _parse(_decode(content))
    _drop_unseen(tree)
    _unwrap(tree)
    _strike_out(tree)
    number_lists(tree)
    _write_tables(tree)
    body = tree.find("body")
    whole = _lines(body if body is not None else tree)
    found = _found_by_extractor(tree)
    return "\n".join(whole[_span(whole, found)] if found else whole)


def write_tables_within(text: str) -> str:
    """Write the web tables that stand in a Markdown file, as programs put them there, as lines like all other tables.

    :param text: The text.
    :return: It, with lines in the place of its tables.
    """

    def written(match: re.Match[str]) -> str:
        table = html.fragment_fromstring(match[0], create_parent="div")
        _strike_out(table)
        _write_tables(table)
        return "\n" + "\n".join(_lines(table)) + "\n"

    return _TABLE.sub(written, text)


def read_archive(content: bytes) -> str:
    """Read a web page that was saved with its pictures in one file, as ``.mht``, or by an office system as ``.doc``.

    :param content: The whole file.
    :return: Its article, one paragraph a line.
    :raises UnreadableDocument: if there is no page in it, or it is empty or in no known encoding.
    """
    message = email.message_from_bytes(content)
    for part in message.walk():
        page = part.get_payload(decode=True) if part.get_content_type() == "text/html" else None
        if isinstance(page, bytes):
            return read_html(page)
    raise UnreadableDocument("网页存档里没有网页,请重新保存后再试")


def _span(lines: list[str], found: frozenset[str]) -> slice:
    """Find where among a page's lines its article begins and ends."""
    letters = [_letters(line) for line in lines]
    sure = [
        place
        for place, line in enumerate(lines)
        if _ARTICLE.match(line)
        or line.startswith("# ")
        or len(letters[place]) >= SHORTEST_PROOF
        and letters[place] in found
    ]
    if not sure:
        return slice(0, len(lines))
    start, end = sure[0], sure[-1]
    while near := [place for place in range(max(0, start - NEAR), start) if letters[place] in found]:
        start = near[0]
    while near := [place for place in range(end + 1, min(len(lines), end + 1 + NEAR)) if letters[place] in found]:
        end = near[-1]
    return slice(start, end + 1)
