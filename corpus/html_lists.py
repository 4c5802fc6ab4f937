"""The lists of a web page: each item gets the number or the bullet a browser draws, and the sign of the lists around its own."""

from __future__ import annotations

import re

from lxml import html

from corpus.word_numbers import write_number

_LIST_FORMATS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "1": "decimal"}
_STYLED_FORMATS = (
    ("cjk-ideographic", "chineseCounting"), ("simp-chinese-informal", "chineseCounting"), ("trad-chinese-informal", "chineseCounting"),
    ("simp-chinese-formal", "chineseLegalSimplified"), ("lower-alpha", "lowerLetter"), ("lower-latin", "lowerLetter"),
    ("upper-alpha", "upperLetter"), ("upper-latin", "upperLetter"), ("lower-roman", "lowerRoman"), ("upper-roman", "upperRoman"),
    ("cjk-heavenly-stem", "ideographTraditional"), ("none", "none"),
)  # fmt: skip
_CLOSING = {"chineseCounting": "、", "chineseLegalSimplified": "、", "ideographTraditional": "、", "none": ""}
DEEPER = "\ue0fe"  # before an item, for each list around its own, while lines are stripped of their blanks


def number_lists(tree: html.HtmlElement) -> None:
    """Write the number of each item of an ordered list into it, as a browser draws it, and a bullet into those of others.

    :param tree: The page; its items get their labels.
    """
    for items in tree.iter("ol", "ul"):
        style = (items.get("style") or "").lower()
        number_format = _LIST_FORMATS.get(items.get("type", "1"), "decimal")
        number_format = next((own for name, own in _STYLED_FORMATS if name in style), number_format)
        entries = [entry for entry in items if entry.tag == "li"]
        backwards = items.tag == "ol" and "reversed" in items.attrib
        number = whole_number(items.get("start"), len(entries) if backwards else 1)
        for entry in entries:
            if items.tag == "ul":
                label = "" if _has_block(entry) and not (entry.text or "").strip() else "• "
            else:
                number = whole_number(entry.get("value"), number)
                closing = _CLOSING.get(number_format, ". ")
                label = write_number(number, number_format) + closing
                number += -1 if backwards else 1
            if label:
                _write_label(entry, DEEPER * _depth(items) + label)


def _depth(items: html.HtmlElement) -> int:
    """Count the items that a list stands in, one in the other."""
    return sum(1 for _ in items.iterancestors("li"))


def _write_label(entry: html.HtmlElement, label: str) -> None:
    """Put a label before the first words of a list item, inside the paragraph they stand in."""
    target = entry
    while (
        not (target.text or "").strip()
        and len(target)
        and target[0].tag in ("p", "div", "span", "b", "strong", "font", "a")
    ):
        target = target[0]
    target.text = label + (target.text or "").lstrip()


def _has_block(element: html.HtmlElement) -> bool:
    """Tell whether an element holds lists or tables: an item that only arranges the page."""
    return next(element.iter("ul", "ol", "table"), None) is not None


def whole_number(text: str | None, otherwise: int) -> int:
    """Read a whole number from an attribute.

    :param text: What stands there, if it is there.
    :param otherwise: The number where it holds none.
    :return: The number.
    """
    return int(text) if text and re.fullmatch(r"\s*-?\d{1,6}\s*", text) else otherwise
