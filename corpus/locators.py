"""How a place in a regulation is cited (第三十条（六）) and keyed (30(6)).

Works on the chain of outline nodes from the outermost down to the unit's own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.label import STRUCTURAL, Family, Label
from corpus.node import Node

LONGEST_TITLE = 24  # characters of an unnumbered item's title in a locator; longer ones are hard to read aloud
_ASKED = re.compile(r"(?:[问問]题?|Q\d*|[Qq]uestion)\s*\d*\s*[:：]\s*")  # 问:客户要求退货怎么办?
_NUMBERED_WORD = re.compile(
    r"(?:[^,，。;；:：]{1,4}[\d一二三四五六七八九十]{1,3}|附[件表录錄]?)[:：]\s*"
)  # 场景1:客户说没时间
_SPEAKERS = frozenset(
    [
        "客户",
        "客戶",
        "顾客",
        "顧客",
        "用户",
        "用戶",
        "客服",
        "坐席",
        "座席",
        "答",
        "问",
        "問",
        "甲",
        "乙",
        "A",
        "B",
        "Q",
    ]
)
_RUN_IN_TITLE = re.compile(r"^([^,，。;；:：!！?？“\"]{2,16})(?<!\d)[:：]")  # 午餐11:20 has none
_BRACKETED_TITLE = re.compile(r"【([^【】。；;，,]{2,16})】[:：]?\s*(?=\S)")  # 【接听】三声内接听
_ID_PREFIX = {
    Family.BOOK: "b", Family.SUBBOOK: "sb", Family.PART: "pt", Family.VOLUME: "v", Family.CHAPTER: "c", Family.SECTION: "s",
}  # fmt: skip


def run_in_title(text: str) -> str:
    """Return the title a text begins with, as 着装整洁规范 in 着装整洁规范:穿着企业统一工服; empty if there is none."""
    if bracketed := _BRACKETED_TITLE.match(text):
        return bracketed[1].strip()
    match = _RUN_IN_TITLE.match(text)
    title = match[1].strip() if match else ""
    return "" if title in _SPEAKERS else title


def speaker(text: str) -> str:
    """Return who speaks in a line of a dialogue, as 客服 in 客服:您好; empty if the line is none."""
    name = re.split(r"[:：]", text, maxsplit=1)[0].strip()
    return name if name in _SPEAKERS and name != text.strip() else ""


def short_title(text: str) -> str:
    """Shorten a heading to what fits in a locator, … for what was cut.

    >>> short_title("接听电话时用户说方言,您又听不明")
    '接听电话时用户说方言…'
    """
    words = _ASKED.sub("", text.strip().strip("【】"), count=1).rstrip(":：。；;?？")
    numbered = _NUMBERED_WORD.match(words)
    start = numbered.end() if numbered else 0
    first = (words[:start] + re.split(r"[,，。;；:：\n]", words[start:])[0])[:LONGEST_TITLE]
    return first if first == words else f"{first}…"


def citable(chain: Sequence[Node]) -> Sequence[Node]:
    """Leave out what is not cited before a 条 or a decimal number: chapters, and 5 before 5.2.6; not 三、 before 1.1."""
    for place in range(len(chain) - 1, -1, -1):
        label = chain[place].label
        if label and (label.family is Family.DECIMAL or label.family is Family.ARTICLE):
            attached = (
                bool(place) and chain[0].is_attachment and not label.is_lettered
            )  # A.1 says itself where it stands
            above = chain[0] if attached else _list_above(chain[:place], label)
            return [above, *chain[place:]] if above else chain[place:]
    return chain


def _list_above(chain: Sequence[Node], label: Label) -> Node | None:
    """Find the item a decimal number stands in that counts for itself: without 三、 there would be several 1.1."""
    if label.family is not Family.DECIMAL:
        return None
    outside = (node for node in reversed(chain) if node.label and not _is_whole_of(node.label, label))
    above = next(outside, None)
    if above is None or above.label is None:
        return None
    counted = above.label.family in (Family.COMMA, Family.PAREN) and above.label.number != label.numbers[0]
    return above if counted else None


def _is_whole_of(whole: Label, label: Label) -> bool:
    """Tell whether a label is a decimal, or the 2. that 2.1 is a part of."""
    return whole.family is Family.DECIMAL or whole.family is Family.ARABIC and whole.number == label.numbers[0]


def _printed(label: Label, *, last: bool) -> str:
    """Write one label as it is cited."""
    if label.family in (Family.COMMA, Family.STEM, Family.ROMAN, Family.ROMAN_SMALL):
        return label.printed.rstrip("、") if last else label.printed
    if label.family in (Family.ARABIC, Family.LETTER):
        return label.printed.rstrip("、.．")
    return label.printed


def locator(chain: Sequence[Node], item: str = "") -> str:
    """Write the locator of a unit.

    :param chain: The outline nodes from the outermost to the unit's own.
    :param item: For an unnumbered unit: 「title」 or 第n项; for a row of a numbered table 模板2「title」.
    :return: 第二十九条（三）5, 三、（一）1, 5.2.6 1）, （7）「接听电话时用户说方言…」a.
    """
    nodes = [node for node in citable(chain) if not node.is_title or node is chain[-1]]
    labelled = [node for node in nodes if node.label is not None]
    written = ""
    for place, node in enumerate(nodes):
        if node.is_paragraph:
            written += node.paragraph_name
            continue
        if node.label is None or node.label.family is Family.BULLET:
            below = nodes[place + 1 :]
            deeper = any(n.label is not None and n.label.family is not Family.BULLET for n in below)
            deeper = deeper or node.label is not None and bool(below) and not below[0].is_paragraph
            own_title = "「" in item
            holds = node.is_attachment and item != f"「{short_title(node.heading.text)}」"
            if node.heading and (deeper or not own_title or holds) or (node.label is not None and deeper):
                written += f"「{short_title(node.heading.text or _first_text(node))}」"
            continue
        piece = _printed(node.label, last=node is labelled[-1] and not item)
        written += f" {piece}" if written[-1:].isdigit() and piece[:1].isdigit() else piece
    return written + item


def _first_text(node: Node) -> str:
    """Return the first paragraph of a node."""
    return node.paragraphs[0].text if node.paragraphs else ""


def number_path(chain: Sequence[Node], item: str = "") -> str:
    """Write the permanent key of a unit within its regulation.

    :param chain: The outline nodes from the outermost to the unit's own.
    :param item: For an unnumbered unit: its place among its siblings.
    :return: 30(6), 29(3)5, 6.1(7), 3(1)1, pt2/3/1, 12-1.
    """
    path = ""
    for node in citable(chain):
        if node.label is None or node.is_unnumbered:
            path += f"*{node.unnumbered_place}"
        elif node.label.family in STRUCTURAL and node.label.family is not Family.ARTICLE:
            path += f"{_ID_PREFIX[node.label.family]}{node.label.number}/"
        else:
            piece = _key(node.label)
            path += f"/{piece}" if path[-1:].isalnum() and piece[:1].isalnum() else piece
    return (path + (f"*{item}" if item else "")).rstrip("/")


def _key(label: Label) -> str:
    """Write the key of one label."""
    if label.is_lettered:
        return label.printed
    if label.family in (Family.ARTICLE, Family.COMMA):
        return "-".join(map(str, label.numbers))
    if label.family in (Family.PAREN, Family.ARABIC_PAREN, Family.ARABIC_CLOSE):
        return f"({'-'.join(map(str, label.numbers))})"
    if label.family is Family.STEM:
        return label.printed[0]
    if label.family is Family.LETTER:
        return label.printed[0].lower()
    if label.family is Family.LETTER_PAREN:
        return f"({label.printed[1].lower()})"
    return ".".join(map(str, label.numbers))
