"""Word's paragraph and character styles, as far as reading needs them: what is a heading, numbered, hidden, or a line of contents."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from corpus.word_numbering import MOST_LINKS, W, number, value

_HEADING = re.compile(r"(?:heading|标题|標題)\s*([1-9])", re.I)
_NESTED = re.compile(r"(?:list (?:bullet|number)|列表(?:项目符号|编号))\s*([2-5])", re.I)
_CONTENTS = re.compile(r"(?:toc|目录|目錄)\s*[1-9]", re.I)


_STYLE, _STYLE_END = b"<w:style ", b"</w:style>"
_LATENT, _LATENT_END = b"<w:latentStyles ", b"</w:latentStyles>"
_OF_TABLES = (b'w:type="table"', b"w:type='table'")


@dataclass(frozen=True, slots=True)
class Style:
    """What one style says, what it takes from the one it is based on included."""

    heading_level: int = 0  # 1 to 9; 0 for running text
    is_title: bool = False  # of the whole document
    list_id: str = ""  # "0" takes away the numbering of the style below
    list_depth: int | None = None
    list_nesting: int = 0  # lists around its own that its name tells of: List Bullet 2
    hidden: bool = False
    is_contents: bool = False


PLAIN = Style()


def is_on(properties: etree._Element | None, name: str) -> bool | None:
    """Read a switch such as ``<w:vanish/>``.

    :param properties: Where it would stand.
    :param name: Its name.
    :return: Whether it is on; None if it is not there.
    """
    text = value(properties, name)
    return None if text is None else text not in ("0", "false", "off")


def heading_level(properties: etree._Element | None) -> int | None:
    """Read an outline level, from 1; 0 for running text, None if nothing is said."""
    level = number(value(properties, "outlineLvl"))
    return None if level is None else level + 1 if 0 <= level < 9 else 0


def _own(element: etree._Element, below: Style) -> Style:
    """Read one style on top of the one it is based on."""
    name = value(element, "name") or ""
    paragraph = element.find(f"{W}pPr")
    level = heading_level(paragraph)
    named = _HEADING.fullmatch(name.strip())
    title = name.strip().lower() in ("title", "标题", "標題") and not level
    lists = paragraph.find(f"{W}numPr") if paragraph is not None else None
    list_id, depth = value(lists, "numId"), number(value(lists, "ilvl"))
    hidden = is_on(element.find(f"{W}rPr"), "vanish")
    return Style(
        level if level is not None else int(named[1]) if named else 1 if title else below.heading_level,
        title,
        below.list_id if list_id is None else list_id,
        below.list_depth if depth is None else depth,
        int(nested[1]) - 1 if (nested := _NESTED.fullmatch(name.strip())) else below.list_nesting,
        below.hidden if hidden is None else hidden,
        below.is_contents or bool(_CONTENTS.fullmatch(name.strip())),
    )


def without_table_styles(content: bytes) -> bytes:
    """Cut the styles of tables out of the part, and the list of those it does not hold: nine tenths of it, and of no use here.

    :param content: ``word/styles.xml``.
    :return: It, with the styles of paragraphs and characters; as it was, where its markup is written in another way.
    """
    start, end = content.find(_LATENT), content.find(_LATENT_END)
    if 0 <= start < end:
        content = content[:start] + content[end + len(_LATENT_END) :]
    first, *styles = content.split(_STYLE)
    kept = [first]
    for style in styles:
        head, _, rest = style.partition(b">")
        if any(mark in head for mark in _OF_TABLES) and not head.endswith(b"/") and _STYLE_END in rest:
            kept.append(rest.partition(_STYLE_END)[2])
        else:
            kept.append(_STYLE + style)
    return b"".join(kept)


def read_styles(root: etree._Element | None) -> tuple[dict[str, Style], str]:
    """Read the styles of a document.

    :param root: ``word/styles.xml``, None if there is none.
    :return: Each style by its id, and the id of the style of paragraphs that name none.
    """
    elements = (
        {} if root is None else {element.get(f"{W}styleId") or "": element for element in root.findall(f"{W}style")}
    )
    styles: dict[str, Style] = {}

    def read(style_id: str, links: int) -> Style:
        element = elements.get(style_id)
        if element is None or links > MOST_LINKS:
            return PLAIN
        if style_id not in styles:
            styles[style_id] = _own(element, read(value(element, "basedOn") or "", links + 1))
        return styles[style_id]

    default = ""
    for style_id, element in elements.items():
        kind = element.get(f"{W}type")
        if kind != "table":  # says how cells look, and there are a hundred of them
            read(style_id, 0)
        if kind == "paragraph" and element.get(f"{W}default") in ("1", "true"):
            default = style_id
    return styles, default
